"""Reads archived submissions by the rules of now, each only once for as long as these hold.

What is then reported is in `pipelines.review.rejects` and `pipelines.review.replay`.
"""

from __future__ import annotations

from functools import cached_property

from pipelines.archive.store import Archive, ArchivedFile
from pipelines.build.parse_cache import parsed_files_of
from pipelines.readers.containers.any_container import read_submission
from pipelines.readers.pledges.contract import PLEDGES, pledge_contract
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.read_result import Reading
from pipelines.settings import Settings
from pipelines.sources.place_lists import LISTS, bundled_place_reader
from pipelines.sources.registry import load_registry


class PresentRules:
    """The readers, vocabularies and lists of places as they are now.

    A build keeps its readings under the same rules, so what it read is not read again here, and
    what is read here not by the next build.

    Raises:
        SourceError: when the source registry cannot be read.
    """

    def __init__(self, settings: Settings, archive: Archive) -> None:
        self._settings = settings
        self._archive = archive
        self._registry = load_registry(settings.sources_file)
        tables = {contract.table for contract in LISTS}
        self._parsed = parsed_files_of(
            settings,
            self._registry,
            [
                edition.sha256
                for source in self._registry.sources
                if source.table in tables
                for edition in source.editions
            ],
        )

    @cached_property
    def contract(self) -> Contract:
        """The contract of pledges with the names of places as they are bundled now."""
        return pledge_contract(bundled_place_reader(self._settings, self._registry))

    def read(self, entry: ArchivedFile) -> Reading:
        """The reading of a submission.

        Raises:
            FileRefused: when it breaks the contract as a whole.
            ArchiveError: when its bytes are missing or have changed.
        """
        if (known := self._parsed.find(entry, PLEDGES.table)) is not None:
            return known
        with self._archive.open(entry.sha256) as stream:
            return self._parsed.keep(read_submission(stream, entry, self.contract))
