"""The ledger of the archive: one line for each file received and each decision about one.

Lines are only ever added. The bytes they speak of belong to `pipelines.archive.store`.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pipelines.errors import ArchiveError
from pipelines.readers.rows.read_result import InputFile


@dataclass(frozen=True)
class ArchivedFile(InputFile):
    """One ledger line: a file that readers may be given, and whether builds may use it.

    Attributes:
        bytes: Size of the object.
        kind: `bundled`, `submission`, `edition` for what was fetched by a route, or `decision` for
            decisions taken in the warehouse.
        recorded_at: UTC time of this line.
        decision: `accepted`, `refused` (unreadable as a whole) or `excluded` (by a person).
        why: Reason of a refusal or exclusion.
    """

    bytes: int
    kind: str
    recorded_at: str
    decision: str = "accepted"
    why: str | None = None


@dataclass
class _Index:
    """What has been read of the ledger, by the questions that are asked of it."""

    lines: list[ArchivedFile] = field(default_factory=list)
    first: dict[tuple[str, str, str | None], ArchivedFile] = field(default_factory=dict)
    latest: dict[tuple[str, str, str], ArchivedFile] = field(default_factory=dict)
    submissions: dict[str, ArchivedFile] = field(default_factory=dict)
    editions: dict[tuple[str, str, str], ArchivedFile] = field(default_factory=dict)

    def add(self, entry: ArchivedFile) -> None:
        self.lines.append(entry)
        self.first.setdefault((entry.sha256, entry.source_id, None), entry)
        self.first.setdefault((entry.sha256, entry.source_id, entry.edition), entry)
        self.latest[entry.sha256, entry.source_id, entry.edition] = entry
        if entry.kind == "submission":
            self.submissions[entry.sha256] = entry
        elif entry.kind == "edition":
            self.editions[entry.source_id, entry.edition, entry.sha256] = entry


class Ledger:
    """A file of JSON lines, read once and again only when somebody else has added to it.

    Every question raises ArchiveError when a line is not readable; none is ever skipped.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._index = _Index()
        self._seen: tuple[int, int, int] | None = None

    def lines(self) -> list[ArchivedFile]:
        """Every line, oldest first."""
        return list(self._current().lines)

    def first(self, sha256: str, source_id: str, edition: str | None) -> ArchivedFile | None:
        """The oldest line about these bytes from a source; of any edition when that is None."""
        return self._current().first.get((sha256, source_id, edition))

    def latest(self, sha256: str, source_id: str, edition: str) -> ArchivedFile | None:
        """The line that holds about one file of one source and edition."""
        return self._current().latest.get((sha256, source_id, edition))

    def submissions(self) -> list[ArchivedFile]:
        """The line that holds about each submission, in order of receipt."""
        return list(self._current().submissions.values())

    def editions(self) -> list[ArchivedFile]:
        """The line that holds about each fetched edition, in order of receipt."""
        return list(self._current().editions.values())

    def append(self, entry: ArchivedFile) -> None:
        """Adds a line that outlives a crash; the directory is there."""
        index = self._current()
        line = (json.dumps(asdict(entry), ensure_ascii=False) + "\n").encode()
        descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
            status = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        index.add(entry)
        size_before = self._seen[1] if self._seen else 0
        ours_alone = status.st_size == size_before + len(line)
        self._seen = _signature(status) if ours_alone else None

    def _current(self) -> _Index:
        try:
            with self.file.open("rb") as lines:
                seen = _signature(os.fstat(lines.fileno()))
                if seen == self._seen:
                    return self._index
                self._seen = None
                self._index = _Index()
                for number, line in enumerate(lines, start=1):
                    self._index.add(self._parse(line, number))
        except FileNotFoundError:
            self._index, self._seen = _Index(), None
            return self._index
        self._seen = seen
        return self._index

    def _parse(self, line: bytes, number: int) -> ArchivedFile:
        try:
            return ArchivedFile(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise ArchiveError(
                f"a ledger line cannot be read: {error}",
                where=f"{self.file}, line {number}",
                expected="one JSON object a line",
                next_step="restore the ledger from a backup",
            ) from error


def _signature(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
