"""Suites are loaded strictly: a malformed one is refused, naming its file and the item."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pipelines.checks import RAW
from pipelines.errors import P2CError
from pipelines.gates.run import required_tables
from pipelines.gates.suite_loader import load_suites
from pipelines.settings import REPOSITORY, Settings


def write_suites(directory: Path, suites: Mapping[str, str]) -> Path:
    for name, text in suites.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8")
    return directory


GOOD = """
table: raw.t
grain: [id]
expectations:
  - {expect: expect_column_to_exist, column: id, level: error, why: A key.}
"""


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("table: raw.t", "table: raw.other", "raw.other"),
        ("grain: [id]", "grain: id", "grain"),
        ("grain: [id]", "grain: [id]\nowner: me", "owner"),
        ("grain: [id]", "grain: [id]\nmay_be_empty: true", "may_be_empty"),
        ("grain: [id]", "grain: [id]\ngrain: [id]", "given twice"),
        ("grain: [id]", "grain: [id]\nas_of_may_be_empty: true", "as_of_may_be_empty"),
        ("why: A key.", "why: A key., as_of: advisory", "as_of is 'advisory'"),
        ("why: A key.", "why: A key., why_as_of: It was not known.", "as_of is None"),
        (
            "why: A key.",
            "why: A key., as_of: skip, why_as_of: It was not known.",
            "as_of is 'skip'",
        ),
        (", why: A key.", "", "why is missing"),
        ("why: A key.", "why: 3", "why is 3"),
        ("level: error, ", "", "level is missing"),
        ("level: error", "level: fatal", "fatal"),
        ("level: error", "level: error, level: advisory", "given twice"),
        ("column: id, ", "", "column is missing"),
        ("column: id", "column: id, colour: red", "colour"),
        ("expect_column_to_exist", "expect_miracles", "expect_miracles"),
        ("expect_column_to_exist", "expect_column_values_to_be_between", "no bound"),
        ("column: id", "column: id, history: [{on: soon, note: x}]", "soon"),
        ("column: id", "column: id, name: Not An Id", "Not An Id"),
        (
            "expect: expect_column_to_exist, column: id",
            "expect: unexpected_rows, name: n, sql: select 1",
            "never reads {batch}",
        ),
        (
            "expect: expect_column_to_exist",
            "expect: expect_column_values_to_not_be_null, mostly: 0",
            "mostly is 0",
        ),
        (
            "expect: expect_column_to_exist",
            "expect: expect_column_values_to_be_in_set, value_set: []",
            "value_set",
        ),
        (
            "  - {expect: expect_column_to_exist, column: id, level: error, why: A key.}",
            "  []",
            "no expectations",
        ),
        (
            "  - {expect",
            "  - {expect: expect_column_to_exist, column: id, level: error, why: A.}\n  - {expect",
            "used twice",
        ),
    ],
)
def test_a_malformed_suite_is_refused_naming_file_and_item(
    tmp_path: Path, before: str, after: str, named: str
) -> None:
    assert before in GOOD
    load_suites(write_suites(tmp_path / "good", {"raw/t.yml": GOOD}))
    with pytest.raises(P2CError) as refused:
        load_suites(write_suites(tmp_path / "bad", {"raw/t.yml": GOOD.replace(before, after)}))
    assert "raw/t.yml" in str(refused.value)
    assert named in str(refused.value)


@pytest.mark.parametrize("name", ["raw/t.yaml", "other/t.yml", "t.yml", "raw/deep/t.yml"])
def test_a_suite_in_the_wrong_place_is_refused_not_ignored(tmp_path: Path, name: str) -> None:
    with pytest.raises(P2CError, match="path is not that of a suite"):
        load_suites(write_suites(tmp_path, {name: GOOD}))


def test_no_suites_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(P2CError, match="nothing would be checked"):
        load_suites(tmp_path)


def test_the_shipped_suites_cover_every_required_table() -> None:
    raw = required_tables(Settings.from_environment({}), RAW)
    marts = {
        f"marts.{path.stem}" for path in (REPOSITORY / "dbt_project/models/marts").glob("*.sql")
    }
    assert len(raw) > 20
    assert len(marts) > 20
    suites = load_suites(REPOSITORY / "expectations")
    assert {suite.table for suite in suites} >= {*raw, *marts}
    assert all(
        any(item.level == "critical" for item in suite.expectations)
        for suite in suites
        if not suite.may_be_empty
    )
