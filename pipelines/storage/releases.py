"""The releases there are: their directories, their manifests, and which one readers see.

Writing a release belongs to `pipelines.release`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines.errors import ReleaseError
from pipelines.settings import Settings

DATABASE = "warehouse.duckdb"
"""Constant file name: saved SQL that names the database goes on working."""

PUBLISHED: Mapping[str, tuple[str, ...]] = {"core": ("bridge_", "dim_", "fct_"), "marts": ("",)}
"""Schema -> how the names of its published tables begin; nothing else leaves a build."""

DATA_QUALITY = "marts.data_quality"
"""Its rows are written into the release, since they are known only after the last gate."""

ABOUT_THE_RUN = frozenset({DATA_QUALITY})
"""Tables that tell of a run: two releases of the same inputs differ in them, and in no other."""

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class ReleaseInfo:
    """One release. `rows` maps `schema.table` to its row count; times are UTC.

    `as_of` is the day whose knowledge alone it used, None for an ordinary release; `is_current`
    says whether readers are pointed at it, for its day or altogether. `checks_not_passed` is None
    where its manifest does not say.
    """

    release_id: str
    directory: Path
    released_at: datetime
    build_id: str
    data_as_of: date | None
    as_of: date | None
    verdict_sha256: str
    check_names: tuple[str, ...]
    checks_not_passed: int | None
    rows: dict[str, int]
    is_current: bool


def read_manifest(release_dir: Path) -> dict[str, Any]:
    """Reads what a release says about itself.

    Raises:
        ReleaseError: when the manifest is missing or cannot be read.
    """
    path = release_dir / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseError(
            f"the release has no readable manifest: {error}",
            where=str(path),
            expected="the manifest.json a release is written with",
            next_step="remove the directory if nothing points to it, and refresh",
        ) from error
    if not isinstance(content, dict) or content.get("release_id") is None:
        raise ReleaseError(
            "the manifest does not name its release",
            where=str(path),
            expected="an object with a release_id",
            next_step="remove the directory if nothing points to it, and refresh",
        )
    return content


def describe_release(settings: Settings, release_dir: Path) -> ReleaseInfo:
    """Reads one release directory.

    Raises:
        ReleaseError: when its manifest is missing or cannot be read.
    """
    manifest = read_manifest(release_dir)
    data_as_of = manifest["data_as_of"]
    # Releases written before as-of builds were made do not say it.
    day = manifest.get("as_of")
    as_of = date.fromisoformat(day) if day else None
    return ReleaseInfo(
        release_id=manifest["release_id"],
        directory=release_dir,
        released_at=datetime.fromisoformat(manifest["released_at"]),
        build_id=manifest["build_id"],
        data_as_of=date.fromisoformat(data_as_of) if data_as_of else None,
        as_of=as_of,
        verdict_sha256=manifest["verdict_sha256"],
        check_names=tuple(manifest["check_names"]),
        checks_not_passed=len(manifest["not_passed"]) if "not_passed" in manifest else None,
        rows={name: table["rows"] for name, table in manifest["tables"].items()},
        is_current=manifest["release_id"] == current_release_id(settings, as_of),
    )


def list_releases(settings: Settings) -> list[ReleaseInfo]:
    """All releases, newest first; empty before the first.

    Raises:
        ReleaseError: when a release directory has no readable manifest.
    """
    if not settings.releases_dir.is_dir():
        return []
    directories = [
        path
        for path in settings.releases_dir.iterdir()
        if path.is_dir() and not path.name.startswith(".")
    ]
    releases = [describe_release(settings, path) for path in directories]
    return sorted(releases, key=lambda release: release.release_id, reverse=True)


def current_release_id(settings: Settings, as_of: date | None = None) -> str | None:
    """Id of the release readers see now, or see as of a day; None before the first."""
    pointer = settings.pointer(as_of)
    return pointer.resolve().name if pointer.is_symlink() else None
