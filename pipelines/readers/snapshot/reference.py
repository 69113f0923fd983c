"""Contracts of reference files in the snapshot's shape: economies, groups, figures, rates.

Publishers' own shapes (World Bank, UN M49, ITU) get readers of their own.
"""

from __future__ import annotations

import pyarrow as pa

from pipelines.readers.rows import fields
from pipelines.readers.rows.contract import Column, Contract

_TEXT: pa.DataType = pa.string()
SOURCE_CELL = Column("source_cell", fields.text, _TEXT, may_be_absent=True)
"""Where a figure is in a publisher's own file: a cell, or a place in a list."""
ROUTE = Column("route", fields.text, _TEXT, may_be_absent=True)
"""The route a fetched figure came by; null for the bundled snapshot."""
PUBLISHED_ON = Column("published_on", fields.iso_date, pa.date32(), may_be_absent=True)
"""The day from which a figure was known in this state."""

ECONOMIES = Contract(
    table="economies",
    columns=(
        Column("iso3", fields.iso3, pa.string(), required=True),
        Column("iso2", fields.matching("[A-Z]{2}", "an ISO 3166-1 alpha-2 code"), pa.string()),
        Column("m49", fields.matching(r"[0-9]{3}", "three digits, zero-padded"), pa.string()),
        Column("name", fields.text, pa.string(), required=True),
        Column("subregion", fields.text, pa.string(), may_be_absent=True),
    ),
    key=("iso3",),
)

COUNTRY_GROUPS = Contract(
    table="country_groups",
    columns=(
        Column("group_code", fields.group_code, pa.string(), required=True),
        Column("scheme", fields.text, pa.string(), required=True),
        Column("group_name", fields.text, pa.string(), required=True),
        Column("is_partition", fields.boolean, pa.bool_(), required=True),
        Column("list_publisher", fields.text, pa.string(), required=True),
        Column("display_order", fields.integer, pa.int32(), required=True),
        Column("note", fields.text, pa.string()),
    ),
    key=("group_code",),
)

MEMBERSHIPS = Contract(
    table="country_group_memberships",
    columns=(
        Column("group_code", fields.group_code, pa.string(), required=True),
        Column("iso3", fields.iso3, pa.string(), required=True),
        Column("valid_from", fields.iso_date, pa.date32()),
        Column("valid_to", fields.iso_date, pa.date32()),
        Column("scheduled_valid_to", fields.iso_date, pa.date32()),
        Column("scheduled_on", fields.iso_date, pa.date32(), may_be_absent=True),
        Column("date_basis", fields.text, pa.string(), required=True),
        Column("source", fields.text, pa.string(), required=True),
    ),
    key=("group_code", "iso3", "valid_from"),
)

OBSERVATIONS = Contract(
    table="country_observations",
    columns=(
        Column("iso3", fields.iso3, pa.string(), required=True),
        Column("indicator", fields.text, pa.string(), required=True),
        Column("reference_year", fields.integer, pa.int32(), required=True),
        Column("value", fields.rounded_decimal(28, 8), pa.decimal128(28, 8), required=True),
        Column("unit", fields.text, pa.string(), required=True),
        Column("provider", fields.text, pa.string(), required=True),
        Column("provider_series", fields.text, pa.string(), required=True),
        Column("vintage", fields.text, pa.string(), required=True),
        Column("sex", fields.sex, _TEXT, may_be_absent=True),
        Column("location", fields.location, _TEXT, may_be_absent=True),
        Column("age", fields.text, _TEXT, may_be_absent=True),
        Column(
            "observation_status",
            fields.one_of(("country", "estimate", "official", "experimental")),
            _TEXT,
            may_be_absent=True,
        ),
        PUBLISHED_ON,
        ROUTE,
        SOURCE_CELL,
    ),
    key=(
        "iso3",
        "indicator",
        "reference_year",
        "provider_series",
        "vintage",
        "sex",
        "location",
        "age",
    ),
)

GROUP_LISTS = Contract(
    table="country_group_lists",
    columns=(
        Column("group_code", fields.group_code, _TEXT, required=True),
        Column("iso3", fields.iso3, _TEXT, required=True),
        Column("list_publisher", fields.text, _TEXT, required=True),
        Column("list_edition", fields.text, _TEXT, required=True),
        Column("published_on", fields.iso_date, pa.date32(), required=True),
        Column("listed_from", fields.iso_date, pa.date32()),
        Column("listed_to", fields.iso_date, pa.date32()),
        ROUTE,
        SOURCE_CELL,
    ),
    key=("group_code", "iso3", "list_publisher", "list_edition", "listed_from"),
)
"""Lists of members as publishers gave them at one time; what they mean for dates is for SQL."""

EXCHANGE_RATES = Contract(
    table="exchange_rates",
    columns=(
        Column("currency_code", fields.currency_code, pa.string(), required=True),
        Column("year", fields.integer, pa.int32(), required=True),
        Column("month", fields.integer, pa.int32()),
        Column("usd_per_unit", fields.decimal(28, 12), pa.decimal128(28, 12), required=True),
        Column("days", fields.integer, pa.int32(), required=True),
        Column("first_date", fields.iso_date, pa.date32(), required=True),
        Column("last_date", fields.iso_date, pa.date32(), required=True),
        Column("provider", fields.text, pa.string(), required=True),
        Column("provider_series", fields.text, pa.string(), required=True),
        ROUTE,
        SOURCE_CELL,
    ),
    key=("currency_code", "year", "month", "provider_series"),
)

CONTRACTS = (
    ECONOMIES,
    COUNTRY_GROUPS,
    MEMBERSHIPS,
    OBSERVATIONS,
    GROUP_LISTS,
    EXCHANGE_RATES,
)
"""Of the raw tables these files are loaded into."""
