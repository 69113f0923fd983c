"""Reads a build's archived inputs and loads its raw tables, with an account of each line.

What a table's files must look like is named in `pipelines.readers`; whether the batch is
acceptable is for the gates to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, BinaryIO

import pyarrow as pa
import structlog

from pipelines.archive.store import Archive
from pipelines.build.build_directory import Build
from pipelines.build.inputs import BuildInput, read_inputs
from pipelines.build.line_accounts import ACCOUNTS, account_of
from pipelines.build.parse_cache import parsed_files_of
from pipelines.errors import FileRefused, SourceError
from pipelines.readers.containers.any_container import read_submission
from pipelines.readers.containers.delimited import read_delimited
from pipelines.readers.pledges import contract as pledges
from pipelines.readers.publishers.edition import Economies
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.read_result import InputFile, Reading
from pipelines.readers.snapshot import decisions, published_figures, reference
from pipelines.settings import Settings
from pipelines.sources.editions import read_edition
from pipelines.sources.place_lists import LISTS, make_economies, make_place_reader
from pipelines.sources.routes import load_registry
from pipelines.storage.database import load_raw_table, write_private_table

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
        reference.GROUP_LISTS,
        reference.EXCHANGE_RATES,
        decisions.ENTITY_ALIASES,
        decisions.COMMITMENTS,
        decisions.REGION_TOUCHES,
        decisions.PLACE_NAMES,
        decisions.REVIEWS,
        decisions.PLEDGE_READINGS,
        decisions.KNOWN_DIFFERENCES,
        decisions.PUBLISHED_DISAGREEMENTS,
        decisions.ANNOUNCEMENT_DIFFERENCES,
    )
}
"""What the files of each raw table must look like."""


def raw_schemas() -> dict[str, pa.Schema]:
    """Arrow schema of every raw table, by its name."""
    return {name: contract.schema() for name, contract in CONTRACTS.items()} | dict(ACCOUNTS)


class Loader:
    """Reads the archived inputs of one build and loads its raw tables.

    Raises:
        SourceError: when some input feeds a table nobody reads.
    """

    def __init__(self, settings: Settings, build: Build) -> None:
        self._settings = settings
        self._build = build
        self._archive = Archive(settings.archive_dir)
        self._inputs = read_inputs(settings, build, self._archive)
        for item in self._inputs:
            if item.source.table not in CONTRACTS:
                raise SourceError(
                    f"source {item.source.id} feeds raw.{item.source.table}, which no reader fills",
                    where=str(settings.sources_file),
                    expected=f"`table` one of: {', '.join(CONTRACTS)}",
                    next_step="correct `table` in the source registry",
                )
        self._registry = load_registry(settings.sources_file)
        lists = {contract.table for contract in LISTS}
        self._parsed = parsed_files_of(
            settings,
            [item.archived.sha256 for item in self._inputs if item.source.table in lists],
        )
        self._parsed.forget_other_rules()

    def load(self, table: str) -> dict[str, int]:
        """Read every input of a table and load `raw.<table>`.

        A submission that breaks its contract is refused, recorded and left out; a bundled file
        that does stops the build. Contacts go to a file of their own.

        Returns:
            Counts: files, rows, rejects (problems found), rejected_lines.

        Raises:
            SourceError: when the table has no input.
            FileRefused: when a bundled file breaks its contract.
        """
        readings = self._read_all(table)
        for _, reading in readings:
            _tell(reading)
        if not readings:
            raise SourceError(
                f"no input feeds raw.{table}",
                where=str(self._settings.sources_file),
                expected=f"a source with `table: {table}`",
                next_step="restore the entry in the source registry",
            )
        memory_limit = self._settings.memory_limit
        rows = pa.concat_tables([reading.rows for _, reading in readings])
        loaded = load_raw_table(self._build.database, table, rows, memory_limit=memory_limit)
        if CONTRACTS[table].contact_columns:
            contacts = pa.concat_tables([reading.contacts for _, reading in readings])
            write_private_table(self._settings.contacts_file, "contacts", contacts)
        self._build.write_json(
            f"readings/{table}", [account_of(item, reading) for item, reading in readings]
        )
        counts = {
            "files": len(readings),
            "rows": loaded,
            "rejects": sum(len(reading.rejects) for _, reading in readings),
            "rejected_lines": sum(reading.lines.rejected for _, reading in readings),
        }
        log.info("table loaded", table=f"raw.{table}", **counts)
        return counts

    @cached_property
    def _lists(self) -> dict[str, pa.Table]:
        """The lists of names as this build's inputs have them."""
        return {
            contract.table: pa.concat_tables([r.rows for _, r in readings])
            for contract in LISTS
            if (readings := self._read_all(contract.table))
        }

    @cached_property
    def _pledges(self) -> Contract:
        return pledges.pledge_contract(make_place_reader(self._lists))

    @cached_property
    def _economies(self) -> Economies:
        return make_economies(self._lists)

    def _read_all(self, table: str) -> list[tuple[BuildInput, Reading]]:
        items = [item for item in self._inputs if item.source.table == table]
        readings = [(item, self._read(item)) for item in items]
        return [(item, reading) for item, reading in readings if reading is not None]

    def _read(self, item: BuildInput) -> Reading | None:
        entry, table = item.archived, item.source.table
        file = InputFile(entry.sha256, entry.name, entry.source_id, entry.edition)
        if (known := self._parsed.find(file, table)) is not None:
            return known
        try:
            with self._archive.open(entry.sha256) as stream:
                return self._parsed.keep(self._read_anew(stream, entry.kind, file, table))
        except FileRefused as error:
            if entry.kind not in ("submission", "edition"):
                raise
            self._archive.decide(entry, "refused", str(error))
            log.warning(f"{entry.kind} refused", file=entry.name, why=error.found)
            return None

    def _read_anew(self, stream: BinaryIO, kind: str, file: InputFile, table: str) -> Reading:
        if kind == "edition":
            return read_edition(stream.read(), file, self._registry, self._economies)
        # Pledges come in the containers of submissions, whoever sends them; the rest is our own.
        if table == pledges.PLEDGES.table:
            return read_submission(stream, file, self._pledges)
        return read_delimited(stream, file, CONTRACTS[table])


def load_table(settings: Settings, build: Build, table: str) -> dict[str, int]:
    """Load one raw table by itself; see `Loader.load`."""
    return Loader(settings, build).load(table)


def load_accounts(settings: Settings, build: Build) -> dict[str, int]:
    """Load `raw.files` and `raw.rejects` from what the readings left, and `raw.build`.

    `raw.build` is one row: the day the build is made as of, null for an ordinary one. It is data
    and no variable of dbt, since a changed variable makes dbt parse the project again.

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
    asked = [{"as_of_date": build.as_of}]
    for name, content in (("files", files), ("rejects", rejects), ("build", asked)):
        load_raw_table(
            build.database,
            name,
            pa.Table.from_pylist(content, schema=ACCOUNTS[name]),
            memory_limit=settings.memory_limit,
        )
    return {"files": len(files), "rejects": len(rejects), "build": len(asked)}


def _tell(reading: Reading) -> None:
    """Say of each rejected row where it stands; what stood there might be about a person."""
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
