"""Keeps bytes under the name of their sha256, whole or not at all, in bounded memory.

Where bytes came from and what was decided about them belongs to `pipelines.archive.ledger`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import uuid4

from pipelines.errors import ArchiveError, FileChanged, FileRefused
from pipelines.storage.atomic_files import fsync_path

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Copied:
    """Bytes that were copied and are not kept yet; `part` is where they lie."""

    part: Path
    sha256: str
    bytes: int


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Objects:
    """Objects under one directory, readable by its owner only and written by nobody."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._incoming = directory / "incoming"

    def path(self, sha256: str) -> Path:
        """Where the bytes of a hash lie."""
        return self.directory / "objects" / sha256[:2] / sha256

    def copy_in(self, source: _Source) -> Copied:
        """Copies bytes beside the objects, hashed on the way."""
        self.make_private(self._incoming)
        part = self._incoming / f"{uuid4().hex}.part"
        digest, size = hashlib.sha256(), 0
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as target:
                while chunk := source.read(_CHUNK_BYTES):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return Copied(part, digest.hexdigest(), size)

    def copy_file_in(self, handle: BinaryIO, name: str) -> Copied:
        """Copies an opened file that nobody has read from yet; `name` is for errors.

        Raises:
            FileRefused: when it cannot be read.
            FileChanged: when it was written to meanwhile.
        """
        before = os.fstat(handle.fileno())
        copied = self.copy_in(_LimitedReader(handle, name, before.st_size + 1))
        after = os.fstat(handle.fileno())
        same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        if copied.bytes != before.st_size or not same:
            copied.part.unlink()
            raise FileChanged(
                "the file was written to while it was being copied",
                where=name,
                expected=f"{before.st_size:,} bytes from the start of copying to its end",
                next_step="wait until it is finished, then refresh again",
            )
        return copied

    def keep(self, copied: Copied) -> None:
        """Gives copied bytes their name; those that are kept already stay as they are."""
        path = self.path(copied.sha256)
        if path.exists():
            copied.part.unlink()
            return
        self.make_private(path.parent)
        copied.part.chmod(0o400)
        os.replace(copied.part, path)
        fsync_path(path.parent)

    def remove_unfinished(self) -> None:
        """Drops copies that a crash cut short; nobody may be copying meanwhile."""
        for part in self._incoming.glob("*.part"):
            part.unlink(missing_ok=True)

    @contextmanager
    def open(self, sha256: str) -> Iterator[BinaryIO]:
        """An object opened at its beginning, once all its bytes were checked.

        Raises:
            ArchiveError: when the object is missing or its bytes have changed.
        """
        path = self.path(sha256)
        try:
            handle = path.open("rb")
        except OSError as error:
            raise _unreadable(path, error) from error
        with handle:
            try:
                found = hashlib.file_digest(handle, "sha256").hexdigest()
                handle.seek(0)
            except OSError as error:
                raise _unreadable(path, error) from error
            if found != sha256:
                raise ArchiveError(
                    "an archived file no longer has the content it is named by",
                    where=str(path),
                    expected=f"sha256 {sha256}",
                    next_step="restore this object from a backup",
                )
            yield handle

    def make_private(self, directory: Path) -> None:
        """Makes a directory inside; `Path.mkdir` gives its mode to the last one alone."""
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        for path in reversed([directory, *directory.parents]):
            if path.is_relative_to(self.directory):
                path.mkdir(mode=0o700, exist_ok=True)


class _LimitedReader:
    """Reads a file no further than a little past its length, so that one that grows ends."""

    def __init__(self, handle: BinaryIO, name: str, limit: int) -> None:
        self._handle = handle
        self._name = name
        self._left = limit

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; none at the end or past the limit."""
        try:
            chunk = self._handle.read(min(size, self._left))
        except OSError as error:
            raise FileRefused(
                f"it cannot be read: {error.strerror}",
                where=self._name,
                expected="a file whose bytes can all be read",
                next_step="look after the disk it lies on, then drop it again",
            ) from error
        self._left -= len(chunk)
        return chunk


def _unreadable(path: Path, error: OSError) -> ArchiveError:
    return ArchiveError(
        f"an archived file cannot be read: {error}",
        where=str(path),
        expected="the bytes the ledger names",
        next_step="restore the archive from a backup",
    )
