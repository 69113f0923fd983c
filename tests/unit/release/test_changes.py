"""A release says what changed since the one before, by how much and through which pledges."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.release.changes import FIRST, UNCHANGED, describe_changes

INPUTS = [{"sha256": "a", "name": "one.csv"}]


def write(path: str, pledges: str, total: int) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as made")
        connection.execute("create schema made.core; create schema made.marts")
        connection.execute(
            "create table made.core.fct_pledges as from (values " + pledges + ") as given"
            " (pledge_id, pledge_version_id, value_usd, counts_in_totals, not_counted_because)"
        )
        connection.execute(
            "create table made.marts.pledge_totals as select true as is_latest,"
            f" date '2024-01-01' as as_of_date, {total} as pledges,"
            " 5e6::decimal(38, 2) as value_usd, 1 as entities, 2 as countries"
        )
        connection.execute(
            "create table made.marts.pledge_value_by_country_group as select"
            " date '2024-01-01' as as_of_date, 'LDC' as group_code, 1 as pledges,"
            " null::decimal(38, 2) as value_usd_any_member"
        )


def compare(now: Path, before: Path | None, inputs: list[dict[str, str]]) -> list[str]:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{now}' as warehouse (read_only)")
        return describe_changes(connection, before, inputs, INPUTS)


def test_figures_pledges_and_inputs_that_changed_are_named(tmp_path: Path) -> None:
    before, now = tmp_path / "before.duckdb", tmp_path / "now.duckdb"
    write(
        str(before),
        "('a', 'a@1', 5, true, null), ('b', 'b@1', 7, true, null), ('c', 'c@1', 7, true, null)",
        3,
    )
    write(
        str(now),
        "('a', 'a@2', 5, true, null), ('b', 'b@1', 7, false, 'held_for_review'),"
        " ('d', 'd@1', 1, true, null)",
        2,
    )
    assert compare(now, before, [*INPUTS, {"sha256": "b", "name": "two.csv"}]) == [
        "Pledges that count: 2, 3 before.",
        "1 pledge gone: c.",
        "1 pledge in a later version: a.",
        "1 pledge new: d.",
        "1 pledge not counted any more: held for review: b.",
        "1 input that the release before did not have: two.csv.",
    ]


def test_nothing_new_is_said_to_be_nothing(tmp_path: Path) -> None:
    one = tmp_path / "one.duckdb"
    write(str(one), "('a', 'a@1', 5, true, null)", 1)
    other = tmp_path / "other.duckdb"
    write(str(other), "('a', 'a@1', 5, true, null)", 1)
    assert compare(one, other, INPUTS) == [UNCHANGED]
    assert compare(one, None, INPUTS) == [FIRST]


def test_a_release_with_other_tables_is_not_compared(tmp_path: Path) -> None:
    one, other = tmp_path / "one.duckdb", tmp_path / "other.duckdb"
    write(str(one), "('a', 'a@1', 5, true, null)", 1)
    duckdb.connect(str(other)).close()
    (said,) = compare(one, other, INPUTS)
    assert "cannot be compared" in said
