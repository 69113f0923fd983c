"""What a release tells of its checks, and how they fared in the releases before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pipelines.checks import CheckResult, Kind
from pipelines.errors import ReleaseError
from pipelines.release.data_quality import write_data_quality
from pipelines.release.tables import PublishedColumn, PublishedTable
from pipelines.settings import REPOSITORY
from pipelines.storage.database import open_database

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MODEL = REPOSITORY / "dbt_project" / "models" / "marts" / "data_quality.yml"
DECLARED = yaml.safe_load(MODEL.read_text())["models"][0]["columns"]
TABLE = PublishedTable(
    "marts",
    "data_quality",
    None,
    tuple(
        PublishedColumn(column["name"], column["data_type"], "constraints" in column, None)
        for column in DECLARED
    ),
    ("check_name",),
)
DAYS = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3, 4)]


def check(
    name: str, *, passed: bool = True, level: str = "warning", gate: str = "marts"
) -> CheckResult:
    return CheckResult(
        name, "marts.pledge_totals", gate, Kind.EXPECTATION, level, passed, False, "no bad row",
        "0 rows",
    )  # fmt: skip


@pytest.fixture
def connection() -> Iterator[DuckDBPyConnection]:
    with open_database(None) as opened:
        yield opened


def release(
    connection: DuckDBPyConnection, file: Path, checks: list[Any], at: datetime, before: Path | None
) -> dict[str, dict[str, Any]]:
    """Write one release; its rows by name of the check."""
    connection.execute(f"attach '{file}' as warehouse")
    columns = ", ".join(
        f"{column.name} {column.data_type}{' not null' if column.not_null else ''}"
        for column in TABLE.columns
    )
    connection.execute("create schema warehouse.marts")
    connection.execute(
        f"create table warehouse.marts.data_quality ({columns}, primary key (check_name))"
    )
    try:
        write_data_quality(connection, TABLE, "warehouse", checks, at, before)
        cursor = connection.execute("from warehouse.marts.data_quality")
        names = [column[0] for column in cursor.description or ()]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    finally:
        connection.execute("detach warehouse")


def test_history_goes_on_from_release_to_release(
    connection: DuckDBPyConnection, tmp_path: Path
) -> None:
    stories = [
        [check("a")],
        [check("a", passed=False), check("b")],
        [check("a", level="error"), check("b")],
        [check("a", level="error"), check("b")],
    ]
    before: Path | None = None
    rows: dict[str, dict[str, Any]] = {}
    for number, (checks, day) in enumerate(zip(stories, DAYS, strict=True)):
        file = tmp_path / f"{number}.duckdb"
        rows = release(connection, file, checks, day, before)
        before = file
    days = [day.replace(tzinfo=None) for day in DAYS]
    a, b = rows["a"], rows["b"]
    assert (a["first_released_at"], b["first_released_at"]) == (days[0], days[1])
    assert (a["releases_checked"], b["releases_checked"]) == (4, 3)
    assert (a["releases_not_passed"], a["last_not_passed_at"]) == (1, days[1])
    assert (b["releases_not_passed"], b["last_not_passed_at"]) == (0, None)
    assert (a["level_changes"], a["previous_level"], a["check_level"]) == (1, "warning", "error")
    assert (b["level_changes"], b["previous_level"]) == (0, None)


@pytest.mark.parametrize("content", [None, b"not a database"])
def test_a_release_before_that_cannot_be_read_costs_the_history_alone(
    connection: DuckDBPyConnection, tmp_path: Path, content: bytes | None
) -> None:
    before = tmp_path / "before.duckdb"
    if content is not None:
        before.write_bytes(content)
    rows = release(connection, tmp_path / "now.duckdb", [check("a")], DAYS[0], before)
    assert rows["a"]["releases_checked"] == 1


def test_a_release_before_without_the_table_begins_the_history(
    connection: DuckDBPyConnection, tmp_path: Path
) -> None:
    before = tmp_path / "before.duckdb"
    with open_database(before) as older:
        older.execute("create table elsewhere (a integer)")
    rows = release(connection, tmp_path / "now.duckdb", [check("a")], DAYS[0], before)
    assert rows["a"]["releases_checked"] == 1


def test_no_check_at_all_is_no_release(connection: DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="0 rows for 0 checks"):
        release(connection, tmp_path / "now.duckdb", [], DAYS[0], None)


def test_each_check_names_its_gate(connection: DuckDBPyConnection, tmp_path: Path) -> None:
    checks = [check("a", gate="raw"), check("b", gate="dbt"), check("c", gate="marts")]
    rows = release(connection, tmp_path / "now.duckdb", checks, DAYS[0], None)
    assert [rows[name]["gate"] for name in "abc"] == ["raw", "dbt", "marts"]
