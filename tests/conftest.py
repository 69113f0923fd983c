"""What tests of several folders are given, and the order in which they run."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.cli.quiet_exit import QuietExit
from pipelines.settings import REPOSITORY
from tests.replay import Authority, ReplayServer
from tests.warehouses import Warehouse, copy_home, make_settings, refresh

os.environ.update(DAGSTER_DISABLE_TELEMETRY="yes", DO_NOT_TRACK="1", GX_ANALYTICS_ENABLED="false")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files so that no process waits for another: the shared refresh first, then what
    needs no warehouse, then what needs one, and the many short unit tests last.
    """
    need = {item.path for item in items if "refreshed_home" in getattr(item, "fixturenames", ())}
    first = next((item.path for item in items if item.path in need), None)
    unit = REPOSITORY / "tests" / "unit"
    items.sort(key=lambda i: (i.path != first, unit in i.path.parents, i.path in need))


_leaving = QuietExit()


def pytest_sessionfinish(exitstatus: int) -> None:
    _leaving.code = int(exitstatus)


@pytest.fixture(scope="session")
def refreshed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that one process refreshes for all of a run; tests read it or copy it."""
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    settings = make_settings(run / "refreshed" / "warehouse")
    with (run / "refreshed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not settings.current.exists():
            outcome = refresh(settings)
            assert outcome.release is not None, "\n".join(outcome.problems)
    return settings.home


@pytest.fixture(scope="session")
def released(refreshed_home: Path) -> Warehouse:
    """The released warehouse, to be read only."""
    return Warehouse(make_settings(refreshed_home))


@pytest.fixture
def copy_warehouse(refreshed_home: Path, tmp_path: Path) -> Callable[[], Warehouse]:
    """Copies of the refreshed warehouse that a test may write to."""

    def copy() -> Warehouse:
        return copy_home(refreshed_home, tmp_path)

    return copy


@pytest.fixture
def warehouse(copy_warehouse: Callable[[], Warehouse]) -> Warehouse:
    """A copy of the refreshed warehouse with inputs of its own."""
    return copy_warehouse().with_own_inputs()


@pytest.fixture(scope="session")
def third_party() -> Path:
    """Publishers' real files, which are not ours to commit; without them a test is skipped."""
    beside = REPOSITORY.parent / "shared" / "data" / "third_party"
    directory = Path(os.environ.get("P2C_THIRD_PARTY_DIR", beside))
    if not directory.is_dir():
        pytest.skip("publishers' real files are not here; P2C_THIRD_PARTY_DIR says where they are")
    return directory


@pytest.fixture(scope="session")
def bundled_pledges() -> bytes:
    return (REPOSITORY / "data" / "pledges" / "public_pledges.csv").read_bytes()


@pytest.fixture(scope="session")
def edit_pledges(bundled_pledges: bytes) -> Callable[[str, Mapping[str, str]], bytes]:
    """The bundled pledges as CSV with some fields of one pledge changed."""
    import csv
    import io

    def edit(pledge_id: str, changes: Mapping[str, str]) -> bytes:
        rows = list(csv.DictReader(io.StringIO(bundled_pledges.decode())))
        (target,) = [row for row in rows if row["pledge_id"] == pledge_id]
        target.update(changes)
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode()

    return edit


@dataclass(frozen=True)
class Dropped:
    """A real pledge taken out of the bundled file, to arrive through the inbox instead.

    Made-up pledges would not do: a gate keeps synthetic and real ones from meeting.
    """

    pledge_id: str
    content: bytes
    rest: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@pytest.fixture(scope="session")
def dropped(bundled_pledges: bytes) -> Dropped:
    pledge_id = "afralti-skills-advocacy-2022"
    header, *rows = bundled_pledges.decode().splitlines(keepends=True)
    (own,) = [row for row in rows if row.startswith(pledge_id)]
    rest = [row for row in rows if row != own]
    return Dropped(pledge_id, (header + own).encode(), (header + "".join(rest)).encode())


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority that lasts as long as the tests."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def replay(authority: Authority) -> Iterator[ReplayServer]:
    """A publisher on loopback that answers by script."""
    with ReplayServer(authority) as server:
        yield server
