"""Loads a build's raw tables from its archived inputs, with an account of each line.

What a table's files must look like is named in `pipelines.readers`; whether the batch is
acceptable is for the gates to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import structlog

from pipelines.archive.store import Archive
from pipelines.build.build_directory import Build
from pipelines.build.input_reader import InputReader, ReadInput
from pipelines.build.inputs import BuildInput, read_inputs
from pipelines.build.line_accounts import ACCOUNTS, accounts_of
from pipelines.build.parse_cache import parsed_files_of
from pipelines.errors import SourceError
from pipelines.readers.pledges import contract as pledges
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.read_result import Reading
from pipelines.readers.snapshot import decisions, published_figures, reference
from pipelines.settings import Settings
from pipelines.sources.place_lists import LISTS
from pipelines.sources.registry import Registry
from pipelines.storage.database import load_raw_table, write_private_table

log = structlog.get_logger()

SHOWN_REJECTS = 10

CONTRACTS: Mapping[str, Contract] = {
    contract.table: contract
    for contract in (
        pledges.PLEDGES,
        *published_figures.CONTRACTS,
        *reference.CONTRACTS,
        *decisions.CONTRACTS,
    )
}
"""What the files of each raw table must look like; a raw table is one that is listed here."""


def raw_schemas() -> dict[str, pa.Schema]:
    """Returns the Arrow schema of every raw table, by its name."""
    return {name: contract.schema() for name, contract in CONTRACTS.items()} | dict(ACCOUNTS)


def load_raw_tables(
    settings: Settings, registry: Registry, build: Build
) -> Iterator[tuple[str, dict[str, int]]]:
    """Loads every raw table of a build, one after another, the accounts of all lines last.

    Yields:
        A raw table that has just been loaded, and its counts.

    Raises:
        SourceError: when an input feeds a table nobody reads, or a table has no input.
        FileRefused: when a bundled file breaks its contract.
    """
    inputs = find_inputs(settings, registry, build)
    reader = open_reader(settings, registry, inputs)
    read = {}
    for table in CONTRACTS:
        read[table] = reader.read(inputs[table])
        yield table, load_table(settings, build, table, read[table])
    for table, rows in load_accounts(settings, build, read).items():
        yield table, {"rows": rows}


def find_inputs(
    settings: Settings, registry: Registry, build: Build
) -> dict[str, list[BuildInput]]:
    """Returns the inputs of a build by the raw table they feed.

    Raises:
        SourceError: when some input feeds a table nobody reads.
    """
    inputs: dict[str, list[BuildInput]] = {table: [] for table in CONTRACTS}
    for item in read_inputs(registry, Archive(settings.archive_dir), build):
        source = item.source
        if source.table not in CONTRACTS:
            raise SourceError(
                f"source {source.id} feeds raw.{source.table}, which no reader fills",
                where=str(settings.sources_file),
                expected=f"`table` one of: {', '.join(CONTRACTS)}",
                next_step="correct `table` in the source registry",
            )
        inputs[source.table].append(item)
    return inputs


def open_reader(
    settings: Settings, registry: Registry, inputs: Mapping[str, Sequence[BuildInput]]
) -> InputReader:
    """Reads the lists of names among some inputs, and returns what reads the others with them."""
    files = [item.archived for contract in LISTS for item in inputs[contract.table]]
    parsed = parsed_files_of(settings, registry, [file.sha256 for file in files])
    parsed.forget_other_rules()
    archive = Archive(settings.archive_dir)
    reader = InputReader(
        archive=archive, parsed=parsed, registry=registry, contracts=CONTRACTS, lists={}
    )
    lists = {
        contract.table: pa.concat_tables([one.reading.rows for one in read])
        for contract in LISTS
        if (read := reader.read(inputs[contract.table]))
    }
    return replace(reader, lists=lists)


def load_table(
    settings: Settings, build: Build, table: str, read: Sequence[ReadInput]
) -> dict[str, int]:
    """Loads `raw.<table>` from its inputs; contacts go to a file of their own.

    Returns:
        Counts: files, rows, rejects (problems found), rejected_lines.

    Raises:
        SourceError: when the table has no input.
    """
    readings = [one.reading for one in read]
    if not readings:
        raise SourceError(
            f"no input feeds raw.{table}",
            where=str(settings.sources_file),
            expected=f"a source with `table: {table}`",
            next_step="restore the entry in the source registry",
        )
    for reading in readings:
        _log_rejects(reading)
    rows = pa.concat_tables([reading.rows for reading in readings])
    loaded = load_raw_table(build.database, table, rows, memory_limit=settings.memory_limit)
    if CONTRACTS[table].contact_columns:
        contacts = pa.concat_tables([reading.contacts for reading in readings])
        write_private_table(settings.contacts_file, "contacts", contacts)
    counts = {
        "files": len(readings),
        "rows": loaded,
        "rejects": sum(len(reading.rejects) for reading in readings),
        "rejected_lines": sum(reading.lines.rejected for reading in readings),
    }
    log.info("table loaded", table=f"raw.{table}", **counts)
    return counts


def load_accounts(
    settings: Settings, build: Build, read: Mapping[str, Sequence[ReadInput]]
) -> dict[str, int]:
    """Loads the account of every line read: `raw.files`, `raw.rejects`, and `raw.build`.

    Args:
        settings: The warehouse.
        build: The build; `raw.build` is its day, see `ACCOUNTS`.
        read: What was read for each raw table.

    Returns:
        Rows of each of these tables.

    Raises:
        SourceError: when a raw table was not read in this build.
    """
    if missing := [table for table in CONTRACTS if table not in read]:
        raise SourceError(
            f"raw.{missing[0]} was not loaded in this build",
            where=str(build.directory),
            expected="every raw table loaded before the accounts are drawn up",
            next_step="p2c refresh",
        )
    accounts = accounts_of(build.as_of, [one for table in CONTRACTS for one in read[table]])
    return {
        name: load_raw_table(build.database, name, rows, memory_limit=settings.memory_limit)
        for name, rows in accounts.items()
    }


def _log_rejects(reading: Reading) -> None:
    """Logs where each rejected row is, not what it holds: that might be about a person."""
    if reading.ignored_columns:
        log.warning(
            "columns passed over", file=reading.file.name, columns=list(reading.ignored_columns)
        )
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
