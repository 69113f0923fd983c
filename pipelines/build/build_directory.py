"""One private build: its directory, its id, and what the steps of a refresh leave in it.

A build is never served; `pipelines.release.publish` copies what is published out of it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipelines.errors import P2CError
from pipelines.settings import Settings
from pipelines.storage.atomic_files import write_whole
from pipelines.storage.releases import current_release_id

KEPT_BUILDS = 3


@dataclass(frozen=True)
class Build:
    """A build directory under `work/`; `database` is the private DuckDB file."""

    build_id: str
    directory: Path

    @property
    def database(self) -> Path:
        """The private DuckDB file."""
        return self.directory / "build.duckdb"

    @property
    def receipts(self) -> Path:
        """Where each gate leaves its receipt."""
        return self.directory / "receipts"

    @property
    def base(self) -> str | None:
        """Id of the release that this build is to follow, as it was when the build started."""
        content = self.read_json("base")
        return content["release"] if content else None

    @property
    def as_of(self) -> date | None:
        """Day whose knowledge alone the build may use; None when it may use everything."""
        content = self.read_json("base")
        day = content.get("as_of") if content else None
        return date.fromisoformat(day) if day else None

    def write_json(self, name: str, content: Any) -> None:
        """Leaves something for a later step, whole or not at all."""
        text = json.dumps(content, ensure_ascii=False, indent=1)
        write_whole(self.directory / f"{name}.json", text.encode())

    def read_json(self, name: str) -> Any:
        """What a step left, or None when it left nothing."""
        path = self.directory / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def start_build(settings: Settings, as_of: date | None = None) -> Build:
    """Makes a fresh build directory, points `work/active` at it and drops old builds.

    Args:
        settings: The warehouse to build in.
        as_of: Build as could have been built on this day; None for an ordinary build.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    build = Build(f"{stamp}-{secrets.token_hex(2)}", Path())
    directory = settings.work_dir / build.build_id
    directory.mkdir(parents=True, mode=0o700)
    build = Build(build.build_id, directory)
    build.write_json(
        "base",
        {
            "release": current_release_id(settings, as_of),
            "as_of": as_of.isoformat() if as_of else None,
        },
    )
    pointer = settings.work_dir / f".active-{build.build_id}"
    pointer.symlink_to(build.build_id)
    os.replace(pointer, settings.active_build)
    _drop_old_builds(settings, keep=build)
    return build


def active_build(settings: Settings) -> Build:
    """The build in progress, or the last one made.

    Raises:
        P2CError: when nothing was built yet.
    """
    if not settings.active_build.exists():
        raise P2CError(
            "there is no build to work on",
            where=str(settings.active_build),
            expected="a build made by the asset archive/inputs",
            next_step="p2c refresh",
        )
    return Build(settings.active_build.resolve().name, settings.active_build)


def _drop_old_builds(settings: Settings, keep: Build) -> None:
    builds = sorted(
        path for path in settings.work_dir.iterdir() if path.is_dir() and not path.is_symlink()
    )
    for directory in [path for path in builds if path != keep.directory][: -KEPT_BUILDS + 1]:
        shutil.rmtree(directory, ignore_errors=True)
