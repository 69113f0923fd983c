"""The inbox takes plain files and loses none, whatever interrupts a run."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pytest
from structlog.testing import capture_logs

from pipelines.archive.blobs import Copied
from pipelines.archive.inbox import waiting_files
from pipelines.archive.store import Archive
from pipelines.settings import Settings
from tests.unit.archive.conftest import Clock, claim, look_through, write_at


def test_a_dropped_file_is_archived_and_leaves_the_inbox(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "pledges.csv").write_bytes(b"content")
    (entry,) = claim(settings, archive)
    assert archive.read(entry.sha256) == b"content"
    assert (entry.name, entry.kind, entry.source_id) == ("pledges.csv", "submission", "inbox")
    assert waiting_files(settings) == []
    assert list((inbox / ".claimed").iterdir()) == []
    assert claim(settings, archive) == []


def test_a_warehouse_without_an_inbox_has_nothing_waiting(
    settings: Settings, archive: Archive
) -> None:
    assert waiting_files(settings) == []
    assert claim(settings, archive) == []


def test_files_are_taken_by_name_and_hidden_ones_and_directories_are_left(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    for name in ("b.csv", "a.csv", ".upload.csv.part"):
        (inbox / name).write_text(name)
    (inbox / "folder").mkdir()
    (inbox / "folder" / "inner.csv").write_text("inner")
    assert [file.name for file in waiting_files(settings)] == ["a.csv", "b.csv"]
    assert [entry.name for entry in claim(settings, archive)] == ["a.csv", "b.csv"]
    assert (inbox / ".upload.csv.part").exists()
    assert (inbox / "folder" / "inner.csv").exists()
    assert not (inbox / ".refused").exists()


def test_the_signature_of_a_file_changes_as_it_grows(settings: Settings, inbox: Path) -> None:
    path = inbox / "growing.csv"
    path.write_text("one line\n")
    first = waiting_files(settings)
    assert waiting_files(settings) == first
    with path.open("a") as more:
        more.write("another line\n")
    assert waiting_files(settings) != first


def test_the_same_bytes_under_two_names_are_one_submission(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "first.csv").write_text("same")
    (inbox / "second.csv").write_text("same")
    claim(settings, archive)
    assert [entry.name for entry in archive.submissions()] == ["first.csv"]
    assert waiting_files(settings) == []


def test_a_file_claimed_before_a_crash_is_archived_by_the_next_run(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / ".claimed").mkdir()
    (inbox / ".claimed" / "pledges.csv").write_text("claimed before the crash")
    (inbox / "pledges.csv").write_text("dropped after the crash")
    entries = claim(settings, archive)
    assert [archive.read(entry.sha256) for entry in entries] == [
        b"claimed before the crash",
        b"dropped after the crash",
    ]
    assert list((inbox / ".claimed").iterdir()) == []


def test_a_file_archived_before_a_crash_and_still_claimed_is_no_second_submission(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "pledges.csv").write_text("content")
    claim(settings, archive)
    (inbox / ".claimed" / "pledges.csv").write_text("content")
    claim(settings, archive)
    assert len(archive.submissions()) == 1
    assert list((inbox / ".claimed").iterdir()) == []


def test_a_run_that_stops_between_two_files_leaves_the_second_for_the_next(
    settings: Settings, archive: Archive, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.csv").write_text("a")
    (inbox / "b.csv").write_text("b")

    class PowerCut(Exception):
        pass

    def stop_at_b(source: object, name: str) -> object:
        if name == "b.csv":
            raise PowerCut
        return type(archive).copy_in(archive, source, name)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(archive, "copy_in", stop_at_b)
        with pytest.raises(PowerCut):
            claim(settings, archive)
    assert [entry.name for entry in archive.submissions()] == ["a.csv"]
    assert [path.name for path in (inbox / ".claimed").iterdir()] == ["b.csv"]
    assert [entry.name for entry in claim(settings, archive)] == ["b.csv"]


def test_an_archive_that_cannot_take_a_file_leaves_it_to_be_taken_later(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "pledges.csv").write_text("content")
    archive.directory.mkdir()
    archive.ledger_file.write_text("damaged\n")
    with pytest.raises(Exception, match="ledger line cannot be read"):
        claim(settings, archive)
    archive.ledger_file.unlink()
    assert [entry.name for entry in claim(settings, archive)] == ["pledges.csv"]


def test_a_file_taken_back_before_its_turn_does_not_stop_the_others(
    settings: Settings, archive: Archive, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        (inbox / name).write_text(name)
    keep = archive.copy_in

    def take_back_b(source: BinaryIO, name: str) -> Copied:
        (inbox / "b.csv").unlink(missing_ok=True)
        return keep(source, name)

    monkeypatch.setattr(archive, "copy_in", take_back_b)
    assert [entry.name for entry in claim(settings, archive)] == ["a.csv", "c.csv"]


def test_copies_are_told_and_counted_and_are_no_submissions(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "first.csv").write_text("same")
    claim(settings, archive)
    for name in ("again.csv", "first.csv"):
        (inbox / name).write_text("same")
    (inbox / "other.csv").write_text("other")
    with capture_logs() as logs:
        claims = look_through(settings, archive)
    assert [entry.name for entry in claims.archived] == ["other.csv"]
    assert [entry.name for entry in claims.copies] == ["first.csv", "first.csv"]
    told = [line["file"] for line in logs if "received before" in line["event"]]
    assert told == ["again.csv", "first.csv"]
    assert logs[-1]["copies"] == 2


def test_a_directory_is_told_once_in_a_run_and_left_where_it_is(
    settings: Settings, archive: Archive, inbox: Path, just_now: Clock
) -> None:
    (inbox / "fol\nder").mkdir()
    write_at(inbox / "fresh.csv", "fresh", 1_000_000)
    with capture_logs() as logs:
        look_through(settings, archive, just_now)
    told = [line for line in logs if line["log_level"] == "warning"]
    assert [line["found"] for line in told] == [r"fol\nder"]
