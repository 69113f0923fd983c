"""Reports what the submissions in the archive had rejected: by file, by reason, problem by problem.

Marking the problems in a workbook belongs to `pipelines.review.annotated_workbook`, reading a file
again after a rule was corrected to `pipelines.review.replay`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.archive.store import Archive, ArchivedFile
from pipelines.errors import FileRefused
from pipelines.readers.rows.read_result import LineCount, Reject
from pipelines.review.submission_reader import PresentRules
from pipelines.settings import Settings

FILE_REFUSED = "file_refused"
"""Reason under which a file that was refused whole is counted; it is no reason of a row."""

Columns = tuple[str, ...]
Rows = tuple[tuple[object, ...], ...]
FILE_COLUMNS: Columns = (
    "sha256", "file", "accepted", "rejected", "structural", "problems", "refused",
)  # fmt: skip
PROBLEM_COLUMNS: Columns = ("line", "cell", "field", "found", "expected", "reason")
REASON_COLUMNS: Columns = ("reason", "field", "problems", "files")


@dataclass(frozen=True)
class FileRejects:
    """What one submission had rejected.

    Attributes:
        entry: Its ledger line.
        lines: Where its lines went; None of a refused file.
        rejects: Its problems, by line. What was found in a personal field is not in them.
        refused: Why it was refused whole, None when it was not.
    """

    entry: ArchivedFile
    lines: LineCount | None
    rejects: tuple[Reject, ...]
    refused: str | None


def read_rejects(settings: Settings, sha256_prefix: str | None = None) -> list[FileRejects]:
    """Submissions of which a row or everything was rejected, in order of receipt.

    Submissions a person excluded are passed over, unless one of them is asked for.

    Args:
        settings: The warehouse.
        sha256_prefix: Only this submission, then whatever became of it.

    Raises:
        ArchiveError: when no or more than one submission has a hash of that beginning.
    """
    archive = Archive(settings.archive_dir)
    rules = PresentRules(settings, archive)
    if sha256_prefix is not None:
        return [_read(archive.find_submission(sha256_prefix), rules)]
    read = (
        _read(entry, rules)
        for entry in archive.all_submissions()
        if entry.decision in ("accepted", "refused")
    )
    return [file for file in read if file.rejects or file.refused]


def _read(entry: ArchivedFile, rules: PresentRules) -> FileRejects:
    """What a build would make of a submission; a refusal holds until it is replayed."""
    if entry.decision == "refused":
        return FileRejects(entry, None, (), first_line(entry.why or "refused"))
    try:
        reading = rules.read(entry)
    except FileRefused as refusal:
        return FileRejects(entry, None, (), refusal.found)
    return FileRejects(entry, reading.lines, reading.rejects, None)


def first_line(why: str) -> str:
    """The finding of a refusal as the ledger keeps it, without where, expected and next step."""
    return why.split("\n", 1)[0]


def by_file(files: Iterable[FileRejects]) -> Rows:
    """One row a file, under FILE_COLUMNS."""
    return tuple(
        (
            file.entry.sha256,
            file.entry.name,
            *(
                (file.lines.accepted, file.lines.rejected, file.lines.structural)
                if file.lines
                else (None, None, None)
            ),
            len(file.rejects),
            file.refused,
        )
        for file in files
    )


def by_problem(files: Iterable[FileRejects]) -> Rows:
    """One row a problem, under PROBLEM_COLUMNS; a refused file is one problem."""
    rows: list[tuple[object, ...]] = []
    for file in files:
        if file.refused:
            rows.append((None, None, None, file.refused, None, FILE_REFUSED))
        rows.extend(
            (each.line_from, each.cell, each.field, each.found, each.expected, each.reason)
            for each in file.rejects
        )
    return tuple(rows)


def by_reason(files: Iterable[FileRejects]) -> Rows:
    """One row a reason and field, the most frequent first, under REASON_COLUMNS."""
    problems: Counter[tuple[str, str | None]] = Counter()
    in_files: Counter[tuple[str, str | None]] = Counter()
    for file in files:
        found: list[tuple[str, str | None]] = [(each.reason, each.field) for each in file.rejects]
        if file.refused:
            found.append((FILE_REFUSED, None))
        problems.update(found)
        in_files.update(set(found))
    ordered = sorted(problems, key=lambda key: (-problems[key], key[0], key[1] or ""))
    return tuple((*key, problems[key], in_files[key]) for key in ordered)
