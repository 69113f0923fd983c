"""Reads rejected and refused submissions again after a rule, an alias or a list was corrected.

Nothing is built or released by it: a refused file that can be read now becomes an input of the
next refresh. How files are read belongs to `pipelines.readers`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.archive.store import Archive, ArchivedFile
from pipelines.build.build_directory import Build
from pipelines.errors import FileRefused
from pipelines.review.rejects import first_line
from pipelines.review.submission_reader import PresentRules
from pipelines.settings import Settings
from pipelines.storage.database import list_columns, read_rows
from pipelines.storage.lock import single_flight

COLUMNS = (
    "sha256", "file", "accepted_before", "rejected_before", "accepted_now", "rejected_now",
    "outcome",
)  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """Lines of a file, as one reading counted them."""

    accepted: int
    rejected: int


@dataclass(frozen=True)
class Replayed:
    """One submission before and now.

    Attributes:
        entry: Its ledger line, the new one where there is one.
        before: Lines as the last build counted them; None when it was refused or not read.
        now: Lines by the present rules; None when it is refused or was not read again.
        outcome: What came of it, in words.
    """

    entry: ArchivedFile
    before: Counts | None
    now: Counts | None
    outcome: str

    def row(self) -> tuple[object, ...]:
        """Its row under COLUMNS."""
        before, now = self.before, self.now
        return (
            self.entry.sha256,
            self.entry.name,
            before.accepted if before else None,
            before.rejected if before else None,
            now.accepted if now else None,
            now.rejected if now else None,
            self.outcome,
        )


def replay(settings: Settings, sha256_prefixes: Sequence[str] = ()) -> list[Replayed]:
    """Reads submissions again and lets refused ones that can be read now into the next refresh.

    Args:
        settings: The warehouse.
        sha256_prefixes: Which submissions; without any, all that were refused or had rejects in
            the last build. Those a person excluded stay excluded, named or not.

    Raises:
        ArchiveError: when no or more than one submission has a hash of that beginning.
        Locked: when a refresh is running.
    """
    with single_flight(settings, "p2c rejects replay"):
        archive = Archive(settings.archive_dir)
        before = _last_counts(settings)
        if sha256_prefixes:
            chosen = [archive.find_submission(prefix) for prefix in sha256_prefixes]
        else:
            chosen = [
                entry
                for entry in archive.all_submissions()
                if entry.decision == "refused"
                or (entry.decision == "accepted" and _had_rejects(entry, before))
            ]
        rules = PresentRules(settings, archive)
        return [_replay_one(entry, before.get(entry.sha256), archive, rules) for entry in chosen]


def _replay_one(
    entry: ArchivedFile, before: Counts | None, archive: Archive, rules: PresentRules
) -> Replayed:
    if entry.decision not in ("accepted", "refused"):
        why = first_line(entry.why or "")
        return Replayed(entry, before, None, f"{entry.decision} by a person, not read: {why}")
    if was_refused := entry.decision == "refused":
        before = None
    try:
        lines = rules.read(entry).lines
    except FileRefused as refusal:
        again = "still refused" if was_refused else "refused now"
        return Replayed(entry, before, None, f"{again}: {refusal.found}")
    now = Counts(lines.accepted, lines.rejected)
    if was_refused:
        why = (
            f"replayed: the present rules read it, {now.accepted} lines accepted, "
            f"{now.rejected} rejected; it was refused before: {first_line(entry.why or '')}"
        )
        return Replayed(archive.decide(entry, "accepted", why), None, now, "can be read now")
    return Replayed(entry, before, now, _compare(before, now))


def _compare(before: Counts | None, now: Counts) -> str:
    if before is None:
        return "not in the last build"
    if now.rejected == before.rejected:
        return "as before"
    if now.rejected > before.rejected:
        return "more rejected than before"
    return "mended" if not now.rejected else "partly mended"


def _had_rejects(entry: ArchivedFile, before: Mapping[str, Counts]) -> bool:
    counts = before.get(entry.sha256)
    return counts is not None and counts.rejected > 0


def _last_counts(settings: Settings) -> dict[str, Counts]:
    """By hash, the lines of each submission as counted by the newest build that has accounts."""
    if not settings.work_dir.is_dir():
        return {}
    for directory in sorted(settings.work_dir.iterdir(), reverse=True):
        database = Build(directory.name, directory).database
        if directory.is_symlink() or not database.exists():
            continue
        if "raw.files" in list_columns(database, ["raw"]):
            return {
                file["sha256"]: Counts(file["accepted_lines"], file["rejected_lines"])
                for file in read_rows(database, "from raw.files where kind = 'submission'")
            }
    return {}
