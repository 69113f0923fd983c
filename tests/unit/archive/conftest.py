"""An inbox and a clock, so that no test waits, and what a run makes of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.archive.inbox import Claims, claim_submissions
from pipelines.archive.stable_files import StabilityPolicy
from pipelines.archive.store import Archive, ArchivedFile
from pipelines.settings import Settings


@pytest.fixture
def inbox(settings: Settings) -> Path:
    settings.inbox_dir.mkdir(parents=True)
    return settings.inbox_dir


class Clock:
    """A clock a minute after the files were written, unless a test turns it."""

    def __init__(self) -> None:
        self.time = time.time() + 60
        self.waits: list[float] = []
        self.while_waiting: Callable[[], None] = lambda: None

    def policy(self) -> StabilityPolicy:
        return StabilityPolicy(now=lambda: self.time, wait=self.wait)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds
        self.while_waiting()


@pytest.fixture
def just_now() -> Clock:
    """A clock that shows the time at which a file written at 1,000,000 was written."""
    clock = Clock()
    clock.time = 1_000_000
    return clock


def write_at(path: Path, content: str, seconds: float) -> None:
    path.write_text(content)
    os.utime(path, (seconds, seconds))


def look_through(settings: Settings, archive: Archive, clock: Clock | None = None) -> Claims:
    return claim_submissions(settings, archive, (clock or Clock()).policy())


def claim(settings: Settings, archive: Archive) -> list[ArchivedFile]:
    return list(look_through(settings, archive))


def reasons_in(inbox: Path) -> dict[str, str]:
    """Each reason in .refused, by the name of the file it is about."""
    suffix = ".reason.txt"
    return {
        path.name.removesuffix(suffix): path.read_text()
        for path in (inbox / ".refused").glob(f"*{suffix}")
        if not path.is_symlink()
    }
