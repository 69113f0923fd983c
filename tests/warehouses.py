"""Warehouses for tests: each in a directory of its own, refreshed for real.

Which of them a test is given is decided by the fixtures in `conftest.py`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipelines.assets.run import RefreshOutcome, run_refresh
from pipelines.definitions import build_defs
from pipelines.serving.query import QueryResult, query_release
from pipelines.settings import Settings


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
        return query_release(self.settings.database(), sql)

    def one(self, sql: str) -> Any:
        """The only value of the only row."""
        ((value,),) = self.query(sql).rows
        return value

    def environment(self) -> dict[str, str]:
        """Environment in which a command works on this warehouse."""
        return {**os.environ, **self.settings.variables}

    def with_own_inputs(self) -> Warehouse:
        """The same warehouse with a snapshot, registry and suites of its own."""
        own = self.settings.home.parent / "inputs"
        shutil.copytree(self.settings.data_dir, own / "data")
        shutil.copytree(self.settings.expectations_dir, own / "expectations")
        shutil.copy(self.settings.sources_file, own / "sources.yml")
        return Warehouse(
            self.settings.model_copy(
                update={
                    "data_dir": own / "data",
                    "expectations_dir": own / "expectations",
                    "sources_file": own / "sources.yml",
                }
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


def copy_home(home: Path, directory: Path) -> Warehouse:
    """A warehouse of its own in a directory, with everything that another one holds."""
    copied = directory / "warehouse"
    shutil.copytree(home, copied, symlinks=True)
    return Warehouse(make_settings(copied))
