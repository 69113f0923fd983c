"""The archive: input bytes kept for ever, named by their content, with one ledger line each.

Nothing is changed or deleted here; a later decision about a file is another ledger line. Reading
what the bytes mean belongs to `pipelines.readers`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.errors import ArchiveError

KINDS = ("bundled", "submission")


@dataclass(frozen=True)
class ArchivedFile:
    """One ledger line: which bytes came from where, and whether builds may use them.

    Attributes:
        sha256: Content hash and name of the stored object.
        bytes: Size of the object.
        kind: `bundled` or `submission`.
        source_id: Registry id, or `inbox`.
        edition: Edition of the source, or the UTC day of receipt.
        name: File name as data for people, never a path.
        recorded_at: UTC time of this line.
        decision: `accepted`, `refused` (unreadable as a whole) or `excluded` (by a person).
        why: Reason of a refusal or exclusion.
    """

    sha256: str
    bytes: int
    kind: str
    source_id: str
    edition: str
    name: str
    recorded_at: str
    decision: str = "accepted"
    why: str | None = None


class Archive:
    """Content-addressed store under one directory, readable by its owner only."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.ledger_file = directory / "ledger.jsonl"

    def object_path(self, sha256: str) -> Path:
        """Where the bytes of a hash lie."""
        return self.directory / "objects" / sha256[:2] / sha256

    def store(
        self, data: bytes, *, kind: str, source_id: str, edition: str, name: str
    ) -> ArchivedFile:
        """Keep bytes and write their ledger line; the same file a second time changes nothing."""
        sha256 = hashlib.sha256(data).hexdigest()
        for known in self.ledger():
            same_edition = kind == "submission" or known.edition == edition
            if (known.sha256, known.source_id) == (sha256, source_id) and same_edition:
                return known
        self._write_object(sha256, data)
        entry = ArchivedFile(
            sha256=sha256,
            bytes=len(data),
            kind=kind,
            source_id=source_id,
            edition=edition,
            name=name,
            recorded_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        self._append(entry)
        return entry

    def read(self, sha256: str) -> bytes:
        """Return stored bytes, checked against their name.

        Raises:
            ArchiveError: when the object is missing or its bytes have changed.
        """
        path = self.object_path(sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ArchiveError(
                f"an archived file cannot be read: {error}",
                where=str(path),
                expected="the bytes the ledger names",
                next_step="restore the archive from a backup",
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ArchiveError(
                "an archived file no longer has the content it is named by",
                where=str(path),
                expected=f"sha256 {sha256}",
                next_step="restore this object from a backup",
            )
        return data

    def ledger(self) -> Iterator[ArchivedFile]:
        """Every ledger line, oldest first.

        Raises:
            ArchiveError: when a line is not readable; the ledger is never skipped over.
        """
        if not self.ledger_file.exists():
            return
        with self.ledger_file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield ArchivedFile(**json.loads(line))
                except (ValueError, TypeError) as error:
                    raise ArchiveError(
                        f"a ledger line cannot be read: {error}",
                        where=f"{self.ledger_file}, line {number}",
                        expected="one JSON object a line",
                        next_step="restore the ledger from a backup",
                    ) from error

    def all_submissions(self) -> list[ArchivedFile]:
        """Every submission in order of receipt, with the last decision taken about it."""
        latest: dict[str, ArchivedFile] = {}
        for entry in self.ledger():
            if entry.kind == "submission":
                latest[entry.sha256] = entry
        return list(latest.values())

    def submissions(self) -> list[ArchivedFile]:
        """Submissions that builds may use, in order of receipt."""
        return [entry for entry in self.all_submissions() if entry.decision == "accepted"]

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
        """Record a later decision about an archived file; the bytes stay.

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
            **{
                **asdict(entry),
                "decision": decision,
                "why": why,
                "recorded_at": datetime.now(UTC).isoformat(timespec="seconds"),
            }
        )
        self._append(decided)
        return decided

    def _write_object(self, sha256: str, data: bytes) -> None:
        path = self.object_path(sha256)
        if path.exists():
            return
        self._make_private(path.parent)
        part = path.with_name(f"{sha256}.{os.getpid()}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        os.chmod(part, 0o400)
        os.replace(part, path)
        _sync_directory(path.parent)

    def _make_private(self, directory: Path) -> None:
        """Make a directory of the archive; `Path.mkdir` gives its mode to the last one alone."""
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        for path in reversed([directory, *directory.parents]):
            if path.is_relative_to(self.directory):
                path.mkdir(mode=0o700, exist_ok=True)

    def _append(self, entry: ArchivedFile) -> None:
        self._make_private(self.directory)
        line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
        descriptor = os.open(self.ledger_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
