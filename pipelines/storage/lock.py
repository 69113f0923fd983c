"""Single flight: at most one refresh works on a warehouse at a time.

A kernel lock on a file is used because the kernel frees it when its holder is killed; a lock
file with a process id in it would outlive a crash.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.errors import Locked
from pipelines.settings import Settings


@contextmanager
def single_flight(settings: Settings, purpose: str, *, wait: bool = False) -> Iterator[None]:
    """Holds the warehouse's lock.

    Args:
        settings: The warehouse to hold.
        purpose: What the holder does; shown to whoever finds it locked.
        wait: Wait for the present holder instead of failing at once.

    Raises:
        Locked: when somebody else holds it and `wait` is false.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o755)
    descriptor = os.open(settings.lock_file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip() or "unknown"
            raise Locked(
                f"another refresh is running: {holder}",
                where=str(settings.lock_file),
                expected="one refresh at a time",
                next_step="wait for it to end, then run the command again",
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{purpose}, process {os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def probe_lock(settings: Settings) -> None:
    """Says at once when somebody holds the warehouse.

    Raises:
        Locked: when somebody does.
    """
    with single_flight(settings, "look"):
        pass
