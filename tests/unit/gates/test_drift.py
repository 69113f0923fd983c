"""A table whose shape changed since the last release is told, and holds up no release."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.checks import CheckResult, Kind
from pipelines.errors import GateFailed
from pipelines.gates.drift import check_drift
from pipelines.storage.database import open_database

ROWS = """
create schema core; create schema marts;
create table core.fct_pledges as
select
    i as pledge_id, if(i % 2 = 0, 'Government', 'Academia') as sector,
    if(i % 4 = 0, null, 'text') as title, cast(1000 as decimal(38, 2)) as value_usd_counted
from range(100) as r(i);
create table core.int_steps as select 1 as one;
create table marts.data_quality as select 'a' as check_name;
"""


def make(path: Path, *statements: str) -> Path:
    with open_database(path) as connection:
        for statement in (ROWS, *statements):
            connection.execute(statement)
    return path


def drift(tmp_path: Path, *changes: str) -> dict[str, CheckResult]:
    """Checks by what they are about, after changes since the last release."""
    release, build = make(tmp_path / "release.duckdb"), make(tmp_path / "build.duckdb", *changes)
    found = check_drift(build, release)
    assert set(found) == {"core.fct_pledges"}
    return {check.name.split(".drift_of_")[1]: check for check in found["core.fct_pledges"]}


def test_without_a_release_nothing_is_compared(tmp_path: Path) -> None:
    assert check_drift(make(tmp_path / "build.duckdb"), None) == {}


def test_the_same_tables_have_not_drifted(tmp_path: Path) -> None:
    checks = drift(tmp_path)
    assert set(checks) == {"row_count", "null_rates", "sum(value_usd_counted)", "share(sector)"}
    assert all(check.passed and check.kind is Kind.DRIFT for check in checks.values())


@pytest.mark.parametrize(
    ("change", "drifted", "seen"),
    [
        (
            "delete from core.fct_pledges where pledge_id >= 50",
            {"row_count", "sum(value_usd_counted)"},
            "50 rows; 100 in the last release",
        ),
        ("delete from core.fct_pledges where pledge_id >= 90", set(), ""),
        (
            "update core.fct_pledges set title = null where pledge_id < 60",
            {"null_rates"},
            "title 25 % → 70 %",
        ),
        (
            "update core.fct_pledges set value_usd_counted = 1e9 where pledge_id = 7",
            {"sum(value_usd_counted)"},
            "US$ 1,000,099,000; 100,000 in the last release",
        ),
        (
            "update core.fct_pledges set sector = 'Academia' where pledge_id < 60",
            {"share(sector)"},
            "30.0 %: Academia 50 % → 80 %; Government 50 % → 20 %",
        ),
        ("delete from core.fct_pledges", {"row_count", "sum(value_usd_counted)", "share(sector)"},
         "0 rows; 100 in the last release"),
    ],
)  # fmt: skip
def test_a_table_of_another_shape_is_told_with_what_was_seen(
    tmp_path: Path, change: str, drifted: set[str], seen: str
) -> None:
    checks = drift(tmp_path, change)
    failed = {kind: check for kind, check in checks.items() if not check.passed}
    assert set(failed) == drifted
    assert not any(check.blocks for check in failed.values())
    assert not seen or seen in {check.seen for check in failed.values()}


def test_a_column_that_only_one_of_them_has_is_not_compared(tmp_path: Path) -> None:
    checks = drift(tmp_path, "alter table core.fct_pledges add column added varchar")
    assert all(check.passed for check in checks.values())


def test_a_last_release_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "release.duckdb"
    broken.write_bytes(b"not a database")
    with pytest.raises(GateFailed, match="cannot be compared with"):
        check_drift(make(tmp_path / "build.duckdb"), broken)
