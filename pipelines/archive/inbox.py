"""The inbox: a folder where pledge files are dropped, claimed one by one into the archive.

A file is taken only when it has stopped growing, is a plain file and is not too large; its name
is data for people, never a path. Its content is read by `pipelines.readers`, what is set
aside unread is kept by `pipelines.archive.quarantine`.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import structlog

from pipelines.archive.quarantine import private_directory, set_aside
from pipelines.archive.stable_files import (
    DEFAULT_POLICY,
    DONE,
    STABLE_SECONDS,
    FileState,
    StabilityPolicy,
    scan,
    wait_until_stable,
)
from pipelines.archive.store import Archive, ArchivedFile
from pipelines.errors import FileChanged, FileRefused
from pipelines.settings import Settings
from pipelines.storage.untrusted_files import keep_writers_out, open_plain_file, readable_name

log = structlog.get_logger()

SOURCE_ID = "inbox"
CLAIMED = ".claimed"


@dataclass(frozen=True)
class Claims:
    """What became of the files of an inbox; going through it gives the new submissions.

    Attributes:
        archived: Ledger line of each new submission.
        copies: Ledger line, written before, of each file that held bytes received already.
        refused: Names of the files set aside unread.
        left: Names of the files that are still being written and wait for the next run.
    """

    archived: tuple[ArchivedFile, ...]
    copies: tuple[ArchivedFile, ...]
    refused: tuple[str, ...]
    left: tuple[str, ...]

    def __iter__(self) -> Iterator[ArchivedFile]:
        return iter(self.archived)


def waiting_files(settings: Settings) -> list[FileState]:
    """Files in the inbox that might be submissions, by name; hidden ones are not."""
    return scan(settings.inbox_dir).files


def claim_submissions(
    settings: Settings, archive: Archive, policy: StabilityPolicy = DEFAULT_POLICY
) -> Claims:
    """Moves every finished file into the archive; a file that is refused is set aside.

    Files that an earlier run claimed and did not live to archive come first. The caller holds
    the warehouse's lock. Waits a few seconds at most, and only for files that were written a
    moment ago; what is not finished then is left where it is. A refused file lies in
    `inbox/.refused` beside a text that says why.
    """
    run = _Run(settings, archive)
    archive.remove_unfinished()
    folders = (settings.inbox_dir / CLAIMED, settings.inbox_dir)
    scanned = wait_until_stable(folders, policy)
    for name in scanned.not_files:
        log.warning(
            "not a file; left where it is",
            found=readable_name(name),
            expected="files, beside each other in the inbox itself",
        )
    for file in scanned.unfinished:
        run.leave(file.name)
    for file in scanned.finished:
        run.take(file)
    return run.claims()


@dataclass
class _Run:
    """One pass over the inbox."""

    settings: Settings
    archive: Archive
    archived: list[ArchivedFile] = field(default_factory=list)
    copies: list[ArchivedFile] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def claims(self) -> Claims:
        claims = Claims(
            tuple(self.archived), tuple(self.copies), tuple(self.refused), tuple(self.left)
        )
        if any((claims.archived, claims.copies, claims.refused, claims.left)):
            log.info(
                "inbox scanned",
                archived=len(claims.archived),
                copies=len(claims.copies),
                refused=len(claims.refused),
                left=len(claims.left),
            )
        return claims

    def leave(self, name: str) -> None:
        log.info("still being written; left for the next refresh", file=readable_name(name))
        self.left.append(readable_name(name))

    def take(self, file: FileState) -> None:
        """Claims one finished file and archives it or sets it aside."""
        try:
            claimed = self._claim(file)
            if claimed is not None:
                self._archive(claimed, file)
        except FileRefused as refusal:
            name = readable_name(file.name)
            log.warning("file refused unread", file=name, why=refusal.found)
            set_aside(self.settings, self.settings.inbox_dir / CLAIMED / file.name, str(refusal))
            self.refused.append(name)
        except FileChanged:
            self.leave(file.name)

    def _claim(self, file: FileState) -> Path | None:
        """Renames a file out of the reach of whoever dropped it; None when that cannot be done."""
        directory = private_directory(self.settings.inbox_dir / CLAIMED)
        claimed = directory / file.name
        if file.path == claimed:
            return claimed
        if os.path.lexists(claimed):  # one of this name was claimed and is still being written
            self.leave(file.name)
            return None
        try:
            if file.is_marked_done:
                file.path.with_name(file.name + DONE).unlink(missing_ok=True)
            os.rename(file.path, claimed)
        except FileNotFoundError:  # taken back by whoever dropped it
            return None
        except OSError as error:
            log.warning("file cannot be taken", file=readable_name(file.name), why=error.strerror)
            self.left.append(readable_name(file.name))
            return None
        return claimed

    def _archive(self, claimed: Path, file: FileState) -> None:
        name = readable_name(file.name)
        with open_plain_file(claimed, f"inbox: {file.name!r}") as handle:
            if not keep_writers_out(handle.fileno()) or not file.matches(os.fstat(handle.fileno())):
                self.leave(file.name)
                return
            copied = self.archive.copy_in(handle, name)
            known = self.archive.known_submission(copied.sha256, SOURCE_ID)
            entry = self.archive.keep(
                copied,
                kind="submission",
                source_id=SOURCE_ID,
                edition=datetime.now(UTC).date().isoformat(),
                name=name,
            )
            claimed.unlink()
        if known is None:
            self.archived.append(entry)
            return
        log.info("the same bytes were received before", file=name, as_file=entry.name)
        self.copies.append(entry)


def drop(settings: Settings, path: Path) -> Path:
    """Copies a file into the inbox so that it appears there whole, under a name nothing has yet.

    Raises:
        FileRefused: when it cannot be opened, is no plain file or is too large.
    """
    # 255 bytes is the longest name a file may have; hidden files are not submissions, and one
    # that ends like a marker might be taken for it.
    name = os.fsdecode(os.fsencode(path.name)[-200:]).lstrip(".").removesuffix(DONE)
    part = settings.inbox_dir / f".{uuid4().hex}.part"
    with open_plain_file(path, str(path)) as source:
        settings.inbox_dir.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as handle:
                shutil.copyfileobj(source, handle, 1 << 20)
                handle.flush()
                os.fsync(handle.fileno())
            # It is whole, so the next refresh need not wait to see that.
            finished = time.time() - STABLE_SECONDS - 1
            os.utime(part, (finished, finished))
            return _appear(part, settings.inbox_dir, name or "submission")
        finally:
            part.unlink(missing_ok=True)


def _appear(part: Path, inbox: Path, name: str) -> Path:
    """Gives a file its name; a link, because a rename would replace a file of that name."""
    number = 1
    while True:
        target = inbox / (name if number == 1 else f"{number}-{name}")
        try:
            os.link(part, target)
        except FileExistsError:
            number += 1
        else:
            return target
