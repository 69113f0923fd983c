"""Contracts of files of published figures: P2C totals, the announcement, Facts and Figures.

Published figures are kept as stated beside their number; comparing them is done in SQL.
"""

from __future__ import annotations

import pyarrow as pa

from pipelines.readers.pledges.stated_values import BOUNDS, parse_stated_value
from pipelines.readers.rows import fields
from pipelines.readers.rows.contract import Column, Contract, Rule
from pipelines.readers.snapshot.reference import PUBLISHED_ON, ROUTE, SOURCE_CELL

FIGURE = pa.decimal128(28, 8)


def _stated_text(value: str) -> str:
    """Text of a stated figure, refused here so that the reject names its column."""
    parse_stated_value(fields.text(value))
    return value


def _value_and_bound(value_stated: str) -> tuple[object, ...]:
    stated = parse_stated_value(value_stated)
    return stated.value, stated.bound


def _value_and_range(value_stated: str) -> tuple[object, ...]:
    stated = parse_stated_value(value_stated)
    return stated.value, stated.low, stated.high, stated.bound


TOTALS = Contract(
    table="published_totals",
    columns=(
        Column("as_of_date", fields.iso_date, pa.date32(), required=True),
        Column("metric", fields.text, pa.string(), required=True),
        Column("dimension", fields.text, pa.string(), required=True),
        Column("member", fields.text, pa.string(), required=True),
        Column("value_stated", _stated_text, pa.string(), required=True),
        Column("unit", fields.text, pa.string(), required=True),
        Column("date_basis", fields.text, pa.string(), required=True),
        Column("source_url", fields.url, pa.string()),
    ),
    key=("as_of_date", "metric", "dimension", "member", "value_stated", "source_url"),
    rules=(Rule(("value_stated",), ("value", "bound"), _value_and_bound),),
    derived=(pa.field("value", FIGURE), pa.field("bound", pa.string())),
)

ANNOUNCEMENT = Contract(
    table="announcement_figures",
    columns=(
        Column("figure_id", fields.text, pa.string(), required=True),
        Column("display_order", fields.integer, pa.int32(), required=True),
        Column("statement", fields.text, pa.string(), required=True),
        Column("metric", fields.text, pa.string(), required=True),
        Column("as_of_date", fields.iso_date, pa.date32(), required=True),
        Column("published_value", fields.rounded_decimal(28, 8), FIGURE),
        Column("published_bound", fields.one_of(BOUNDS), pa.string()),
        Column("unit", fields.text, pa.string(), required=True),
        Column("published_note", fields.text, pa.string()),
        Column("source_url", fields.url, pa.string()),
    ),
    key=("figure_id",),
)

FACTS_AND_FIGURES = Contract(
    table="facts_and_figures",
    columns=(
        Column("edition", fields.integer, pa.int32(), required=True),
        Column("page", fields.text, pa.string(), required=True),
        Column("indicator", fields.text, pa.string(), required=True),
        Column("group_code", fields.group_code, pa.string(), required=True),
        Column("sex", fields.sex, pa.string(), required=True),
        Column("location", fields.location, pa.string(), required=True),
        Column("age", fields.text, pa.string(), required=True),
        Column("reference_year", fields.integer, pa.int32(), required=True),
        Column("value_stated", _stated_text, pa.string(), required=True),
        Column("unit", fields.text, pa.string(), required=True),
        Column("unit_note", fields.text, pa.string()),
        Column("status", fields.text, pa.string(), required=True),
        Column("source_url", fields.url, pa.string(), required=True),
        PUBLISHED_ON,
        ROUTE,
        SOURCE_CELL,
    ),
    key=(
        "edition",
        "indicator",
        "group_code",
        "sex",
        "location",
        "age",
        "reference_year",
        "unit",
        "value_stated",
        "source_url",
    ),
    rules=(
        Rule(("value_stated",), ("value", "value_low", "value_high", "bound"), _value_and_range),
    ),
    derived=(
        pa.field("value", FIGURE),
        pa.field("value_low", FIGURE),
        pa.field("value_high", FIGURE),
        pa.field("bound", pa.string()),
    ),
)

CONTRACTS = (TOTALS, ANNOUNCEMENT, FACTS_AND_FIGURES)
"""Of the raw tables these files are loaded into."""
