"""Compares the tables of a build with those of the last release, to warn of a changed shape.

Each comparison is a check of level warning like any other; nothing here keeps a build from release.
What must hold of a table by itself is in its suite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.checks import MARTS, CheckResult, Kind
from pipelines.errors import GateFailed
from pipelines.storage.database import open_database, quote_identifier, quote_text
from pipelines.storage.releases import ABOUT_THE_RUN, PUBLISHED

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAX_ROWS_RATIO = Decimal("1.5")
MIN_ROWS_CHANGED = 20
"""A table half as long again, or two thirds as long, has changed; few rows more always may come."""

MAX_VALUE_RATIO = Decimal("1.25")
"""The largest single pledge known is worth 27 % of its day's published total (BBVA, 2022)."""

MAX_NULL_POINTS = Decimal(20)
"""Percentage points by which the share of nulls of a column may move; below, rows come and go."""

MAX_GROUP_POINTS = Decimal(10)
"""Percentage points of all rows that may move from groups to other groups."""

VALUE_COLUMNS: Mapping[str, str] = {
    "core.fct_pledges": "value_usd_counted",
    "core.fct_pledge_versions": "value_usd",
    "marts.pledge_totals": "value_usd",
    "marts.pledge_value_by_country_group": "value_usd_any_member",
}
"""Money that is added up and compared; where rows may not be added, the sum is only a measure."""

GROUP_COLUMNS: Mapping[str, str] = {
    "core.fct_indicators": "indicator",
    "core.fct_pledges": "sector",
    "core.fct_pledge_countries": "country_basis",
    "core.bridge_country_group_memberships": "group_code",
    "marts.affordability_by_country_group": "group_code",
    "marts.connectivity_by_country_group": "group_code",
}
"""Columns whose groups are to have about the same share of a table's rows."""

_WHY = "A source that changed its layout or lost a part passes every rule about single rows."


@dataclass(frozen=True)
class _Pair:
    """One table in the build and in the last release, as SQL names it."""

    table: str
    now: str
    before: str
    columns: tuple[str, ...]


def check_drift(
    build: Path, release: Path | None, *, memory_limit: str = "2GB"
) -> dict[str, tuple[CheckResult, ...]]:
    """Returns checks by table, of the tables that both have; none without a last release.

    Args:
        build: The private DuckDB file.
        release: The released DuckDB file, None before the first release.
        memory_limit: What DuckDB may use.

    Raises:
        GateFailed: when the last release is there and cannot be read.
    """
    if release is None or not release.is_file():
        return {}
    with open_database(None, memory_limit=memory_limit) as connection:
        connection.execute(f"attach {quote_text(str(build))} as build (read_only)")
        try:
            connection.execute(f"attach {quote_text(str(release))} as last_release (read_only)")
        except Exception as error:
            raise GateFailed(
                f"the last release cannot be compared with: {str(error).splitlines()[0]}",
                where=str(release),
                expected="the DuckDB file as it was released; the manifest beside it has its hash",
                next_step="restore the file from a copy, then p2c refresh",
            ) from error
        return {pair.table: tuple(_checks(connection, pair)) for pair in _pairs(connection)}


def _pairs(connection: DuckDBPyConnection) -> list[_Pair]:
    found = connection.execute(
        "select one.schema_name, one.table_name, list(one.column_name order by one.column_index)"
        " from duckdb_columns() as one inner join duckdb_columns() as other"
        " using (schema_name, table_name, column_name)"
        " where one.database_name = 'build' and other.database_name = 'last_release'"
        " group by all order by all"
    ).fetchall()
    return [
        _Pair(
            f"{schema}.{name}",
            f"build.{quote_identifier(schema)}.{quote_identifier(name)}",
            f"last_release.{quote_identifier(schema)}.{quote_identifier(name)}",
            tuple(columns),
        )
        for schema, name, columns in found
        if name.startswith(PUBLISHED.get(schema, ())) and f"{schema}.{name}" not in ABOUT_THE_RUN
    ]


def _checks(connection: DuckDBPyConnection, pair: _Pair) -> Iterator[CheckResult]:
    now, before = (_profile(connection, pair.columns, name) for name in (pair.now, pair.before))
    yield _rows(pair, now[0], before[0])
    yield _nulls(pair, now, before)
    if (column := VALUE_COLUMNS.get(pair.table)) in pair.columns:
        yield _value(connection, pair, str(column))
    if (column := GROUP_COLUMNS.get(pair.table)) in pair.columns:
        yield _groups(connection, pair, str(column))


def _profile(
    connection: DuckDBPyConnection, columns: Sequence[str], relation: str
) -> tuple[int, ...]:
    """Number of rows, then of values in each column."""
    counts = ", ".join(f"count({quote_identifier(column)})" for column in columns)
    row = connection.execute(f"select count(*), {counts} from {relation}").fetchone()
    assert row is not None
    return tuple(int(count) for count in row)


def _rows(pair: _Pair, now: int, before: int) -> CheckResult:
    close = abs(now - before) <= MIN_ROWS_CHANGED
    return _result(
        pair,
        "row_count",
        close or _within(Decimal(now), Decimal(before), MAX_ROWS_RATIO),
        f"at most {MAX_ROWS_RATIO} times as many rows as in the last release, or as few",
        f"{now:,} rows; {before:,} in the last release",
    )


def _nulls(pair: _Pair, now: tuple[int, ...], before: tuple[int, ...]) -> CheckResult:
    moved = []
    if now[0] and before[0]:
        for column, filled, filled_before in zip(pair.columns, now[1:], before[1:], strict=True):
            share = 100 - Decimal(100 * filled) / now[0]
            share_before = 100 - Decimal(100 * filled_before) / before[0]
            if abs(share - share_before) > MAX_NULL_POINTS:
                moved.append(f"{column} {share_before:.0f} % → {share:.0f} %")
    return _result(
        pair,
        "null_rates",
        not moved,
        f"no column whose share of nulls moved by more than {MAX_NULL_POINTS} points",
        "; ".join(moved) or "none",
    )


def _value(connection: DuckDBPyConnection, pair: _Pair, column: str) -> CheckResult:
    sums = []
    for relation in (pair.now, pair.before):
        row = connection.execute(
            f"select coalesce(sum({quote_identifier(column)}), 0) from {relation}"
        ).fetchone()
        assert row is not None
        sums.append(Decimal(row[0]))
    return _result(
        pair,
        f"sum({column})",
        _within(sums[0], sums[1], MAX_VALUE_RATIO),
        f"at most {MAX_VALUE_RATIO} times the sum of the last release, or as little",
        f"US$ {sums[0]:,.0f}; {sums[1]:,.0f} in the last release",
    )


def _groups(connection: DuckDBPyConnection, pair: _Pair, column: str) -> CheckResult:
    name = quote_identifier(column)
    moved = connection.execute(
        f"""
        with now as (
            select {name} as part, 100.0 * count(*) / sum(count(*)) over () as share
            from {pair.now} group by all
        ),
        before as (
            select {name} as part, 100.0 * count(*) / sum(count(*)) over () as share
            from {pair.before} group by all
        )
        select cast(coalesce(now.part, before.part) as varchar), coalesce(before.share, 0),
            coalesce(now.share, 0)
        from now full join before on now.part is not distinct from before.part
        order by abs(coalesce(now.share, 0) - coalesce(before.share, 0)) desc, 1
        """
    ).fetchall()
    points = sum(abs(Decimal(str(now)) - Decimal(str(before))) for _, before, now in moved) / 2
    largest = "; ".join(f"{part} {old:.0f} % → {new:.0f} %" for part, old, new in moved[:3])
    passed = points <= MAX_GROUP_POINTS
    return _result(
        pair,
        f"share({column})",
        passed,
        f"at most {MAX_GROUP_POINTS} % of all rows moved between groups of {column}",
        f"{points:.1f} %" + ("" if passed else f": {largest}"),
    )


def _within(now: Decimal, before: Decimal, ratio: Decimal) -> bool:
    return now <= before * ratio and before <= now * ratio


def _result(pair: _Pair, measure: str, passed: bool, expected: str, seen: str) -> CheckResult:
    return CheckResult(
        name=f"{pair.table}.drift_of_{measure}",
        table=pair.table,
        gate=MARTS.name,
        kind=Kind.DRIFT,
        level="warning",
        passed=passed,
        crashed=False,
        expected=expected,
        seen=seen,
        why=_WHY,
    )
