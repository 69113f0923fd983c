"""The tables and sentences of the report, worded from rows of the marts.

No query and no HTML: `pipelines.release.report.page` reads the rows and renders the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines.release.report.wording import (
    word_code,
    word_date,
    word_figure,
    word_missing,
    word_note,
    word_number,
    word_usd,
    word_verdict,
)

Row = Mapping[str, Any]
"""A row of a mart by column name."""

RULE_COLUMNS = {
    "value_usd_any_member": None,
    "value_usd_equal_split": "equal_split_null_reason",
    "value_usd_need_weighted": "need_weighted_null_reason",
}
"""The value under each counting rule, and the column that says why there is none."""
MILLION = Decimal(10**6)


@dataclass(frozen=True)
class DataTable:
    """A table ready to be shown: text in every cell, the first column names its row.

    `numeric` holds the positions of columns that are aligned as numbers.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ComparedFigure:
    """One figure of the announcement beside what is computed; a note may be empty."""

    statement: str
    published: str
    published_note: str
    computed: str
    computed_note: str
    verdict: str
    verdict_code: str
    verdict_note: str


def key_figures(totals: Sequence[Row]) -> list[tuple[str, str]]:
    """The numbers at the top of the page, figure and what it counts."""
    figures: list[tuple[str, str]] = []
    latest = next((row for row in totals if row["is_latest"]), None)
    if latest is not None:
        without = word_number(latest["pledges_without_value_usd"])
        target = word_usd(latest["target_usd"]) or "no target"
        progress = word_figure(latest["progress_to_target_pct"], "percent")
        of_target = (
            f"{progress} of the {target} called for"
            if progress
            else f"the {target} called for are for all pledges, of which these are a part"
        )
        figures = [
            (
                word_number(latest["pledges"]),
                f"pledges held, {without} of them without a value in US$",
            ),
            (
                word_usd(latest["value_usd"]) or word_missing("no pledge has a value in US$"),
                f"their value; {of_target}",
            ),
        ]
    compared = _last_compared(totals)
    if compared is not None:
        published = word_usd(compared["published_value_usd"], compared["published_value_bound"])
        share = word_figure(compared["coverage_pct"], "percent")
        day = word_date(compared["as_of_date"])
        figures += [
            (str(published), f"published by ITU as the total of {day}"),
            (str(share), "of that published total is held here"),
        ]
    return figures


def _last_compared(totals: Sequence[Row]) -> Row | None:
    """The newest totals with a published value beside them."""
    compared = [
        row
        for row in totals
        if row["published_value_usd"] is not None and row["coverage_pct"] is not None
    ]
    return compared[-1] if compared else None


def word_coverage(totals: Sequence[Row]) -> str:
    """Says plainly which share of the published total the pledges held here carry."""
    row = _last_compared(totals)
    if row is None:
        return (
            "There is no published total beside the pledges of this release, so which share of "
            "all pledges they carry is not known."
        )
    published = word_usd(row["published_value_usd"], row["published_value_bound"])
    return (
        f"The pledges held here carry {word_figure(row['coverage_pct'], 'percent')} of the "
        f"published total: they were worth {word_usd(row['value_usd'])} on "
        f"{word_date(row['as_of_date'])}, when ITU gave {published}."
    )


def compare_figure(row: Row) -> ComparedFigure:
    """Words one figure of the announcement, published, computed and compared."""
    verdict = row["verdict"] or "not_computable"
    share = word_figure(row["coverage_pct"], "percent")
    worded = word_verdict(verdict)
    return ComparedFigure(
        statement=row["statement"],
        published=word_figure(row["published_value"], row["unit"], row["published_bound"])
        or "no figure published",
        published_note=word_note(row["published_note"], row["published_source_kind"]),
        computed=word_figure(row["computed_value"], row["unit"])
        or word_missing(row["computed_null_reason"]),
        computed_note=row["base"] or "",
        verdict=worded[:1].upper() + worded[1:],
        verdict_code=verdict,
        verdict_note=f"{share} of the published total is held"
        if verdict == "partial_coverage" and share is not None
        else row["difference_reason"] or "",
    )


def progress_table(totals: Sequence[Row]) -> DataTable:
    """Totals over time, newest first."""
    return DataTable(
        "Pledged value over time",
        ("Date", "Published by ITU", "Computed", "Pledges held", "Share of published value held"),
        tuple(
            (
                word_date(row["as_of_date"]),
                word_usd(row["published_value_usd"], row["published_value_bound"])
                or "none published",
                word_usd(row["value_usd"]) or word_missing("no pledge has a value in US$"),
                word_number(row["pledges"]),
                word_figure(row["coverage_pct"], "percent") or word_missing("none published"),
            )
            for row in reversed(totals)
        ),
        numeric=frozenset({1, 2, 3, 4}),
    )


def groups_table(groups: Sequence[Row]) -> DataTable:
    """Country groups under the three rules, in US$ million."""
    as_of = word_date(groups[0]["membership_as_of"]) if groups else "no date"
    return DataTable(
        f"Value of pledges by country group in US$ million; members of the groups on {as_of}",
        (
            "Country group",
            "Any member",
            "Equal split",
            "Need weighted",
            "Pledges",
            "Entities",
            "Countries named",
            "Countries named or in a list named",
            "Splits add up in its list",
        ),
        tuple(
            (
                row["group_name"],
                *(
                    word_missing(row[reason] if reason else "no_value_usd")
                    if row[column] is None
                    else _word_millions(row[column])
                    for column, reason in RULE_COLUMNS.items()
                ),
                word_number(row["pledges"]),
                word_number(row["entities"]),
                _word_share(row["countries_named"], row["countries_in_group"]),
                _word_share(row["countries_with_pledges"], row["countries_in_group"]),
                "yes" if row["is_additive"] else "no",
            )
            for row in groups
        ),
        numeric=frozenset(range(1, 8)),
    )


def _word_millions(value: Decimal) -> str:
    """Always with one decimal, so that a column can be compared by eye."""
    millions = value / MILLION
    shown = f"{millions:,.1f}"
    return word_number(millions, 1) if shown == "0.0" else shown


def _word_share(part: int | None, whole: int | None) -> str:
    if part is None or not whole:
        return "not applicable"
    return f"{part} of {whole}"


def affordability_table(rows: Sequence[Row]) -> DataTable:
    """Least developed countries that meet the affordability target, one row per basket.

    Args:
        rows: For each basket the rows of its latest year, one per operator.
    """
    baskets: dict[str, dict[str, Row]] = {}
    for row in rows:
        baskets.setdefault(row["basket"], {})[row["operator"]] = row
    members = word_date(rows[0]["membership_as_of"]) if rows else "no date"
    return DataTable(
        f"Least developed countries in which a basket is affordable; LDC list of {members}",
        (
            "Basket",
            "Year",
            "At most the line",
            "Below the line",
            "LDCs with a price",
            "Median price, % of GNI per capita",
            "At most the line, by country code",
        ),
        tuple(
            (
                word_code(basket),
                str(first["reference_year"]),
                *(_word_meeting(by_operator.get(operator)) for operator in ("<=", "<")),
                _word_share(first["economies_with_data"], first["economies_in_group"]),
                word_missing("no price")
                if first["median_price_pct_gni"] is None
                else word_number(first["median_price_pct_gni"]),
                by_operator.get("<=", first)["economies_meeting_list"] or "none",
            )
            for basket, by_operator in baskets.items()
            for first in [next(iter(by_operator.values()))]
        ),
        numeric=frozenset({1, 2, 3, 4, 5}),
    )


def _word_meeting(row: Row | None) -> str:
    if row is None or row["economies_meeting"] is None:
        return word_missing("no price")
    return word_number(row["economies_meeting"])


def connectivity_table(rows: Sequence[Row]) -> DataTable:
    """Internet use: the newest published and the newest computed figure of each indicator.

    Args:
        rows: Rows of the mart, newest year and edition first within indicator, sex and group.
    """
    series: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        series.setdefault((row["indicator"], row["sex"], row["group_name"]), []).append(row)
    return DataTable(
        "Who is online: the newest figure published by ITU and the newest computed from the "
        "figures of countries; the years can differ",
        ("Indicator", "Group", "Published", "Computed", "Economies with data"),
        tuple(
            (
                word_code(indicator) + ("" if sex == "total" else f", {sex}"),
                group,
                _word_newest(members, "published_value", "none published"),
                _word_newest(
                    members, "computed_value", word_missing(members[0]["computed_null_reason"])
                ),
                next(
                    (
                        _word_share(row["economies_with_data"], row["economies_in_group"])
                        for row in members
                        if row["computed_value"] is not None
                    ),
                    "not applicable",
                ),
            )
            for (indicator, sex, group), members in series.items()
        ),
    )


def _word_newest(rows: Sequence[Row], column: str, otherwise: str) -> str:
    for row in rows:
        worded = word_figure(row[column], row["unit"])
        if worded is not None:
            return f"{worded} ({row['reference_year']})"
    return otherwise
