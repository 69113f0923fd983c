"""The account of a build: its day, its files, where each line went, every problem, as raw tables.

Drawing the account up for a build belongs to `pipelines.build.raw_tables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from pipelines.build.inputs import BuildInput
from pipelines.readers.rows.read_result import Reading

_TEXT: pa.DataType = pa.string()
_COUNT: pa.DataType = pa.int32()
_FILES = pa.schema(
    {
        "sha256": _TEXT,
        "source_id": _TEXT,
        "edition": _TEXT,
        "name": _TEXT,
        "kind": _TEXT,
        "table_name": _TEXT,
        "publisher": _TEXT,
        "title": _TEXT,
        "licence_name": _TEXT,
        "licence_url": _TEXT,
        "citation": _TEXT,
        "landing_page": _TEXT,
        "received_on": _TEXT,
        "bytes": pa.int64(),
        "physical_lines": _COUNT,
        "accepted_lines": _COUNT,
        "rejected_lines": _COUNT,
        "structural_lines": _COUNT,
        "ignored_columns": pa.list_(_TEXT),
        "notes": pa.list_(_TEXT),
    }
)
_REJECTS = pa.schema(
    {
        "source_sha256": _TEXT,
        "source_name": _TEXT,
        "table_name": _TEXT,
        "line_from": _COUNT,
        "line_to": _COUNT,
        "field": _TEXT,
        "found": _TEXT,
        "expected": _TEXT,
        "reason": _TEXT,
        "cell": _TEXT,
    }
)
_BUILD = pa.schema({"as_of_date": pa.date32()})
ACCOUNTS: Mapping[str, pa.Schema] = {"files": _FILES, "rejects": _REJECTS, "build": _BUILD}
"""The raw tables drawn up from the readings themselves, and from what was asked of the build."""


def account_of(item: BuildInput, reading: Reading) -> dict[str, Any]:
    """Rows of `raw.files` (under `file`) and `raw.rejects` (under `rejects`), as JSON has them."""
    entry, source, lines = item.archived, item.source, reading.lines
    return {
        "file": {
            "sha256": entry.sha256,
            "source_id": entry.source_id,
            "edition": entry.edition,
            "name": entry.name,
            "kind": entry.kind,
            "table_name": source.table,
            "publisher": source.publisher,
            "title": source.title,
            "licence_name": source.licence_name,
            "licence_url": source.licence_url,
            "citation": source.citation,
            "landing_page": source.landing_page,
            "received_on": item.received_on.isoformat() if item.received_on else None,
            "bytes": entry.bytes,
            "physical_lines": lines.physical,
            "accepted_lines": lines.accepted,
            "rejected_lines": lines.rejected,
            "structural_lines": lines.structural,
            "ignored_columns": list(reading.ignored_columns),
            "notes": list(reading.notes),
        },
        "rejects": [
            {
                "source_sha256": entry.sha256,
                "source_name": entry.name,
                "table_name": source.table,
                **asdict(reject),
            }
            for reject in reading.rejects
        ],
    }
