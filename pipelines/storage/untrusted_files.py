"""Opens files that strangers left: plain ones of a fair size, and nobody still writing them.

Which folder they lie in is for `pipelines.archive.inbox` to know, what they mean for
`pipelines.readers`.
"""

from __future__ import annotations

import fcntl
import os
import signal
import stat
from pathlib import Path
from typing import BinaryIO

from pipelines.errors import FileRefused

MAX_WORKBOOK_BYTES = 50 * 1024 * 1024
MAX_BYTES = 512 * 1024 * 1024
"""The limit for text; nothing may be larger."""

# A zip, as XLSX is, and the container of the old .xls and of encrypted workbooks.
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
_KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a directory",
}


def open_plain_file(path: Path, where: str) -> BinaryIO:
    """Opens a file for reading once it is known to be plain and not too large.

    Nothing but a plain file is opened, so no link is followed, no writer of a pipe waited for and
    no device touched; a file over the limit is not read.

    Args:
        path: The file.
        where: How an error names the place.

    Raises:
        FileRefused: when it cannot be opened, is no plain file or is too large.
    """
    try:
        _require_plain(os.lstat(path), where)
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise _refused(where, f"it cannot be opened: {error.strerror}") from None
    handle = os.fdopen(descriptor, "rb")
    try:
        _check_opened(handle, where)
    except BaseException:
        handle.close()
        raise
    return handle


def read_plain_file(path: Path, where: str) -> bytes:
    """The bytes of a file that might be a submission.

    Raises:
        FileRefused: when it cannot be opened or read, is no plain file or is too large.
    """
    with open_plain_file(path, where) as handle:
        try:
            return handle.read(MAX_BYTES)
        except OSError as error:
            raise _refused(where, f"it cannot be read: {error.strerror}") from None


def keep_writers_out(descriptor: int) -> bool:
    """Whether nobody has an opened file open for writing, as far as the system can tell.

    A read lease is taken, where there is such a thing: the system grants none while somebody
    writes, and until the descriptor is closed lets nobody begin to. Elsewhere the answer is yes,
    and only the file's size and time tell that it grows.
    """
    try:
        # A writer who comes while the lease is held has it announced by a signal; the usual one
        # would end the process, this one is ignored.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return False
    except (OSError, AttributeError):  # not ours, or not known to this system or file system
        return True
    return True


def is_open_for_writing(path: Path) -> bool:
    """Whether somebody is known to have a plain file open for writing."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except BlockingIOError:  # somebody holds a lease for writing
        return True
    except OSError:
        return False
    try:
        return not keep_writers_out(descriptor)
    finally:
        os.close(descriptor)


def readable_name(name: str) -> str:
    """A file name as text for people: bytes that are not UTF-8 or not printable are escaped."""
    decoded = os.fsencode(name).decode("utf-8", errors="backslashreplace")
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in decoded
    )


def _require_plain(status: os.stat_result, where: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "something else")
        raise _refused(where, f"it is not a plain file but {kind}")


def _check_opened(handle: BinaryIO, where: str) -> None:
    status = os.fstat(handle.fileno())
    _require_plain(status, where)
    if status.st_size > MAX_BYTES:
        raise _too_large(where, "", status.st_size, MAX_BYTES)
    try:
        beginning = handle.read(4)
        handle.seek(0)
    except OSError as error:
        raise _refused(where, f"it cannot be read: {error.strerror}") from None
    if beginning.startswith(_WORKBOOKS) and status.st_size > MAX_WORKBOOK_BYTES:
        raise _too_large(where, " of a workbook", status.st_size, MAX_WORKBOOK_BYTES)


def _too_large(where: str, what: str, size: int, limit: int) -> FileRefused:
    return FileRefused(
        f"it has {size:,} bytes; the limit{what} is {limit:,}",
        where=where,
        expected="a file within the limit",
        next_step="split it and drop its parts, or send a large file as CSV",
    )


def _refused(where: str, found: str) -> FileRefused:
    return FileRefused(
        found,
        where=where,
        expected="a CSV, XLSX or JSON file of pledges",
        next_step="drop a plain CSV, XLSX or JSON file into the inbox",
    )
