"""Tells files that are finished from those that somebody may still be writing.

What is done with a finished file belongs to `pipelines.archive.inbox`.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.storage.untrusted_files import is_open_for_writing

STABLE_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 6.0
SCAN_AGAIN_SECONDS = 0.5
DONE = ".done"
MAX_MARKER_BYTES = 1_000


@dataclass(frozen=True)
class StabilityPolicy:
    """How long one run waits for files that were written a moment ago.

    Attributes:
        stable_seconds: How long a file must have been left alone to be finished.
        longest_wait_seconds: How long all waits of a run may last together.
        now: Seconds since the epoch, as times of files are given.
        wait: Lets seconds pass.
    """

    stable_seconds: float = STABLE_SECONDS
    longest_wait_seconds: float = LONGEST_WAIT_SECONDS
    now: Callable[[], float] = time.time
    wait: Callable[[float], None] = time.sleep


DEFAULT_POLICY = StabilityPolicy()


@dataclass(frozen=True)
class FileState:
    """A file as it was when it was scanned; `signature` changes as long as it is being written.

    Attributes:
        path: Where it lies.
        signature: Its size, time of change and whether somebody has it open for writing.
        modified: When it was last written to, seconds since the epoch.
        is_plain: False of links, pipes, sockets and devices, which are never opened.
        is_open: Whether somebody is known to have it open for writing.
        is_marked_done: Whether a file `NAME.done` beside it says that it is finished.
    """

    path: Path
    signature: str
    modified: float
    is_plain: bool
    is_open: bool
    is_marked_done: bool

    @property
    def name(self) -> str:
        """Its name as the system has it."""
        return self.path.name

    def matches(self, status: os.stat_result) -> bool:
        """Whether a file that nobody writes is still in this state."""
        return self.signature == _signature(status, is_open=False)


@dataclass(frozen=True)
class FolderScan:
    """What lies in a folder: files that are not hidden, and names of what cannot be one."""

    files: list[FileState]
    not_files: list[str]


@dataclass(frozen=True)
class ScanResult:
    """Files by whether they may be taken, in the order of their folders and names."""

    finished: list[FileState]
    unfinished: list[FileState]
    not_files: list[str]


def scan(folder: Path) -> FolderScan:
    """Scans what is in a folder and not hidden, by name; finds nothing if it is missing."""
    found: dict[str, os.stat_result] = {}
    if folder.is_dir():
        for name in sorted(os.listdir(folder)):
            if not name.startswith("."):
                try:
                    found[name] = os.lstat(folder / name)
                except FileNotFoundError:  # taken back meanwhile
                    continue
    not_files = [
        name
        for name, status in found.items()
        if stat.S_ISDIR(status.st_mode)
        or (_may_mark(name, status) and (name == DONE or name.removesuffix(DONE) not in found))
    ]
    files = []
    for name, status in found.items():
        marks_another = _may_mark(name, status) and name.removesuffix(DONE) in found
        if name in not_files or marks_another:
            continue
        marker = name + DONE
        is_marked = marker in found and _may_mark(marker, found[marker])
        files.append(_state_of(folder / name, status, is_marked))
    return FolderScan(files, not_files)


def wait_until_stable(folders: Sequence[Path], policy: StabilityPolicy) -> ScanResult:
    """Scans folders until files written a moment ago are finished, but only for so long.

    A file is finished when nobody has it open for writing and it was left alone for the time of
    the policy: by its own clock, or, as that may be ahead, since it was first seen as it is.
    """
    waited = 0.0
    seen: dict[Path, tuple[str, float]] = {}
    while True:
        scans = [scan(folder) for folder in folders]
        files = [file for each in scans for file in each.files]
        now = policy.now()
        fresh = set()
        for file in files:
            if seen.get(file.path, ("", 0.0))[0] != file.signature:
                seen[file.path] = (file.signature, waited)
            left_alone = max(now - file.modified, waited - seen[file.path][1])
            if file.is_plain and not file.is_marked_done and left_alone < policy.stable_seconds:
                fresh.add(file.path)
        if not fresh or waited >= policy.longest_wait_seconds:
            break
        policy.wait(SCAN_AGAIN_SECONDS)
        waited += SCAN_AGAIN_SECONDS
    unfinished = [file for file in files if file.path in fresh or file.is_open]
    return ScanResult(
        finished=[file for file in files if file not in unfinished],
        unfinished=unfinished,
        not_files=[name for each in scans for name in each.not_files],
    )


def _state_of(path: Path, status: os.stat_result, is_marked_done: bool) -> FileState:
    is_plain = stat.S_ISREG(status.st_mode)
    is_open = is_plain and is_open_for_writing(path)
    return FileState(
        path=path,
        signature=_signature(status, is_open),
        modified=status.st_mtime,
        is_plain=is_plain,
        is_open=is_open,
        is_marked_done=is_marked_done,
    )


def _signature(status: os.stat_result, is_open: bool) -> str:
    return f"{status.st_size}:{status.st_mtime_ns}" + (":open" if is_open else "")


def _may_mark(name: str, status: os.stat_result) -> bool:
    """Whether this could be the marker that another file is finished; it is small, or empty."""
    is_small = stat.S_ISREG(status.st_mode) and status.st_size <= MAX_MARKER_BYTES
    return name.endswith(DONE) and is_small
