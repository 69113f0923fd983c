"""Words for the page on countries scheduled to leave a group, and on those that have left.

Whether a graduation is in force is decided in `dbt_project/`, never here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from pipelines.release.report.wording import word_date, word_number, word_usd

GRADUATIONS_SQL = """
select
    groups.group_name, memberships.scheduled_valid_to, memberships.is_scheduled,
    memberships.confirmed_by, countries.country_name
from core.bridge_country_group_memberships as memberships
inner join core.dim_country_groups as groups using (group_code)
inner join core.dim_countries as countries using (country_iso3)
where memberships.is_scheduled or memberships.confirmed_by is not null
order by all
"""


def word_graduations(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """One sentence for each group, day and state: who leaves when, and what confirms it.

    Args:
        rows: Rows of GRADUATIONS_SQL, in their order.
    """
    sentences = []
    for (group, day, scheduled, confirmed_by), members in groupby(
        rows,
        key=lambda row: (
            row["group_name"],
            row["scheduled_valid_to"],
            row["is_scheduled"],
            row["confirmed_by"],
        ),
    ):
        names = ", ".join(row["country_name"] for row in members)
        if scheduled:
            sentences.append(
                f"{group}: {names} scheduled to leave on {word_date(day)}, not confirmed; counted "
                "as members until a list published on that day or later no longer has them."
            )
        else:
            sentences.append(
                f"{group}: {names} left on {word_date(day)}, confirmed by {confirmed_by}."
            )
    return sentences


def word_leaving(groups: Sequence[Mapping[str, Any]]) -> list[str]:
    """Says of each group with members due to leave who they are and what it would be without."""
    return [
        f"{row['countries_due_to_leave_list'].replace(' ', ', ')}: due to leave the group "
        f"{row['group_name']} within a year, or were due and no list confirms it yet. With them "
        f"the group has {_word_pledges(row['pledges'])} worth {_word_value(row, '')}, "
        f"without them {_word_pledges(row['pledges_without_leaving'])} worth "
        f"{_word_value(row, '_without_leaving')} (full value)."
        for row in groups
        if row["countries_due_to_leave"]
    ]


def _word_pledges(number: int) -> str:
    return f"{word_number(number)} {'pledge' if number == 1 else 'pledges'}"


def _word_value(row: Mapping[str, Any], suffix: str) -> str:
    return word_usd(row[f"value_usd_any_member{suffix}"]) or "an amount nobody states"
