"""The inbox: a folder where pledge files are dropped, claimed one by one into the archive.

A file is taken only when it has stopped growing, is a plain file and is not too large; its name
is data for people, never a path. What stands in it is read by `pipelines.readers`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from pipelines.archive import Archive, ArchivedFile
from pipelines.errors import FileRefused
from pipelines.settings import Settings

SOURCE_ID = "inbox"
MAX_BYTES = 50 * 1024 * 1024
CLAIMED = ".claimed"
REFUSED = ".refused"


@dataclass(frozen=True)
class Waiting:
    """A dropped file; `signature` changes as long as it is being written."""

    name: str
    signature: str


def waiting_files(settings: Settings) -> list[Waiting]:
    """Files in the inbox that might be submissions, by name; hidden ones are not."""
    if not settings.inbox_dir.is_dir():
        return []
    found = []
    for entry in sorted(os.scandir(settings.inbox_dir), key=lambda item: item.name):
        if entry.name.startswith(".") or entry.is_dir(follow_symlinks=False):
            continue
        status = entry.stat(follow_symlinks=False)
        found.append(Waiting(entry.name, f"{status.st_size}:{status.st_mtime_ns}"))
    return found


def claim_submissions(settings: Settings, archive: Archive) -> Iterator[ArchivedFile]:
    """Move every waiting file into the archive; a file that is refused is set aside.

    Files that an earlier run claimed and did not live to archive come first. The caller holds
    the warehouse's lock. Yields the ledger line of each file archived. A refused file lies in
    `inbox/.refused` beside a text that says why.
    """
    claimed_dir = settings.inbox_dir / CLAIMED
    left_behind = sorted(claimed_dir.iterdir()) if claimed_dir.is_dir() else []
    for claimed in left_behind:
        yield from _archive_claimed(settings, archive, claimed)
    for waiting in waiting_files(settings):
        claimed = claimed_dir / waiting.name
        claimed_dir.mkdir(mode=0o700, exist_ok=True)
        try:
            os.replace(settings.inbox_dir / waiting.name, claimed)
        except FileNotFoundError:  # taken back by whoever dropped it
            continue
        yield from _archive_claimed(settings, archive, claimed)


def _archive_claimed(settings: Settings, archive: Archive, claimed: Path) -> Iterator[ArchivedFile]:
    try:
        data = read_plain_file(claimed, f"inbox: {claimed.name!r}")
    except FileRefused as error:
        _set_aside(settings, claimed, str(error))
        return
    entry = archive.store(
        data,
        kind="submission",
        source_id=SOURCE_ID,
        edition=datetime.now(UTC).date().isoformat(),
        name=_readable(claimed.name),
    )
    claimed.unlink()
    yield entry


def _readable(name: str) -> str:
    """A file name as text for people: bytes that are not UTF-8 or not printable are escaped."""
    decoded = os.fsencode(name).decode("utf-8", errors="backslashreplace")
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in decoded
    )


def read_plain_file(path: Path, where: str) -> bytes:
    """The bytes of a file that might be a submission.

    Args:
        path: The file; links are not followed.
        where: How an error names the place.

    Raises:
        FileRefused: when it cannot be opened, is no plain file or is too large.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise _refused(where, f"it cannot be opened: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as handle:
        status = os.fstat(handle.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise _refused(where, "it is not a plain file")
        if status.st_size > MAX_BYTES:
            raise _refused(where, f"it has {status.st_size:,} bytes; the limit is {MAX_BYTES:,}")
        return handle.read(MAX_BYTES)


def drop(settings: Settings, path: Path) -> Path:
    """Copy a file into the inbox so that it appears there whole, under a name nothing has yet.

    Raises:
        FileRefused: when it cannot be opened, is no plain file or is too large.
    """
    data = read_plain_file(path, str(path))
    settings.inbox_dir.mkdir(parents=True, exist_ok=True)
    # 255 bytes is the longest name a file may have; hidden files are not submissions.
    name = os.fsdecode(os.fsencode(path.name)[-200:]).lstrip(".") or "submission"
    part = settings.inbox_dir / f".{uuid4().hex}.part"
    try:
        with part.open("xb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        return _appear(part, settings.inbox_dir, name)
    finally:
        part.unlink(missing_ok=True)


def _appear(part: Path, inbox: Path, name: str) -> Path:
    """Give a file its name; a link, because a rename would replace a file of that name."""
    number = 1
    while True:
        target = inbox / (name if number == 1 else f"{number}-{name}")
        try:
            os.link(part, target)
        except FileExistsError:
            number += 1
        else:
            return target


def _refused(where: str, found: str) -> FileRefused:
    return FileRefused(
        found,
        where=where,
        expected="a CSV, XLSX or JSON file of pledges",
        next_step="drop a plain CSV, XLSX or JSON file into the inbox",
    )


def _set_aside(settings: Settings, claimed: Path, why: str) -> None:
    """Keep a refused file and its reason under names that nothing has yet.

    Names come from whoever drops files, so neither may replace, or be written through, another.
    """
    refused = settings.inbox_dir / REFUSED
    refused.mkdir(mode=0o700, exist_ok=True)
    # 255 bytes is the longest name a file may have; the reason's name is longer.
    short = os.fsdecode(os.fsencode(claimed.name)[:200])
    kept, number = refused / short, 1
    while os.path.lexists(kept) or os.path.lexists(_reason_file(kept)):
        number += 1
        kept = refused / f"{number}-{short}"
    os.replace(claimed, kept)
    with _reason_file(kept).open("x", encoding="utf-8") as reason:
        reason.write(why + "\n")


def _reason_file(kept: Path) -> Path:
    return kept.with_name(f"{kept.name}.reason.txt")
