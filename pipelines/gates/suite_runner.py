"""Runs suites over a DuckDB file and gives for each check what was expected and what was seen.

The suites are loaded by `pipelines.gates.suite_loader`, Great Expectations is driven by
`pipelines.gates.gx_engine`, and what the results mean for a release is decided in
`pipelines.gates.verdict`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.checks import LEVELS, SAMPLE_ROWS, CheckResult, Kind
from pipelines.errors import GateFailed
from pipelines.gates.gx_engine import Outcome, Session, open_session, validate
from pipelines.gates.suite import UNEXPECTED_ROWS, Expectation, Suite
from pipelines.storage.database import quote_identifier

if TYPE_CHECKING:
    from sqlalchemy import Connection

PROVENANCE = ("source_sha256", "source_line")
_COMPOUND_KEY = "expect_compound_columns_to_be_unique"


@dataclass(frozen=True)
class SuiteResult:
    """What came of one suite; `sha256` is that of the text of the suite that was run."""

    table: str
    suite_file: str
    sha256: str
    checks: tuple[CheckResult, ...]


@dataclass(frozen=True)
class _Table:
    """What the runner counts itself; `rows` is None for a table that does not exist."""

    rows: int | None
    filled: Mapping[str, int]


def run_suites(
    database: Path, suites: Sequence[Suite], *, memory_limit: str = "2GB"
) -> tuple[SuiteResult, ...]:
    """Runs every suite in one Great Expectations context; the file can be written to afterwards.

    Besides its expectations each suite has the checks `<table>.has_rows` (critical, unless the
    table may be empty) and, for each column whose values it checks, `<table>.not_all_null(…)`:
    on nothing at all every expectation passes.

    Raises:
        GateFailed: when the file cannot be opened; a single check that fails to run is crashed.
    """
    if not database.is_file():
        raise GateFailed(
            "there is no build to check",
            where=str(database),
            expected="the DuckDB file of the build",
            next_step="p2c refresh",
        )
    with open_session(database, memory_limit) as session:
        columns = _columns(session.connection)
        return tuple(
            SuiteResult(
                table=suite.table,
                suite_file=suite.file,
                sha256=suite.sha256,
                checks=_run_suite(session, suite, columns.get(suite.table, ())),
            )
            for suite in suites
        )


def _columns(connection: Connection) -> dict[str, tuple[str, ...]]:
    rows = connection.exec_driver_sql(
        "select schema_name || '.' || table_name, list(column_name order by column_index)"
        " from duckdb_columns() where not internal group by all"
    )
    return {str(table): tuple(names) for table, names in rows.fetchall()}


def _run_suite(session: Session, suite: Suite, columns: Sequence[str]) -> tuple[CheckResult, ...]:
    table = _count(session.connection, suite, columns)
    keys = tuple(column for column in (*suite.grain, *PROVENANCE) if column in columns)
    implicit = (_has_rows(suite, table), *_not_all_null(suite, table))
    if table.rows is None:
        error = f"table {suite.table} does not exist"
        return (*implicit, *(_crash(suite, item, error) for item in suite.expectations))
    outcomes = validate(session, suite, keys)
    silent = Outcome(False, error="it gave no result")
    explicit = (
        _result(session.connection, suite, item, outcomes.get(item.name, silent), keys)
        for item in suite.expectations
    )
    return (*implicit, *explicit)


def _count(connection: Connection, suite: Suite, columns: Sequence[str]) -> _Table:
    if not columns:
        return _Table(None, {})
    wanted = {column for item in suite.expectations for column in item.value_columns}
    counted = [column for column in columns if column in wanted]
    counts = "".join(f", count({quote_identifier(column)})" for column in counted)
    row = connection.exec_driver_sql(f"select count(*){counts} from {suite.sql_name}").one()
    return _Table(int(row[0]), dict(zip(counted, row[1:], strict=True)))


def _has_rows(suite: Suite, table: _Table) -> CheckResult:
    missing = table.rows is None
    return suite.result(
        f"{suite.table}.has_rows",
        Kind.HAS_ROWS,
        level="critical",
        passed=bool(table.rows) or (suite.may_be_empty and not missing),
        crashed=missing,
        expected="any number of rows" if suite.may_be_empty else "at least one row",
        seen="the table does not exist" if missing else f"{table.rows} rows",
        why="every other check passes on no rows at all",
    )


def _not_all_null(suite: Suite, table: _Table) -> Iterator[CheckResult]:
    levels: dict[str, str] = {}
    for item in suite.expectations:
        for column in item.value_columns:
            level = item.all_null_level or item.level
            levels[column] = min(levels.get(column, level), level, key=LEVELS.index)
    for column, level in levels.items():
        filled = table.filled.get(column)
        yield suite.result(
            f"{suite.table}.not_all_null({column})",
            Kind.NOT_ALL_NULL,
            level=level,
            passed=bool(filled) or (suite.may_be_empty and table.rows == 0),
            crashed=filled is None,
            expected=f"a value of {column} in at least one row",
            seen=f"no column {column}" if filled is None else f"{filled} of {table.rows} rows",
            failing_rows=table.rows if filled == 0 else None,
            why=f"checks of the values of {column} pass when there are none",
        )


def _result(
    connection: Connection, suite: Suite, item: Expectation, outcome: Outcome, keys: Sequence[str]
) -> CheckResult:
    if outcome.error:
        return _crash(suite, item, outcome.error)
    result = outcome.result
    rows = result.get("partial_unexpected_index_list") or []
    shown = tuple(keys)
    failing = result.get("unexpected_count")
    if item.kind == UNEXPECTED_ROWS:
        failing = result["observed_value"]
        rows = result.get("details", {}).get("unexpected_rows") or []
        shown = (*keys, *(name for name in item.arguments.get("show", ()) if name not in keys))
    elif item.kind == _COMPOUND_KEY and not outcome.success:
        rows = _repeated_rows(connection, suite, item.arguments["column_list"], keys)
    sample = [
        {name: _plain(row[name]) for name in shown if name in row}
        for row in ([] if outcome.success else rows)
    ]
    return suite.result(
        item.name,
        Kind.EXPECTATION,
        level=item.level,
        passed=outcome.success,
        crashed=False,
        expected=item.expected,
        seen=_seen(result, failing),
        failing_rows=None if failing is None else int(failing),
        sample=tuple(sorted((row for row in sample if row), key=_place))[:SAMPLE_ROWS],
        why=item.why,
    )


def _repeated_rows(
    connection: Connection, suite: Suite, columns: Sequence[str], keys: Sequence[str]
) -> list[Mapping[str, Any]]:
    """Rows that share a compound key; GX itself names only the columns of the key."""
    selected = ", ".join(quote_identifier(column) for column in (keys or columns))
    partition = ", ".join(quote_identifier(column) for column in columns)
    found = connection.exec_driver_sql(
        f"select {selected} from {suite.sql_name}"
        f" qualify count(*) over (partition by {partition}) > 1"
        f" order by {partition} limit {SAMPLE_ROWS}"
    )
    return [dict(row) for row in found.mappings()]


def _seen(result: Mapping[str, Any], failing: int | None) -> str:
    """Counts and aggregates only: a value of a row might be about a person."""
    if failing is not None:
        total = result.get("element_count")
        return f"{failing} rows" if total is None else f"{failing} of {total} rows"
    if missing := result.get("partial_missing_list"):
        return f"without {', '.join(str(value) for value in missing)}"
    observed = result.get("observed_value")
    return str(observed) if isinstance(observed, int | float | Decimal | date) else "no value"


def _crash(suite: Suite, item: Expectation, error: str) -> CheckResult:
    return suite.result(
        item.name,
        Kind.EXPECTATION,
        level=item.level,
        passed=False,
        crashed=True,
        expected=item.expected,
        seen=error,
        why=item.why,
    )


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _place(row: Mapping[str, Any]) -> tuple[str, int, str]:
    line = row.get("source_line")
    return (
        str(row.get("source_sha256")),
        line if isinstance(line, int) else 0,
        str(list(row.values())),
    )
