"""Finds the submission that is to go back to its pledger and has its problems marked.

The workbook itself is made in `pipelines.review.annotated_workbook`; sending it is left to people.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.archive.store import Archive
from pipelines.readers.pledges.contract import pledge_contract
from pipelines.review.annotated_workbook import Annotated, annotate
from pipelines.review.file_check import file_at_hand
from pipelines.review.submission_reader import PresentRules
from pipelines.settings import Settings
from pipelines.sources.place_lists import bundled_place_reader
from pipelines.sources.registry import load_registry
from pipelines.storage.untrusted_files import open_plain_file


def annotate_submission(
    settings: Settings, sha256_prefix: str, language: str | None = None
) -> tuple[str, Annotated | None]:
    """Name and workbook of an archived submission, whatever was decided about it.

    Raises:
        ArchiveError: when no or more than one submission has a hash of that beginning.
        FileRefused: when it is refused whole, so that there is no row to mark.
        P2CError: when more rows have problems than a workbook is made for.
    """
    archive = Archive(settings.archive_dir)
    entry = archive.find_submission(sha256_prefix)
    contract = PresentRules(settings, archive).contract
    with archive.open(entry.sha256) as stream:
        return entry.name, annotate(stream, entry, contract, language)


def annotate_file(settings: Settings, path: Path, language: str | None = None) -> Annotated | None:
    """The workbook of a file that was not submitted.

    Raises:
        FileRefused: when it cannot be opened, or is refused whole.
        P2CError: when more rows have problems than a workbook is made for.
    """
    registry = load_registry(settings.sources_file)
    contract = pledge_contract(bundled_place_reader(settings, registry))
    with open_plain_file(path, str(path)) as stream:
        return annotate(stream, file_at_hand(stream, path.name), contract, language)
