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

from pipelines.archive import Archive, ArchivedFile
from pipelines.errors import FileRefused
from pipelines.settings import Settings

SOURCE_ID = "inbox"
MAX_BYTES = 50 * 1024 * 1024
CLAIMED = ".claimed"


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

    Yields the ledger line of each file newly claimed. A refused file lies in `inbox/.refused`
    beside a text that says why.
    """
    for waiting in waiting_files(settings):
        path = settings.inbox_dir / waiting.name
        claimed = settings.inbox_dir / CLAIMED / waiting.name
        claimed.parent.mkdir(mode=0o700, exist_ok=True)
        os.replace(path, claimed)
        try:
            data = _read_plain_file(claimed)
        except FileRefused as error:
            _set_aside(settings, waiting.name, str(error))
            continue
        yield archive.store(
            data,
            kind="submission",
            source_id=SOURCE_ID,
            edition=datetime.now(UTC).date().isoformat(),
            name=waiting.name,
        )
        claimed.unlink()


def _read_plain_file(path: os.PathLike[str]) -> bytes:
    name = os.path.basename(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise _refused(name, f"it cannot be opened: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as handle:
        status = os.fstat(handle.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise _refused(name, "it is not a plain file")
        if status.st_size > MAX_BYTES:
            raise _refused(name, f"it has {status.st_size:,} bytes; the limit is {MAX_BYTES:,}")
        return handle.read(MAX_BYTES)


def _refused(name: str, found: str) -> FileRefused:
    return FileRefused(
        found,
        where=f"inbox: {name!r}",
        expected="a CSV file of pledges",
        next_step="drop a plain CSV file into the inbox",
    )


def _set_aside(settings: Settings, name: str, why: str) -> None:
    refused = settings.inbox_dir / ".refused"
    refused.mkdir(mode=0o700, exist_ok=True)
    os.replace(settings.inbox_dir / CLAIMED / name, refused / name)
    (refused / f"{name[:200]}.reason.txt").write_text(why + "\n", encoding="utf-8")
