"""The manifest of a release: what it says, how it is read, and the list of all releases.

Writing tables and swapping `current` belong to `pipelines.release.publish`.
"""

from __future__ import annotations

import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

from pipelines.settings import REPOSITORY, RESOURCES
from pipelines.storage.atomic_files import sha256_of


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

    An unknown part is None: an installed package has no git commit.
    """
    lock = RESOURCES / "requirements.lock"
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
