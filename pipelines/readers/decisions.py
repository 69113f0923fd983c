"""Contracts of reviewed decisions: entity aliases, commitments, what a region in words touches.

Each decision says who took it, when and why; applying it is done in SQL.
"""

from __future__ import annotations

import pyarrow as pa

from pipelines.readers import fields
from pipelines.readers.records import Column, Contract

_REVIEW = (
    Column("why", fields.text, pa.string(), required=True),
    Column("decided_by", fields.text, pa.string(), required=True),
    Column("decided_on", fields.iso_date, pa.date32(), required=True),
)

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
