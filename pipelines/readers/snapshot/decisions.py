"""Contracts of reviewed decisions: aliases, commitments, readings, disagreements, reviews.

Each decision says who took it, when and why; applying it is done in SQL.
"""

from __future__ import annotations

import pyarrow as pa

from pipelines.readers.places.model import NAME_KINDS
from pipelines.readers.rows import fields
from pipelines.readers.rows.contract import Column, Contract

_MONEY = fields.decimal(38, 2)
_BOUND = Column("largest_difference", fields.decimal(38, 8), pa.decimal128(38, 8), required=True)
"""How far apart two figures may lie, in the unit of the figure, for a reason to explain it."""
_DECIDED = (
    Column("decided_by", fields.text, pa.string(), required=True),
    Column("decided_on", fields.iso_date, pa.date32(), required=True),
)
_REVIEW = (Column("why", fields.text, pa.string(), required=True), *_DECIDED)

ENTITY_ALIASES = Contract(
    table="entity_aliases",
    columns=(
        Column("alias", fields.text, pa.string(), required=True),
        Column("entity_id", fields.text, pa.string(), required=True),
        Column("entity_name", fields.text, pa.string(), required=True),
        *_REVIEW,
    ),
    key=("alias",),
)

COMMITMENTS = Contract(
    table="commitments",
    columns=(
        Column("commitment_id", fields.text, pa.string(), required=True),
        Column("pledge_id", fields.text, pa.string(), required=True),
        Column("reading_rank", fields.integer, pa.int32(), required=True),
        *_REVIEW,
    ),
    key=("pledge_id",),
)

REGION_TOUCHES = Contract(
    table="region_touches",
    columns=(
        Column("region_stated", fields.text, pa.string(), required=True),
        Column("group_code", fields.text, pa.string(), required=True),
        *_REVIEW,
    ),
    key=("region_stated", "group_code"),
)

PLACE_NAMES = Contract(
    table="place_names",
    columns=(
        Column("name", fields.text, pa.string(), required=True),
        Column("language", fields.matching("[a-z]{2}", "an ISO 639-1 code"), pa.string()),
        Column("kind", fields.one_of(NAME_KINDS), pa.string(), required=True),
        Column("means", fields.ListParser(fields.text, "|"), pa.list_(pa.string())),
        *_REVIEW,
    ),
    key=("name", "language"),
)

SUBJECT_KINDS = ("same_entity", "same_commitment", "held_version", "held_file")
DECISIONS = ("accepted", "rejected")

REVIEWS = Contract(
    table="reviews",
    columns=(
        Column("subject_kind", fields.one_of(SUBJECT_KINDS), pa.string(), required=True),
        Column("left_id", fields.text, pa.string(), required=True),
        Column("right_id", fields.text, pa.string(), required=True),
        Column("decision", fields.one_of(DECISIONS), pa.string(), required=True),
        *_REVIEW,
    ),
    key=("subject_kind", "left_id", "right_id"),
)

KNOWN_DIFFERENCES = Contract(
    table="known_differences",
    columns=(
        Column("indicator", fields.text, pa.string(), required=True),
        Column("group_code", fields.text, pa.string(), required=True),
        Column("reference_year", fields.integer, pa.int32()),
        Column("edition", fields.integer, pa.int32()),
        Column("cause", fields.text, pa.string(), required=True),
        _BOUND,
        *_DECIDED,
    ),
    key=("indicator", "group_code", "reference_year", "edition"),
)
"""Why a published aggregate and the one computed here differ; an empty year or edition is any."""

PUBLISHED_DISAGREEMENTS = Contract(
    table="published_disagreements",
    columns=(
        Column("disagreement_id", fields.text, pa.string(), required=True),
        Column("as_of_date", fields.iso_date, pa.date32(), required=True),
        Column("metric", fields.text, pa.string(), required=True),
        Column("dimension", fields.text, pa.string(), required=True),
        Column("member", fields.text, pa.string(), required=True),
        Column("value_stated", fields.text, pa.string(), required=True),
        Column("disagreement", fields.text, pa.string(), required=True),
        _BOUND,
        *_REVIEW,
    ),
    key=("as_of_date", "metric", "dimension", "member", "value_stated"),
)
"""Published totals that contradict one another; each names the totals it is about."""

ANNOUNCEMENT_DIFFERENCES = Contract(
    table="announcement_differences",
    columns=(
        Column("figure_id", fields.text, pa.string(), required=True),
        Column("other_published_value", fields.decimal(28, 8), pa.decimal128(28, 8)),
        Column("reason", fields.text, pa.string(), required=True),
        _BOUND,
        Column("source_url", fields.url, pa.string(), required=True),
        *_DECIDED,
    ),
    key=("figure_id",),
)
"""Why a figure of the announcement is not the one computed, and what another source gives."""

ASPECTS = ("amount_basis", "amount", "registry", "entity", "period", "countries")

PLEDGE_READINGS = Contract(
    table="pledge_readings",
    columns=(
        Column("conflict_id", fields.text, pa.string(), required=True),
        Column("reading_number", fields.integer, pa.int32(), required=True),
        Column("pledge_id", fields.text, pa.string(), required=True),
        Column("version", fields.integer, pa.int32(), required=True),
        Column("aspect", fields.one_of(ASPECTS), pa.string(), required=True),
        Column("reading", fields.text, pa.string(), required=True),
        Column("value_stated", fields.text, pa.string()),
        Column("amount", _MONEY, pa.decimal128(38, 2)),
        Column("currency_code", fields.currency_code, pa.string()),
        Column("amount_basis", fields.text, pa.string()),
        Column("value_usd", _MONEY, pa.decimal128(38, 2)),
        Column("countries", fields.ListParser(fields.iso3, "|"), pa.list_(pa.string())),
        Column("is_chosen", fields.boolean, pa.bool_(), required=True),
        Column("source_url", fields.url, pa.string(), required=True),
        *_REVIEW,
    ),
    key=("conflict_id", "reading_number"),
)

CONTRACTS = (
    ENTITY_ALIASES,
    COMMITMENTS,
    REGION_TOUCHES,
    PLACE_NAMES,
    REVIEWS,
    PLEDGE_READINGS,
    KNOWN_DIFFERENCES,
    PUBLISHED_DISAGREEMENTS,
    ANNOUNCEMENT_DIFFERENCES,
)
"""Of the raw tables these files are loaded into."""
