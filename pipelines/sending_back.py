"""Finds the submission that is to go back to its pledger and has its problems marked.

The workbook itself is made in `pipelines.annotated`; sending it is left to people.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.annotated import Annotated, annotate
from pipelines.archive import Archive
from pipelines.checking import file_at_hand
from pipelines.files import open_plain_file
from pipelines.place_lists import bundled_place_reader
from pipelines.present_rules import PresentRules, input_file
from pipelines.readers.pledges import pledge_contract
from pipelines.settings import Settings


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
        return entry.name, annotate(stream, input_file(entry), contract, language)


def annotate_file(settings: Settings, path: Path, language: str | None = None) -> Annotated | None:
    """The workbook of a file that was not submitted.

    Raises:
        FileRefused: when it cannot be opened, or is refused whole.
        P2CError: when more rows have problems than a workbook is made for.
    """
    contract = pledge_contract(bundled_place_reader(settings))
    with open_plain_file(path, str(path)) as stream:
        return annotate(stream, file_at_hand(stream, path.name), contract, language)
