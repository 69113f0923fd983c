"""The ledger of attempts: one line for each request sent, whatever became of it.

Lines are only ever added. The bytes that were accepted belong to the archive.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from pipelines.errors import ArchiveError
from pipelines.storage.atomic_files import fsync_path, write_whole

KEPT_HEADERS = (
    "content-type",
    "content-length",
    "content-encoding",
    "content-disposition",
    "transfer-encoding",
    "etag",
    "last-modified",
    "date",
    "age",
    "retry-after",
    "server",
)
_LONGEST_LINE = 1 << 20
_SECRET = re.compile(r"key|token|secret|passw|pwd|auth|sig|credential|session", re.IGNORECASE)


@dataclass(frozen=True)
class Attempt:
    """One request and its outcome.

    Attributes:
        name: What was asked for.
        route: The route of the source registry it belongs to.
        url: Without the values of secret parameters.
        host: Whom it was sent to first.
        started_at: UTC, ISO 8601.
        ended_at: UTC, ISO 8601.
        conditional: Whether the publisher could answer that nothing had changed.
        outcome: `accepted`, `not_modified`, or one word for a failure.
        why: The failure in a sentence.
        final_url: Where the answer came from, without secrets.
        hops: Redirects followed.
        status: HTTP status.
        headers: Those of the answer that matter later.
        bytes: Length of the body, decoded.
        sha256: Of the body.
        magic: Its first eight bytes in hexadecimal.
        notes: What a person should know though the body was accepted.
        evidence: File beside the ledger with the beginning of a body that was refused.
        next_try_at: UTC time before which the host asked not to be asked again.
    """

    name: str
    route: str
    url: str
    host: str
    started_at: str
    ended_at: str
    conditional: bool
    outcome: str
    why: str | None = None
    final_url: str | None = None
    hops: int = 0
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    bytes: int = 0
    sha256: str | None = None
    magic: str | None = None
    notes: tuple[str, ...] = ()
    evidence: str | None = None
    next_try_at: str | None = None


class Attempts:
    """A file of JSON lines, and a directory beside it with bodies that were refused."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.evidence_dir = file.with_name("refused_bodies")

    def append(self, attempt: Attempt) -> None:
        """Adds a line that outlives a crash, readable by its owner only."""
        line = (json.dumps(asdict(attempt), ensure_ascii=True) + "\n").encode()
        is_new = not self.file.exists()
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b") as ledger:
            self._cut_torn_line(ledger)
            ledger.write(line)
            ledger.flush()
            os.fsync(ledger.fileno())
        if is_new:
            fsync_path(self.file.parent)

    def _cut_torn_line(self, ledger: BinaryIO) -> None:
        """Takes out the beginning of a line that a crash kept from being written whole."""
        end = ledger.seek(0, os.SEEK_END)
        ledger.seek(max(0, end - 1))
        if ledger.read() in (b"", b"\n"):
            return
        ledger.seek(max(0, end - _LONGEST_LINE))
        tail = ledger.read()
        ledger.truncate(end - len(tail) + tail.rfind(b"\n") + 1)
        ledger.seek(0, os.SEEK_END)

    def lines(self) -> list[Attempt]:
        """Every attempt, oldest first, but for one that was being written when power failed.

        Raises:
            ArchiveError: when a whole line cannot be read; none is skipped.
        """
        try:
            text = self.file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        found = []
        for number, line in enumerate(text.split("\n")[:-1], start=1):
            try:
                values = json.loads(line)
                found.append(Attempt(**{**values, "notes": tuple(values["notes"])}))
            except (ValueError, TypeError, KeyError) as error:
                raise ArchiveError(
                    f"a line of the ledger of attempts cannot be read: {error}",
                    where=f"{self.file}, line {number}",
                    expected="one JSON object a line",
                    next_step="take the line out; it records a request and no data",
                ) from error
        return found

    def deferred_until(self, host: str) -> datetime | None:
        """Before when a host asked not to be asked again, unless it has answered since."""
        for attempt in reversed(self.lines()):
            if attempt.host == host:
                asked = attempt.next_try_at
                return datetime.fromisoformat(asked) if asked else None
        return None

    def keep_refused(self, content: bytes, at_most: int, files: int) -> str:
        """Keeps the beginning of a body that was refused, for a person to look at.

        Args:
            content: The body.
            at_most: Bytes kept of it.
            files: Bodies kept in all.

        Returns:
            The name of its file, relative to the ledger.
        """
        kept = content[:at_most]
        path = self.evidence_dir / f"{sha256(kept).hexdigest()}.body"
        write_whole(path, kept)
        ages = sorted((one.stat().st_mtime_ns, one) for one in self.evidence_dir.glob("*.body"))
        for _, old in ages[: max(0, len(ages) - files)]:
            old.unlink(missing_ok=True)
        return f"{self.evidence_dir.name}/{path.name}"


def without_secrets(url: str) -> str:
    """A URL as it may be written down: values of parameters that sound secret are taken out."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return "unreadable URL"
    if parts.username is None and not any(_SECRET.search(name) for name, _ in pairs):
        return urlunsplit(parts._replace(fragment=""))
    query = "&".join(
        f"{quote(name)}={'***' if _SECRET.search(name) else quote(value)}" for name, value in pairs
    )
    return urlunsplit(parts._replace(netloc=parts.hostname or "", query=query, fragment=""))
