"""Reads the archived inputs of a build into typed rows, each input once for the same rules.

What is loaded from the readings is decided in `pipelines.build.raw_tables`, how bytes are read in
`pipelines.readers`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

import pyarrow as pa
import structlog

from pipelines.archive.store import Archive, ArchivedFile
from pipelines.build.inputs import BuildInput
from pipelines.build.parse_cache import ParsedFiles
from pipelines.errors import FileRefused
from pipelines.readers.containers.any_container import read_submission
from pipelines.readers.containers.delimited import read_delimited
from pipelines.readers.pledges.contract import PLEDGES, pledge_contract
from pipelines.readers.publishers.edition import Economies
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.read_result import Reading
from pipelines.sources.editions import read_edition
from pipelines.sources.place_lists import make_economies, make_place_reader
from pipelines.sources.registry import Registry

log = structlog.get_logger()


@dataclass(frozen=True)
class ReadInput:
    """One input of a build and what it was read into."""

    item: BuildInput
    reading: Reading


@dataclass(frozen=True, kw_only=True)
class InputReader:
    """Reads the inputs of a build.

    Attributes:
        archive: Where their bytes are, and where a refused file is recorded.
        parsed: Readings made before under the same rules.
        registry: How what was fetched is read.
        contracts: What the files of each raw table must look like.
        lists: Rows of the lists of names, by table: pledges and figures of publishers are read
            with them.
    """

    archive: Archive
    parsed: ParsedFiles
    registry: Registry
    contracts: Mapping[str, Contract]
    lists: Mapping[str, pa.Table]

    def read(self, inputs: Sequence[BuildInput]) -> list[ReadInput]:
        """Reads inputs in their order and leaves out those that break their contract.

        What came from others is refused then and recorded as such; a file of our own that breaks
        its contract stops the build.

        Raises:
            FileRefused: when a bundled file or our own decisions break their contract.
        """
        found = []
        for item in inputs:
            try:
                found.append(ReadInput(item, self._read_one(item.archived, item.source.table)))
            except FileRefused as error:
                if item.archived.kind not in ("submission", "edition"):
                    raise
                self.archive.decide(item.archived, "refused", str(error))
                log.warning(
                    f"{item.archived.kind} refused", file=item.archived.name, why=error.found
                )
        return found

    def _read_one(self, file: ArchivedFile, table: str) -> Reading:
        if (known := self.parsed.find(file, table)) is not None:
            return known
        with self.archive.open(file.sha256) as stream:
            return self.parsed.keep(self._read_anew(stream, file, table))

    def _read_anew(self, stream: BinaryIO, file: ArchivedFile, table: str) -> Reading:
        if file.kind == "edition":
            return read_edition(stream.read(), file, self.registry, self._economies)
        # Pledges come in the containers of submissions, whoever sends them; the rest is our own.
        if table == PLEDGES.table:
            return read_submission(stream, file, self._pledges)
        return read_delimited(stream, file, self.contracts[table])

    @cached_property
    def _pledges(self) -> Contract:
        return pledge_contract(make_place_reader(self.lists))

    @cached_property
    def _economies(self) -> Economies:
        return make_economies(self.lists)
