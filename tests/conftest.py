"""Warehouses for tests: each under a directory of its own, refreshed for real."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.assets.run import RefreshOutcome, run_refresh
from pipelines.definitions import build_defs
from pipelines.serving.query import QueryResult, query_release
from pipelines.settings import REPOSITORY, Settings
from tests.replay import Authority, ReplayServer

os.environ.update(DAGSTER_DISABLE_TELEMETRY="yes", DO_NOT_TRACK="1", GX_ANALYTICS_ENABLED="false")


_exit_status = 0


def pytest_sessionfinish(exitstatus: int) -> None:
    global _exit_status
    _exit_status = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Leave without the interpreter's tidying up.

    DuckDB's binding reports objects that dbt and SQLAlchemy still hold at that moment, 60 lines
    after the tests' own summary, and there is no switch for it.
    """
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(_exit_status)


def refresh(settings: Settings, as_of: date | None = None) -> RefreshOutcome:
    """Refresh a warehouse as `p2c refresh` does."""
    return run_refresh(settings, build_defs(settings), as_of)


@dataclass(frozen=True)
class Warehouse:
    """One warehouse with everything it reads, free for a test to spoil."""

    settings: Settings

    def refresh(self, as_of: date | None = None) -> RefreshOutcome:
        return refresh(self.settings, as_of)

    def query(self, sql: str) -> QueryResult:
        return query_release(self.settings.released_file, sql)

    def one(self, sql: str) -> Any:
        """The only value of the only row."""
        ((value,),) = self.query(sql).rows
        return value

    def environment(self) -> dict[str, str]:
        """Environment in which a command works on this warehouse."""
        settings = self.settings
        return {
            **os.environ,
            "P2C_HOME": str(settings.home),
            "P2C_DATA_DIR": str(settings.data_dir),
            "P2C_SOURCES": str(settings.sources_file),
            "P2C_EXPECTATIONS_DIR": str(settings.expectations_dir),
        }

    def with_own_inputs(self) -> Warehouse:
        """The same warehouse with a snapshot, registry and suites of its own."""
        own = self.settings.home.parent / "inputs"
        shutil.copytree(self.settings.data_dir, own / "data")
        shutil.copytree(self.settings.expectations_dir, own / "expectations")
        shutil.copy(self.settings.sources_file, own / "sources.yml")
        return Warehouse(
            replace(
                self.settings,
                data_dir=own / "data",
                expectations_dir=own / "expectations",
                sources_file=own / "sources.yml",
            )
        )

    def replace_bundled_file(self, path: str, content: bytes) -> None:
        """Put other bytes into the snapshot and enter them in the registry, as an editor would."""
        (self.settings.data_dir / path).write_bytes(content)
        registry = yaml.safe_load(self.settings.sources_file.read_text())
        for source in registry["sources"]:
            for edition in source["editions"]:
                if edition["path"] == path:
                    edition["sha256"] = hashlib.sha256(content).hexdigest()
                    edition["bytes"] = len(content)
        self.settings.sources_file.write_text(yaml.safe_dump(registry, allow_unicode=True))

    def drop(self, name: str, content: bytes) -> None:
        """Drop a file into the inbox that has been lying there, so that nobody waits for it."""
        self.settings.inbox_dir.mkdir(parents=True, exist_ok=True)
        path = self.settings.inbox_dir / name
        path.write_bytes(content)
        os.utime(path, (0, 0))


def make_settings(home: Path) -> Settings:
    return Settings.from_environment({"P2C_HOME": str(home)})


@pytest.fixture(scope="session")
def refreshed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse refreshed once from the bundled data; tests read it or copy it."""
    home = tmp_path_factory.mktemp("refreshed") / "warehouse"
    outcome = refresh(make_settings(home))
    assert outcome.release is not None, "\n".join(outcome.problems)
    return home


@pytest.fixture(scope="session")
def released(refreshed_home: Path) -> Warehouse:
    """The released warehouse, to be read only."""
    return Warehouse(make_settings(refreshed_home))


def copy_home(home: Path, directory: Path) -> Warehouse:
    """A warehouse of its own in a directory, with everything that another one holds."""
    copied = directory / "warehouse"
    shutil.copytree(home, copied, symlinks=True)
    return Warehouse(make_settings(copied))


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


@pytest.fixture
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
