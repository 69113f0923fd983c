"""The archive: input bytes kept for ever, named by their content, with one ledger line each.

Nothing is changed or deleted here; a later decision about a file is another ledger line. Reading
what the bytes mean belongs to `pipelines.readers`.
"""

from __future__ import annotations

import hashlib
import io
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from pipelines.archive.blobs import Copied, Objects
from pipelines.archive.ledger import ArchivedFile, Ledger
from pipelines.errors import ArchiveError

__all__ = ["Archive", "ArchivedFile"]


class Archive:
    """Content-addressed store under one directory, readable by its owner only.

    The ledger is read once for each instance, and again when another process added to it: keep
    one instance for as long as questions about many files are asked.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.ledger_file = directory / "ledger.jsonl"
        self._ledger = Ledger(self.ledger_file)
        self._objects = Objects(directory)

    def object_path(self, sha256: str) -> Path:
        """Where the bytes of a hash lie; whether they are still those bytes is not checked."""
        return self._objects.path(sha256)

    def store(
        self, data: bytes, *, kind: str, source_id: str, edition: str, name: str
    ) -> ArchivedFile:
        """Keeps bytes and writes their ledger line; the same file a second time changes nothing."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.object_path(sha256).exists():
            self._objects.keep(self._objects.copy_in(io.BytesIO(data)))
        return self._record(sha256, len(data), kind, source_id, edition, name)

    def copy_in(self, handle: BinaryIO, name: str) -> Copied:
        """Copies an opened file and hashes it, without a line yet, in memory that does not grow.

        Raises:
            FileRefused: when it cannot be read.
            FileChanged: when it was written to meanwhile; nothing is kept then.
        """
        return self._objects.copy_file_in(handle, name)

    def keep(
        self, copied: Copied, *, kind: str, source_id: str, edition: str, name: str
    ) -> ArchivedFile:
        """Keeps what `copy_in` copied and writes its ledger line."""
        self._objects.keep(copied)
        return self._record(copied.sha256, copied.bytes, kind, source_id, edition, name)

    def remove_unfinished(self) -> None:
        """Drops copies that a crash cut short. The caller holds the warehouse's lock."""
        self._objects.remove_unfinished()

    def read(self, sha256: str) -> bytes:
        """Returns stored bytes, checked against their name.

        Raises:
            ArchiveError: when the object is missing or its bytes have changed.
        """
        with self.open(sha256) as handle:
            return handle.read()

    def open(self, sha256: str) -> AbstractContextManager[BinaryIO]:
        """A stored object opened at its beginning, once all its bytes were checked.

        Raises:
            ArchiveError: on entry, when the object is missing or its bytes have changed.
        """
        return self._objects.open(sha256)

    def ledger(self) -> list[ArchivedFile]:
        """Every ledger line, oldest first.

        Raises:
            ArchiveError: when a line is not readable; the ledger is never skipped over.
        """
        return self._ledger.lines()

    def latest(self, sha256: str, source_id: str, edition: str) -> ArchivedFile | None:
        """The last ledger line about one file of one source and edition."""
        return self._ledger.latest(sha256, source_id, edition)

    def first_line(self, entry: ArchivedFile) -> ArchivedFile:
        """The line with which a file was archived, before any decision about it."""
        return self._ledger.first(entry.sha256, entry.source_id, entry.edition) or entry

    def known_submission(self, sha256: str, source_id: str) -> ArchivedFile | None:
        """The line with which bytes first came from a source, on whatever day."""
        return self._ledger.first(sha256, source_id, None)

    def all_submissions(self) -> list[ArchivedFile]:
        """Every submission in order of receipt, with the last decision taken about it."""
        return self._ledger.submissions()

    def submissions(self) -> list[ArchivedFile]:
        """Submissions that builds may use, in order of receipt."""
        return [entry for entry in self.all_submissions() if entry.decision == "accepted"]

    def editions(self) -> list[ArchivedFile]:
        """Fetched editions that builds may use, in order of receipt."""
        return [entry for entry in self._ledger.editions() if entry.decision == "accepted"]

    def find_submission(self, sha256_prefix: str) -> ArchivedFile:
        """The submission a hash or its beginning names.

        Raises:
            ArchiveError: when none or several match.
        """
        matches = [
            entry for entry in self.all_submissions() if entry.sha256.startswith(sha256_prefix)
        ]
        if len(matches) != 1:
            raise ArchiveError(
                f"{len(matches)} submissions begin with {sha256_prefix!r}",
                where=str(self.ledger_file),
                expected="exactly one",
                next_step="p2c submissions",
            )
        return matches[0]

    def decide(self, entry: ArchivedFile, decision: str, why: str) -> ArchivedFile:
        """Records a later decision about an archived file; the bytes stay.

        Raises:
            ArchiveError: when no reason is given.
        """
        if not why.strip():
            raise ArchiveError(
                "a decision needs a reason",
                where=f"{entry.name} ({entry.sha256[:12]})",
                expected="a few words for whoever reads the ledger later",
                next_step='say it with --why "..."',
            )
        decided = ArchivedFile(
            **{**asdict(entry), "decision": decision, "why": why, "recorded_at": _now()}
        )
        self._append(decided)
        return decided

    def _record(
        self, sha256: str, size: int, kind: str, source_id: str, edition: str, name: str
    ) -> ArchivedFile:
        """The ledger line about kept bytes: the one there is, or a new one.

        A submission is the same one on whatever day it comes; bundled bytes may be of several
        editions.
        """
        any_edition = None if kind == "submission" else edition
        if known := self._ledger.first(sha256, source_id, any_edition):
            return known
        entry = ArchivedFile(
            sha256=sha256,
            bytes=size,
            kind=kind,
            source_id=source_id,
            edition=edition,
            name=name,
            recorded_at=_now(),
        )
        self._append(entry)
        return entry

    def _append(self, entry: ArchivedFile) -> None:
        self._objects.make_private(self.directory)
        self._ledger.append(entry)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
