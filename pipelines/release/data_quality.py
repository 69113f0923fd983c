"""Writes `marts.data_quality` of a release: every check of its build, and how each fared before.

The form of the table is a dbt model like any other; its rows are known only after the last gate,
so they are written into the release. What a check means for a release is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from pipelines.checks import CheckResult
from pipelines.errors import ReleaseError
from pipelines.release.tables import PublishedTable
from pipelines.storage.database import quote_identifier, quote_text
from pipelines.storage.releases import DATA_QUALITY

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = structlog.get_logger()


_HISTORY = (
    "first_released_at", "releases_checked", "releases_not_passed", "last_not_passed_at",
    "level_changes", "previous_level",
)  # fmt: skip


def write_data_quality(
    connection: DuckDBPyConnection,
    table: PublishedTable,
    database: str,
    checks: Sequence[CheckResult],
    released_at: datetime,
    previous: Path | None,
) -> None:
    """Fills the table of a release, which is there and empty, with a row for each check.

    Args:
        connection: The connection that writes the release.
        table: The table as its model declares it.
        database: Name of the attached release.
        checks: The checks of the verdict.
        released_at: Time of the release, UTC.
        previous: The released file whose history goes on, None when there is none.

    Raises:
        ReleaseError: when there is no check, or a row for one is missing afterwards.
    """
    history = _read_history(connection, previous)
    at = released_at.replace(tzinfo=None)
    names = [column.name for column in table.columns]
    rows = [_row(check, history.get(check.name), at) for check in checks]
    if rows:
        places = ", ".join("?" for _ in names)
        listed = ", ".join(quote_identifier(name) for name in names)
        connection.executemany(
            f"insert into {table.sql_name(database)} ({listed}) values ({places})",
            [[row[name] for name in names] for row in sorted(rows, key=lambda r: r["check_name"])],
        )
    counted = connection.execute(f"select count(*) from {table.sql_name(database)}").fetchone()
    if not rows or counted != (len(rows),):
        raise ReleaseError(
            f"{DATA_QUALITY} has {counted[0] if counted else 0} rows for {len(rows)} checks",
            where=DATA_QUALITY,
            expected="a row for each check of the verdict, and at least one",
            next_step="p2c refresh",
        )


def _row(check: CheckResult, before: Mapping[str, Any] | None, at: datetime) -> dict[str, Any]:
    failed = not check.passed
    row = {
        "check_name": check.name,
        "table_name": check.table,
        "gate": check.gate,
        "check_level": check.level,
        "passed": check.passed,
        "crashed": check.crashed,
        "expected": check.expected,
        "seen": check.seen,
        "failing_rows": check.failing_rows,
        "why": check.why or None,
        "first_released_at": at,
        "releases_checked": 1,
        "releases_not_passed": int(failed),
        "last_not_passed_at": at if failed else None,
        "level_changes": 0,
        "previous_level": None,
    }
    if before is not None:
        moved = before["check_level"] != check.level
        row |= {
            "first_released_at": before["first_released_at"],
            "releases_checked": before["releases_checked"] + 1,
            "releases_not_passed": before["releases_not_passed"] + int(failed),
            "last_not_passed_at": at if failed else before["last_not_passed_at"],
            "level_changes": before["level_changes"] + int(moved),
            "previous_level": before["check_level"] if moved else before["previous_level"],
        }
    return row


def _read_history(
    connection: DuckDBPyConnection, previous: Path | None
) -> dict[str, dict[str, Any]]:
    """The last row of each check; empty when the last release has no such table.

    A release that cannot be read costs the history, and no new release.
    """
    if previous is None or not previous.is_file():
        return {}
    names = ("check_name", "check_level", *_HISTORY)
    try:
        connection.execute(f"attach {quote_text(str(previous))} as previous (read_only)")
        try:
            found = connection.execute(
                f"select {', '.join(names)} from previous.{DATA_QUALITY}"
            ).fetchall()
        finally:
            connection.execute("detach previous")
    except Exception as error:
        why = str(error).splitlines()[0]
        log.warning("the history of checks begins anew", file=str(previous), why=why)
        return {}
    return {str(row[0]): dict(zip(names, row, strict=True)) for row in found}
