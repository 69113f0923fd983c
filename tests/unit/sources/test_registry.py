"""The registry of inputs is read whole or refused with the entry at fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.build.raw_tables import CONTRACTS
from pipelines.errors import SourceError
from pipelines.settings import REPOSITORY
from pipelines.sources.registry import BundledFile, load_registry
from tests.unit.conftest import source_entry


@pytest.fixture
def entry() -> dict[str, Any]:
    return source_entry("pledges", {"pledges/a.csv": b"a", "pledges/b.csv": b"bb"})


def write(tmp_path: Path, content: object) -> Path:
    registry = tmp_path / "sources.yml"
    registry.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return registry


def refusal(registry: Path) -> SourceError:
    with pytest.raises(SourceError) as refused:
        load_registry(registry)
    assert refused.value.where and str(registry) in refused.value.where
    assert refused.value.expected and refused.value.next_step
    return refused.value


def test_a_well_formed_registry_is_read_in_its_order(tmp_path: Path, entry: dict[str, Any]) -> None:
    other = source_entry("economies", {"e.csv": b"e"})
    first, second = load_registry(write(tmp_path, {"sources": [entry, other]})).sources
    assert (first.id, second.id) == ("source_of_pledges", "source_of_economies")
    assert (first.licence.name, first.table) == ("CC BY 4.0", "pledges")
    assert [edition.path for edition in first.editions] == ["pledges/a.csv", "pledges/b.csv"]
    assert first.editions[1] == BundledFile(
        edition="2026-01-02",
        accessed_on="2026-01-01",
        path="pledges/b.csv",
        sha256=entry["editions"][1]["sha256"],
        bytes=2,
    )


def test_dates_that_yaml_reads_as_dates_are_kept_as_text(
    tmp_path: Path, entry: dict[str, Any]
) -> None:
    text = yaml.safe_dump({"sources": [entry]}).replace("'2026-01-01'", "2026-01-01")
    (source,) = load_registry(write(tmp_path, text)).sources
    assert source.editions[0].edition == "2026-01-01"


def test_every_source_of_the_repository_names_a_licence_and_a_table_that_is_read() -> None:
    sources = load_registry(REPOSITORY / "pipelines" / "sources" / "sources.yml").sources
    assert {source.table for source in sources} == set(CONTRACTS)
    for source in sources:
        assert source.licence.url.startswith("https://"), source.id


def test_a_registry_that_is_missing_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path / "nowhere.yml")
    assert "cannot be read" in error.found
    assert error.next_step == "restore pipelines/sources/sources.yml, or unset P2C_SOURCES"


def test_a_registry_that_is_not_utf_8_or_not_yaml_is_refused(tmp_path: Path) -> None:
    registry = tmp_path / "sources.yml"
    for content in (b"sources: [\xff]", b"sources: [}", b"sources: !!python/object:os.system {}"):
        registry.write_bytes(content)
        assert "cannot be read" in refusal(registry).found


@pytest.mark.parametrize("content", ["", "[]", "text"])
def test_a_registry_that_is_no_mapping_is_refused(tmp_path: Path, content: str) -> None:
    error = refusal(write(tmp_path, content))
    assert error.found == "the source registry is not in its agreed form"
    assert error.expected == "a mapping of datasets, providers, sources"


@pytest.mark.parametrize("content", ["sources:\n", "sources: {a: 1}"])
def test_a_registry_without_a_list_of_sources_is_refused(tmp_path: Path, content: str) -> None:
    error = refusal(write(tmp_path, content))
    assert error.found == "the source registry is not in its agreed form"
    assert "sources is " in str(error.where)
    assert error.expected == "a list"


def test_a_registry_that_lacks_sources_is_refused(tmp_path: Path) -> None:
    assert "sources is missing" in str(refusal(write(tmp_path, "datasets: []")).where)


def _edition(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda entry: entry["editions"][0].__setitem__(key, value)


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda e: e.pop("licence"), "sources[source_of_pledges].licence is missing"),
        (lambda e: e.__setitem__("license", 1), "sources[source_of_pledges].license is unknown"),
        (lambda e: e.__setitem__(1, 1), "sources[source_of_pledges].1 is"),
        (lambda e: e.pop("id"), "sources[1].id is missing"),
        (lambda e: e["licence"].pop("url"), "[source_of_pledges].licence.url is missing"),
        (lambda e: e.__setitem__("licence", "MIT"), "[source_of_pledges].licence is 'MIT'"),
        (lambda e: e["licence"].__setitem__("name", ""), "[source_of_pledges].licence.name is ''"),
        (lambda e: e.__setitem__("title", None), "sources[source_of_pledges].title is None"),
        (lambda e: e.__setitem__("citation", 2026), "[source_of_pledges].citation is 2026"),
        (lambda e: e.__setitem__("id", ["a"]), "sources[1].id is ['a']"),
        (lambda e: e.__setitem__("table", " "), "sources[source_of_pledges].table is ' '"),
        (lambda e: e.__setitem__("editions", None), "[source_of_pledges].editions is None"),
        (lambda e: e.__setitem__("editions", []), "sources[source_of_pledges].editions is []"),
        (lambda e: e["editions"][0].pop("path"), "editions[1].path is missing"),
        (lambda e: e["editions"].append("2026"), "[source_of_pledges].editions[3] is '2026'"),
        (_edition("sha256", "AB" * 32), "editions[1].sha256 is 'ABAB"),
        (_edition("sha256", "ab"), "[source_of_pledges].editions[1].sha256 is 'ab'"),
        (_edition("bytes", "many"), "[source_of_pledges].editions[1].bytes is 'many'"),
        (_edition("bytes", True), "[source_of_pledges].editions[1].bytes is True"),
    ],
)
def test_a_malformed_entry_is_refused_naming_the_source_and_the_key(
    tmp_path: Path, entry: dict[str, Any], spoil: Callable[[dict[str, Any]], object], named: str
) -> None:
    spoil(entry)
    error = refusal(write(tmp_path, {"sources": [entry]}))
    assert error.found == "the source registry is not in its agreed form"
    assert named in str(error.where)


@pytest.mark.parametrize("entry_like", ["pledges", None, 3, ["a"]])
def test_an_entry_that_is_no_mapping_is_refused(tmp_path: Path, entry_like: object) -> None:
    assert "sources[1] is " in str(refusal(write(tmp_path, {"sources": [entry_like]})).where)


def test_one_id_for_two_sources_is_refused_naming_it(tmp_path: Path, entry: dict[str, Any]) -> None:
    error = refusal(write(tmp_path, {"sources": [entry, entry]}))
    assert "source source_of_pledges" in str(error.where)
    assert error.expected == "each id once"


def test_the_gates_ask_for_nearly_every_bundled_file() -> None:
    registry = load_registry(REPOSITORY / "pipelines" / "sources" / "sources.yml")
    bundled = sum(len(source.editions) for source in registry.sources)
    for suite in ("raw/files.yml", "marts/sources_used.yml"):
        entries = yaml.safe_load((REPOSITORY / "expectations" / suite).read_text())["expectations"]
        assert 0.9 * bundled <= entries[0]["min_value"] <= bundled, suite
