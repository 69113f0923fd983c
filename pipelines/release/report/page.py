"""Render a release as one static HTML page that needs no script and no outside request.

Figures are read from the released file and only worded here; a figure that is not in a mart is
not on the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.release.report.charts import (
    Drawing,
    GroupBars,
    ProgressPoint,
    draw_groups,
    draw_progress,
)
from pipelines.release.report.checks_page import gate_changes_table
from pipelines.release.report.graduations import GRADUATIONS_SQL, word_graduations, word_leaving
from pipelines.release.report.tables import (
    Row,
    affordability_table,
    compare_figure,
    connectivity_table,
    groups_table,
    key_figures,
    progress_table,
    word_coverage,
)
from pipelines.release.report.templates import open_template
from pipelines.release.report.wording import word_date, word_time, word_usd
from pipelines.sources.simulated.home import SOURCE_ID
from pipelines.storage.database import fetch_rows, open_database

PANELS: Mapping[str, str] = {
    "ldc": "Vulnerable groups (they overlap)",
    "lldc": "Vulnerable groups (they overlap)",
    "sids_ohrlls": "Vulnerable groups (they overlap)",
    "vulnerable_union": "Vulnerable groups (they overlap)",
    "itu_region": "ITU regions",
    "wb_income": "Income groups of the World Bank",
    "unallocated": "Not tied to a country",
}
"""Scheme -> heading of the panel its groups are drawn under; other schemes are not drawn."""

BILLION = Decimal(10**9)


AFFORDABILITY_SQL = """
from marts.affordability_by_country_group
where group_code = 'LDC'
qualify row_number() over (
    partition by basket, operator order by reference_year desc, membership_as_of desc
) = 1
order by basket, operator desc
"""

CONNECTIVITY_SQL = """
from marts.connectivity_by_country_group
where group_code in ('LDC', 'WORLD')
    and indicator in ('individuals_using_internet', 'offline_population')
    and coalesce(location, 'total') = 'total' and coalesce(age, 'total') = 'total'
order by
    indicator, case sex when 'total' then 0 else 1 end, sex, group_code,
    reference_year desc, edition desc
"""


def render_report(database: Path, manifest: Mapping[str, Any]) -> str:
    """Renders the page of a release.

    Args:
        database: The released DuckDB file.
        manifest: Its manifest; the list of files may still be missing.
    """
    with open_database(database, read_only=True) as connection:
        # Month ends would only fill the table between the days that mean something.
        totals = fetch_rows(
            connection,
            "from marts.pledge_totals where date_kind <> 'month_end' order by as_of_date",
        )
        groups = fetch_rows(
            connection,
            "from marts.pledge_value_by_country_group where is_latest"
            " order by display_order, group_code",
        )
        figures = fetch_rows(connection, "from marts.announcement_figures order by display_order")
        affordability = fetch_rows(connection, AFFORDABILITY_SQL)
        connectivity = fetch_rows(connection, CONNECTIVITY_SQL)
        graduations = fetch_rows(connection, GRADUATIONS_SQL)
        queries = fetch_rows(connection, "from meta.example_queries")
    return open_template("page.html.j2").render(
        manifest=manifest,
        released_at=word_time(datetime.fromisoformat(manifest["released_at"])),
        data_as_of=word_date(manifest["data_as_of"]),
        data_age=_word_age(manifest),
        key_figures=key_figures(totals),
        coverage=word_coverage(totals),
        headlines=[compare_figure(row) for row in figures],
        progress=_progress_chart(totals),
        progress_table=progress_table(totals),
        groups=_groups_chart(groups),
        groups_table=groups_table(groups),
        leaving=word_leaving(groups),
        groups_as_of=word_date(groups[0]["as_of_date"]) if groups else None,
        affordability=affordability_table(affordability),
        connectivity=connectivity_table(connectivity),
        graduations=word_graduations(graduations),
        built_as_of=word_date(manifest["as_of"]) if manifest.get("as_of") else None,
        gate_changes=gate_changes_table(manifest.get("gate_changes", [])),
        is_simulated=any(item["source_id"] == SOURCE_ID for item in manifest["inputs"]),
        inputs=manifest["inputs"],
        queries=queries,
        tables=manifest["tables"],
    )


def _word_age(manifest: Mapping[str, Any]) -> str:
    if not manifest["data_as_of"]:
        return "of no known day"
    released = datetime.fromisoformat(manifest["released_at"]).date()
    days = (released - date.fromisoformat(manifest["data_as_of"])).days
    return f"{days:,} {'day' if days == 1 else 'days'} before the release"


def _billions(value: Decimal | None) -> float | None:
    return None if value is None else float(value / BILLION)


def _progress_chart(totals: Sequence[Row]) -> Drawing | None:
    if not totals:
        return None
    last = totals[-1]
    if last["target_usd"] is None or last["target_year"] is None:
        return None
    points = [
        ProgressPoint(
            row["as_of_date"], _billions(row["published_value_usd"]), _billions(row["value_usd"])
        )
        for row in totals
    ]
    target = word_usd(last["target_usd"])
    return draw_progress(
        points,
        float(last["target_usd"] / BILLION),
        last["target_year"],
        f"Pledged value over time and the target of {target}",
        f"Two lines in US$ billion from {word_date(points[0].as_of)} to "
        f"{word_date(points[-1].as_of)}: totals published by ITU and totals computed from the "
        "pledges held. The same figures are in the table below the chart.",
    )


def _groups_chart(groups: Sequence[Row]) -> Drawing | None:
    bars = [
        GroupBars(
            PANELS[row["scheme"]],
            row["group_name"],
            (
                _billions(row["value_usd_any_member"]),
                _billions(row["value_usd_equal_split"]),
                _billions(row["value_usd_need_weighted"]),
            ),
        )
        for row in groups
        if row["scheme"] in PANELS
    ]
    if not bars:
        return None
    return draw_groups(
        bars,
        "Value of pledges by country group under three counting rules, US$ billion",
        "Horizontal bars, three for each country group: full value to any member, equal split "
        "over countries, and split by need. The same figures are in the table below the chart.",
    )
