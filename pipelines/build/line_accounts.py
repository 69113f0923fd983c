"""The account of a build: its day, its files, where each line went, every problem, as raw tables.

Loading it belongs to `pipelines.build.raw_tables`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import pyarrow as pa

from pipelines.build.input_reader import ReadInput

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


def accounts_of(as_of: date | None, read: Sequence[ReadInput]) -> dict[str, pa.Table]:
    """Draws up the accounts of a build, by the name of their raw table.

    Args:
        as_of: The day the build is made as of, None for an ordinary one. It is data and no
            variable of dbt, since a changed variable makes dbt parse the project again.
        read: Every input that was read.
    """
    rows: dict[str, list[dict[str, Any]]] = {
        "files": [_file(one) for one in read],
        "rejects": [reject for one in read for reject in _rejects(one)],
        "build": [{"as_of_date": as_of}],
    }
    return {name: pa.Table.from_pylist(rows[name], schema) for name, schema in ACCOUNTS.items()}


def _file(one: ReadInput) -> dict[str, Any]:
    file, source, reading = one.item.archived, one.item.source, one.reading
    return {
        "sha256": file.sha256,
        "source_id": file.source_id,
        "edition": file.edition,
        "name": file.name,
        "kind": file.kind,
        "table_name": source.table,
        "publisher": source.publisher,
        "title": source.title,
        "licence_name": source.licence.name,
        "licence_url": source.licence.url,
        "citation": source.citation,
        "landing_page": source.landing_page,
        "received_on": one.item.received_on.isoformat() if one.item.received_on else None,
        "bytes": file.bytes,
        "physical_lines": reading.lines.physical,
        "accepted_lines": reading.lines.accepted,
        "rejected_lines": reading.lines.rejected,
        "structural_lines": reading.lines.structural,
        "ignored_columns": list(reading.ignored_columns),
        "notes": list(reading.notes),
    }


def _rejects(one: ReadInput) -> Iterator[dict[str, Any]]:
    file = one.item.archived
    for reject in one.reading.rejects:
        yield {
            "source_sha256": file.sha256,
            "source_name": file.name,
            "table_name": one.item.source.table,
            **asdict(reject),
        }
