"""What changed in the headline figures since the release before, and why, in sentences.

They are written once, with the release; where they are shown is decided by those who show them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.release.report.wording import word_date, word_number, word_usd
from pipelines.storage.database import quote_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIRST = "There is no earlier release to compare with."
UNCHANGED = "No headline figure changed since the release before."
SHOWN_NAMES = 5

_HEADLINES = """
select totals.as_of_date, totals.pledges, totals.value_usd, totals.entities, totals.countries,
    groups.pledges, groups.value_usd_any_member
from {database}.marts.pledge_totals as totals
left join {database}.marts.pledge_value_by_country_group as groups
    on groups.as_of_date = totals.as_of_date and groups.group_code = 'LDC'
where totals.is_latest
"""
_FIGURES = (
    ("Pledges that count", False),
    ("Their value", True),
    ("Entities", False),
    ("Countries named", False),
    ("Pledges for LDCs", False),
    ("Value of pledges for LDCs", True),
)
"""The figures of `_HEADLINES` after the day, and whether each is in US$."""

_PLEDGES = """
with both_releases as (
    select
        coalesce(now.pledge_id, before.pledge_id) as pledge_id,
        case
            when before.pledge_id is null then 'new'
            when now.pledge_id is null then 'gone'
            when now.counts_in_totals and not before.counts_in_totals then 'counted since'
            when before.counts_in_totals and not now.counts_in_totals
                then 'not counted any more: ' || replace(now.not_counted_because, '_', ' ')
            when now.pledge_version_id <> before.pledge_version_id then 'in a later version'
            when now.value_usd is distinct from before.value_usd then 'of another value in US$'
        end as what
    from warehouse.core.fct_pledges as now
    full join previous.core.fct_pledges as before on now.pledge_id = before.pledge_id
)
select what, list(pledge_id order by pledge_id) from both_releases
where what is not null
group by what
order by what
"""

_COLUMNS = {
    *(("pledge_totals", name) for name in ("is_latest", "value_usd", "entities", "countries")),
    *(("pledge_value_by_country_group", name) for name in ("pledges", "value_usd_any_member")),
    *(("fct_pledges", name) for name in ("pledge_version_id", "not_counted_because")),
}
"""Columns that both releases need, so that they can be compared."""


def describe_changes(
    connection: DuckDBPyConnection,
    previous: Path | None,
    inputs: Sequence[Mapping[str, Any]],
    inputs_before: Sequence[Mapping[str, Any]],
) -> list[str]:
    """Compares a release that is being written, attached as `warehouse`, with the one before.

    Args:
        connection: The connection that writes the release.
        previous: The file of the release before, None when there is none.
        inputs: The files of this release, as in its manifest.
        inputs_before: Those of the release before.

    Returns:
        The headline figures that changed with what they were, the pledges and inputs behind it.
    """
    if previous is None:
        return [FIRST]
    connection.execute(f"attach {quote_text(str(previous))} as previous (read_only)")
    if not all(_has_columns(connection, database) for database in ("warehouse", "previous")):
        connection.execute("detach previous")
        return ["The release before this one has other tables, so the two cannot be compared."]
    now, before = (
        connection.execute(_HEADLINES.format(database=database)).fetchone()
        for database in ("warehouse", "previous")
    )
    pledges = connection.execute(_PLEDGES).fetchall()
    connection.execute("detach previous")
    if now is None or before is None:
        return ["One of the two releases has no totals, so they cannot be compared."]
    changed = [
        f"{name}: {_word(after, in_usd)}, {_word(earlier, in_usd)} before."
        for (name, in_usd), after, earlier in zip(_FIGURES, now[1:], before[1:], strict=True)
        if after != earlier
    ]
    if now[0] != before[0]:
        changed.append(f"Latest day: {word_date(now[0])}, {word_date(before[0])} before.")
    reasons = [f"{_count(len(ids), 'pledge')} {what}: {_list(ids)}." for what, ids in pledges]
    known = {item["sha256"] for item in inputs_before}
    if new := sorted(str(item["name"]) for item in inputs if item["sha256"] not in known):
        reasons.append(
            f"{_count(len(new), 'input')} that the release before did not have: {_list(new)}."
        )
    return (changed or [UNCHANGED]) + reasons


def _has_columns(connection: DuckDBPyConnection, database: str) -> bool:
    found = connection.execute(
        "select table_name, column_name from duckdb_columns() where database_name = ?", [database]
    ).fetchall()
    return set(found) >= _COLUMNS


def _word(figure: Decimal | int | None, in_usd: bool) -> str:
    if figure is None:
        return "not known"
    return str(word_usd(Decimal(figure))) if in_usd else word_number(figure)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def _list(names: Sequence[str]) -> str:
    more = len(names) - SHOWN_NAMES
    return ", ".join(names[:SHOWN_NAMES]) + (f" and {more} more" if more > 0 else "")
