"""The manifest of a release: what it says, how it is read, and the list of all releases.

Writing tables and swapping `current` belong to `pipelines.release`.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import dataclass
from datetime import date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from pipelines.builds import current_release_id
from pipelines.errors import ReleaseError
from pipelines.settings import REPOSITORY, Settings

MANIFEST = "manifest.json"
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class ReleaseInfo:
    """One release. `rows` maps `schema.table` to its row count; times are UTC.

    `as_of` is the day whose knowledge alone it used, None for an ordinary release; `is_current`
    says whether readers are pointed at it, for its day or altogether.
    """

    release_id: str
    directory: Path
    released_at: datetime
    build_id: str
    data_as_of: date | None
    as_of: date | None
    verdict_sha256: str
    check_names: tuple[str, ...]
    rows: dict[str, int]
    is_current: bool


def sha256_of(path: Path) -> str:
    """Hash a file in chunks, so that its size does not matter."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def describe_files(directory: Path) -> list[dict[str, Any]]:
    """Name, bytes and sha256 of every file under a directory, sorted by name."""
    return [
        {
            "name": path.relative_to(directory).as_posix(),
            "bytes": path.stat().st_size,
            "sha256": sha256_of(path),
        }
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    ]


def describe_code() -> dict[str, str | None]:
    """Which code wrote the release: package version, git commit and hash of the lock file.

    An unknown part is None: an installed package has no repository around it.
    """
    lock = REPOSITORY / "requirements.lock"
    try:
        version: str | None = metadata.version("partner2connect-warehouse")
    except metadata.PackageNotFoundError:
        version = None
    commit = None
    if (REPOSITORY / ".git").exists():
        try:
            asked = subprocess.run(
                ["git", "-C", str(REPOSITORY), "rev-parse", "--verify", "-q", "HEAD"],
                capture_output=True,
                text=True,
                timeout=5,
                check=False,
            )
            commit = asked.stdout.strip() or None
        except (OSError, subprocess.TimeoutExpired):
            commit = None
    return {
        "version": version,
        "git_commit": commit,
        "lock_sha256": sha256_of(lock) if lock.exists() else None,
    }


def read_manifest(release_dir: Path) -> dict[str, Any]:
    """Read what a release says about itself.

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
    """Read one release directory.

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
