"""Files that were dropped and refused unread: kept in `inbox/.refused`, each beside its reason.

Why a file is refused is found out by `pipelines.archive.inbox`; one that was read and refused is in
the archive.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import ArchiveError, FileRefused
from pipelines.settings import Settings
from pipelines.storage.untrusted_files import open_plain_file, readable_name

REFUSED = ".refused"
_REASON = ".reason.txt"
_LONGEST_LINE_BYTES = 1_000


@dataclass(frozen=True)
class RefusedFile:
    """A file that was set aside: its name for people, and the first line of the reason."""

    name: str
    why: str


def refused_files(settings: Settings) -> list[RefusedFile]:
    """Every file that lies in `inbox/.refused`, by name."""
    directory = settings.inbox_dir / REFUSED
    names = set(os.listdir(directory)) if directory.is_dir() else set()
    return [
        RefusedFile(readable_name(name), _first_line(_reason_file(directory / name)))
        for name in sorted(names)
        if not (name.endswith(_REASON) and name.removesuffix(_REASON) in names)
    ]


def set_aside(settings: Settings, claimed: Path, why: str) -> None:
    """Keeps a refused file and its reason under names that nothing has yet.

    Names come from whoever drops files, so neither may replace, or be written through, another.
    """
    refused = private_directory(settings.inbox_dir / REFUSED)
    # 255 bytes is the longest name a file may have; the reason's name is longer.
    short = os.fsdecode(os.fsencode(claimed.name)[:200])
    kept, number = refused / short, 1
    while os.path.lexists(kept) or os.path.lexists(_reason_file(kept)):
        number += 1
        kept = refused / f"{number}-{short}"
    os.rename(claimed, kept)
    with _reason_file(kept).open("x", encoding="utf-8") as reason:
        reason.write(why + "\n")


def private_directory(path: Path) -> Path:
    """A directory of the inbox that only its owner reads, made when missing.

    Raises:
        ArchiveError: when something else has its name, such as a link that leads elsewhere.
    """
    if not os.path.lexists(path):
        path.mkdir(mode=0o700)
    if not stat.S_ISDIR(os.lstat(path).st_mode):
        raise ArchiveError(
            f"{path.name} in the inbox is not a directory",
            where=str(path),
            expected="a directory that the inbox made itself",
            next_step="move it away, then refresh again",
        )
    return path


def _reason_file(kept: Path) -> Path:
    return kept.with_name(kept.name + _REASON)


def _first_line(reason: Path) -> str:
    try:
        with open_plain_file(reason, str(reason)) as handle:
            line = handle.readline(_LONGEST_LINE_BYTES)
    except FileRefused:  # a crash came between the file and its reason
        return "no reason was written"
    return line.decode("utf-8", errors="backslashreplace").strip()
