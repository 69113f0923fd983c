"""Words for the page on countries scheduled to leave a group, and on those that have left.

Whether a graduation is in force is decided in `dbt_project/`, never here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from pipelines.release.report.wording import word_date

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
