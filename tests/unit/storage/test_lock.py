"""One refresh at a time; the lock dies with its holder."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pipelines.errors import Locked
from pipelines.settings import REPOSITORY, Settings
from pipelines.storage.lock import probe_lock, single_flight

HOLDER = """
import sys
from pipelines.storage.lock import single_flight
from pipelines.settings import Settings
with single_flight(Settings.from_environment(), "nightly refresh"):
    print("held", flush=True)
    sys.stdin.read()
print("freed", flush=True)
"""


@contextmanager
def holder(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until its standard input is closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "P2C_HOME": str(settings.home)},
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_second_process_fails_at_once_with_75_and_says_who_holds_the_warehouse(
    settings: Settings,
) -> None:
    with holder(settings) as process:
        with pytest.raises(Locked) as refused, single_flight(settings, "second refresh"):
            pytest.fail("two held the lock")
        error = refused.value
        assert error.exit_code == 75
        assert error.found == (
            f"another refresh is running: nightly refresh, process {process.pid}"
        )
        assert error.where == str(settings.lock_file)
        assert "run the command again" in str(error)
        with pytest.raises(Locked, match=f"process {process.pid}"):
            probe_lock(settings)


def test_who_was_refused_did_not_take_the_name_of_the_holder_away(settings: Settings) -> None:
    with holder(settings) as process:
        for _ in range(2):
            with pytest.raises(Locked, match=f"nightly refresh, process {process.pid}"):
                probe_lock(settings)


def test_the_kernel_frees_the_lock_of_a_holder_that_was_killed(settings: Settings) -> None:
    with holder(settings) as process:
        process.kill()
        process.wait()
        with single_flight(settings, "after the crash"):
            assert settings.lock_file.read_text() == f"after the crash, process {os.getpid()}\n"


def test_a_waiting_refresh_runs_when_the_holder_has_ended(settings: Settings) -> None:
    with holder(settings) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.close()
        with single_flight(settings, "patient refresh", wait=True):
            assert settings.lock_file.read_text().startswith("patient refresh")
        assert process.stdout.readline() == "freed\n"
        process.stdin = None


def test_one_process_cannot_hold_the_warehouse_twice(settings: Settings) -> None:
    with (
        single_flight(settings, "first"),
        pytest.raises(Locked, match=f"first, process {os.getpid()}"),
        single_flight(settings, "second"),
    ):
        pytest.fail("two held the lock")


def test_the_lock_is_free_again_after_work_that_failed(settings: Settings) -> None:
    with pytest.raises(ValueError, match="broken"), single_flight(settings, "broken work"):
        raise ValueError("broken")
    probe_lock(settings)


def test_two_warehouses_do_not_wait_for_each_other(settings: Settings) -> None:
    other = Settings.from_environment({"P2C_HOME": str(settings.home / "other")})
    with single_flight(settings, "one"), single_flight(other, "the other"):
        assert other.lock_file.read_text().startswith("the other")


def test_a_short_purpose_leaves_nothing_of_a_longer_one_before(settings: Settings) -> None:
    with single_flight(settings, "a very long purpose " * 5):
        pass
    with single_flight(settings, "x"):
        assert settings.lock_file.read_text() == f"x, process {os.getpid()}\n"
    assert stat.S_IMODE(settings.lock_file.stat().st_mode) == 0o600
