"""Reads a build's archived inputs and loads its raw tables, with an account of each line.

What a table's files must look like is named in `pipelines.readers`; whether the batch is
acceptable is for the gates to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import structlog

from pipelines.archive import Archive
from pipelines.builds import Build
from pipelines.errors import FileRefused, SourceError
from pipelines.ingest import BuildInput, read_inputs
from pipelines.readers import decisions, pledges, published_figures, reference
from pipelines.readers.containers import read_submission
from pipelines.readers.delimited import read_delimited
from pipelines.readers.reading import InputFile, Reading
from pipelines.readers.records import Contract
from pipelines.settings import Settings
from pipelines.warehouse import load_raw_table

log = structlog.get_logger()

SHOWN_REJECTS = 10

CONTRACTS: Mapping[str, Contract] = {
    contract.table: contract
    for contract in (
        pledges.PLEDGES,
        published_figures.TOTALS,
        published_figures.ANNOUNCEMENT,
        published_figures.FACTS_AND_FIGURES,
        reference.ECONOMIES,
        reference.COUNTRY_GROUPS,
        reference.MEMBERSHIPS,
        reference.OBSERVATIONS,
        decisions.ENTITY_ALIASES,
        decisions.COMMITMENTS,
        decisions.REGION_TOUCHES,
    )
}
"""What the files of each raw table must look like."""

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
        "bytes": pa.int64(),
        "physical_lines": _COUNT,
        "accepted_lines": _COUNT,
        "rejected_lines": _COUNT,
        "structural_lines": _COUNT,
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
    }
)
ACCOUNTS: Mapping[str, pa.Schema] = {"files": _FILES, "rejects": _REJECTS}
"""The two raw tables drawn up from the readings themselves."""


def raw_schemas() -> dict[str, pa.Schema]:
    """Arrow schema of every raw table, by its name."""
    return {name: contract.schema() for name, contract in CONTRACTS.items()} | dict(ACCOUNTS)


def load_table(settings: Settings, build: Build, table: str) -> dict[str, int]:
    """Read every input of a table and load `raw.<table>`.

    A submission that breaks its contract is refused, recorded and left out; a bundled file that
    does stops the build.

    Returns:
        Counts: files, rows, rejects (problems found), rejected_lines.

    Raises:
        SourceError: when the table has no input, or some input feeds a table nobody reads.
        FileRefused: when a bundled file breaks its contract.
    """
    archive = Archive(settings.archive_dir)
    readings: list[tuple[BuildInput, Reading]] = []
    for item in read_inputs(settings, build):
        if item.source.table not in CONTRACTS:
            raise SourceError(
                f"source {item.source.id} feeds raw.{item.source.table}, which no reader fills",
                where=str(settings.sources_file),
                expected=f"`table` one of: {', '.join(CONTRACTS)}",
                next_step="correct `table` in the source registry",
            )
        if item.source.table != table:
            continue
        reading = _read(archive, item)
        if reading is not None:
            readings.append((item, reading))
            _tell_rejects(reading)
    if not readings:
        raise SourceError(
            f"no input feeds raw.{table}",
            where=str(settings.sources_file),
            expected=f"a source with `table: {table}`",
            next_step="restore the entry in the source registry",
        )
    rows = pa.concat_tables([reading.rows for _, reading in readings])
    loaded = load_raw_table(build.database, table, rows, memory_limit=settings.memory_limit)
    build.write_json(f"readings/{table}", [_account(item, reading) for item, reading in readings])
    counts = {
        "files": len(readings),
        "rows": loaded,
        "rejects": sum(len(reading.rejects) for _, reading in readings),
        "rejected_lines": sum(reading.lines.rejected for _, reading in readings),
    }
    log.info("table loaded", table=f"raw.{table}", **counts)
    return counts


def load_accounts(settings: Settings, build: Build) -> dict[str, int]:
    """Load `raw.files` and `raw.rejects` from what the readings of this build left.

    Raises:
        SourceError: when a raw table was not read in this build.
    """
    files: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    for table in CONTRACTS:
        accounts = build.read_json(f"readings/{table}")
        if accounts is None:
            raise SourceError(
                f"raw.{table} was not loaded in this build",
                where=str(build.directory),
                expected="every raw table loaded before the accounts are drawn up",
                next_step="p2c refresh",
            )
        for account in accounts:
            files.append(account["file"])
            rejects.extend(account["rejects"])
    for name, content in (("files", files), ("rejects", rejects)):
        load_raw_table(
            build.database,
            name,
            pa.Table.from_pylist(content, schema=ACCOUNTS[name]),
            memory_limit=settings.memory_limit,
        )
    return {"files": len(files), "rejects": len(rejects)}


def _read(archive: Archive, item: BuildInput) -> Reading | None:
    entry = item.archived
    file = InputFile(entry.sha256, entry.name, entry.source_id, entry.edition)
    read = read_submission if entry.kind == "submission" else read_delimited
    try:
        return read(archive.read(entry.sha256), file, CONTRACTS[item.source.table])
    except FileRefused as error:
        if entry.kind != "submission":
            raise
        archive.decide(entry, "refused", str(error))
        log.warning("submission refused", file=entry.name, why=error.found)
        return None


def _tell_rejects(reading: Reading) -> None:
    """Say of each rejected row where it stands; what stood there might be about a person."""
    for reject in reading.rejects[:SHOWN_REJECTS]:
        log.warning(
            "row rejected",
            file=reading.file.name,
            line=reject.line_from,
            field=reject.field or "whole row",
            reason=reject.reason,
            expected=reject.expected,
        )
    if len(reading.rejects) > SHOWN_REJECTS:
        log.warning("more rows rejected", more=len(reading.rejects) - SHOWN_REJECTS)


def _account(item: BuildInput, reading: Reading) -> dict[str, Any]:
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
            "bytes": entry.bytes,
            "physical_lines": lines.physical,
            "accepted_lines": lines.accepted,
            "rejected_lines": lines.rejected,
            "structural_lines": lines.structural,
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
