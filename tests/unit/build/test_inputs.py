"""Every input of a build is archived first, and is the file the registry names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.archive.store import Archive
from pipelines.build.build_directory import Build, start_build
from pipelines.build.inputs import SUBMISSION, BuildInput, read_inputs
from pipelines.errors import SourceError
from pipelines.settings import Settings
from pipelines.sources.registry import load_registry
from tests import build_steps

MakeRegistry = Callable[..., Path]
PLEDGES = b"pledges of the snapshot"
ECONOMIES = b"economies of the snapshot"


@pytest.fixture
def registry(make_registry: MakeRegistry) -> Path:
    return make_registry(
        {"pledges": {"pledges/p.csv": PLEDGES}, "economies": {"reference/e.csv": ECONOMIES}}
    )


def drop(settings: Settings, name: str, content: bytes) -> None:
    settings.inbox_dir.mkdir(parents=True, exist_ok=True)
    path = settings.inbox_dir / name
    path.write_bytes(content)
    os.utime(path, (0, 0))


def collect(settings: Settings) -> tuple[BuildInput, ...]:
    """Collect the inputs of a new build; a later step reads the same ones."""
    build = start_build(settings)
    collected = build_steps.collect(settings, build)
    assert read_again(settings, build) == collected
    return collected


def read_again(settings: Settings, build: Build) -> tuple[BuildInput, ...]:
    """The inputs as the step after reads them."""
    registry = load_registry(settings.sources_file)
    return read_inputs(registry, Archive(settings.archive_dir), build)


def summary(inputs: tuple[BuildInput, ...]) -> list[tuple[str, str]]:
    return [(item.archived.name, item.source.table) for item in inputs]


@pytest.mark.usefixtures("registry")
def test_bundled_files_and_submissions_take_the_same_way(
    settings: Settings, archive: Archive
) -> None:
    drop(settings, "sent.csv", b"sent")
    inputs = collect(settings)
    assert summary(inputs) == [
        ("pledges/p.csv", "pledges"),
        ("reference/e.csv", "economies"),
        ("sent.csv", "pledges"),
    ]
    assert [archive.read(item.archived.sha256) for item in inputs] == [PLEDGES, ECONOMIES, b"sent"]
    assert [item.archived.kind for item in inputs] == ["bundled", "bundled", "submission"]
    assert inputs[2].source == SUBMISSION


@pytest.mark.usefixtures("registry")
def test_a_second_build_reads_the_same_inputs_and_archives_nothing_new(
    settings: Settings, archive: Archive
) -> None:
    drop(settings, "sent.csv", b"sent")
    first = collect(settings)
    ledger = archive.ledger_file.read_bytes()
    assert collect(settings) == first
    assert archive.ledger_file.read_bytes() == ledger


@pytest.mark.usefixtures("registry")
def test_a_submission_that_was_excluded_is_left_out(settings: Settings, archive: Archive) -> None:
    drop(settings, "sent.csv", b"sent")
    (entry,) = [item.archived for item in collect(settings) if item.source is SUBMISSION]
    archive.decide(entry, "excluded", "sent by mistake")
    assert SUBMISSION not in [item.source for item in collect(settings)]


@pytest.mark.usefixtures("registry")
def test_a_submission_that_copies_the_bundled_pledges_adds_nothing(settings: Settings) -> None:
    before = summary(collect(settings))
    drop(settings, "copy.csv", PLEDGES)
    assert summary(collect(settings)) == before


@pytest.mark.usefixtures("registry")
def test_a_submission_with_the_bytes_of_another_input_does_not_take_its_place(
    settings: Settings, archive: Archive
) -> None:
    drop(settings, "economies.csv", ECONOMIES)
    inputs = collect(settings)
    assert summary(inputs)[1:] == [("reference/e.csv", "economies"), ("economies.csv", "pledges")]
    archive.decide(inputs[2].archived, "refused", "it holds no pledges")
    assert summary(collect(settings))[1:] == [("reference/e.csv", "economies")]


def test_a_bundled_file_that_was_changed_stops_the_build_naming_both_hashes(
    settings: Settings, archive: Archive, registry: Path
) -> None:
    path = settings.data_dir / "pledges" / "p.csv"
    path.write_bytes(PLEDGES + b"!")
    with pytest.raises(SourceError, match="source_of_pledges is not the one") as refused:
        build_steps.collect(settings, start_build(settings))
    found = hashlib.sha256(PLEDGES + b"!").hexdigest()
    expected = hashlib.sha256(PLEDGES).hexdigest()
    assert f"24 bytes with sha256 {found}" in refused.value.found
    assert refused.value.expected == f"23 bytes with sha256 {expected}"
    assert refused.value.where == str(path)
    assert "enter a new edition" in str(refused.value)
    assert not archive.object_path(found).exists()


@pytest.mark.usefixtures("registry")
def test_a_bundled_file_that_is_missing_is_named_with_its_edition(settings: Settings) -> None:
    path = settings.data_dir / "reference" / "e.csv"
    path.unlink()
    with pytest.raises(SourceError, match="source_of_economies cannot be read") as refused:
        build_steps.collect(settings, start_build(settings))
    assert refused.value.where == str(path)
    assert refused.value.expected == "edition 2026-01-01, 25 bytes"


@pytest.mark.usefixtures("registry")
def test_a_changed_bundled_file_leaves_the_inbox_as_it_is(settings: Settings) -> None:
    drop(settings, "sent.csv", b"sent")
    (settings.data_dir / "pledges" / "p.csv").write_bytes(b"changed")
    with pytest.raises(SourceError):
        build_steps.collect(settings, start_build(settings))
    assert (settings.inbox_dir / "sent.csv").read_bytes() == b"sent"


@pytest.mark.usefixtures("registry")
def test_a_build_without_inputs_reads_none(settings: Settings) -> None:
    assert read_again(settings, start_build(settings)) == ()
