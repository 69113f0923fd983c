"""Write a release from a judged build, verify what was written, and point readers at it.

Whether a build deserves a release is decided by its verdict, never here; which tables leave a
build is decided in `pipelines.release.tables`.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipelines.errors import P2CError, ReleaseError
from pipelines.gates.verdict import Verdict
from pipelines.release.contents import fill_release
from pipelines.settings import Settings
from pipelines.storage.atomic_files import fsync_path, sha256_of
from pipelines.storage.releases import ReleaseInfo, current_release_id, describe_release


def write_release(
    settings: Settings,
    build: Path,
    verdict: Verdict,
    inputs: Sequence[Mapping[str, Any]],
    released_at: datetime,
    base: str | Path | None,
    as_of: date | None = None,
) -> ReleaseInfo:
    """Publishes the tables of a build as a new release and makes it current.

    The caller holds the warehouse's lock. Readers see the old release or the new one whole. A
    release as of a day never becomes the current one: `as_of/<day>` points at it.

    Args:
        settings: The warehouse to publish in.
        build: The private DuckDB file.
        verdict: The judgement over exactly this file.
        inputs: One mapping per input file, as in `raw.files`.
        released_at: The time of the release, with a time zone.
        base: Id or directory of the release that was current, or was that of the day, when the
            build started.
        as_of: Day whose knowledge alone the build used; None for an ordinary build.

    Raises:
        ReleaseError: when the build may not be released, what was written differs from the
            build, or another release was published meanwhile. `current` is then untouched.
    """
    _require_passed(build, verdict)
    _require_base(settings, base, as_of)
    if released_at.tzinfo is None:
        raise ReleaseError("released_at has no time zone", expected="a time in UTC")
    released_at = released_at.astimezone(UTC).replace(microsecond=0)
    settings.releases_dir.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(settings)
    staging = settings.releases_dir / f".tmp-{verdict.build_id}"
    try:
        staging.mkdir(mode=0o755)
        release_id = fill_release(
            staging, settings.memory_limit, build, verdict, inputs, released_at, base, as_of
        )
        _make_durable(staging)
        _require_base(settings, base, as_of)
        target = settings.releases_dir / release_id
        if target.exists():
            raise ReleaseError(
                f"the release {release_id} exists already",
                where=str(target),
                expected="a new directory; a release is never overwritten",
                next_step="release again a second later",
            )
        staging.rename(target)
        fsync_path(settings.releases_dir)
    except P2CError:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    except Exception as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise ReleaseError(
            f"the release could not be written: {error}",
            where=str(staging),
            expected="a complete release directory; the current release is untouched",
            next_step="remove the cause, then refresh again",
        ) from error
    _swap_pointer(settings, release_id, as_of)
    return describe_release(settings, target)


def _require_passed(build: Path, verdict: Verdict) -> None:
    if not verdict.passed:
        raise ReleaseError(
            f"the verdict over build {verdict.build_id} is not a pass",
            where=str(build),
            expected="a verdict in which every check ran and passed",
            next_step="read verdict.json of the build, correct the inputs and refresh",
        )
    if build.with_name(build.name + ".wal").exists():
        raise ReleaseError(
            "the build was not closed: it has a write-ahead log",
            where=str(build) + ".wal",
            expected="a checkpointed and closed file",
            next_step="refresh again",
        )
    found = sha256_of(build)
    if found != verdict.build_sha256:
        raise ReleaseError(
            f"the build changed after it was judged: its sha256 is {found}",
            where=str(build),
            expected=f"sha256 {verdict.build_sha256}, for which the verdict was given",
            next_step="refresh again, so that this file is judged",
        )


def _require_base(settings: Settings, base: str | Path | None, as_of: date | None) -> None:
    expected = Path(base).name if base else None
    found = current_release_id(settings, as_of)
    if found != expected:
        raise ReleaseError(
            f"another release was published since this build started: {found or 'none'}",
            where=str(settings.pointer(as_of)),
            expected=f"{expected or 'no release'}, as when the build started",
            next_step="refresh again, so that the build starts from the current release",
        )


def _remove_leftovers(settings: Settings) -> None:
    for directory in settings.releases_dir.glob(".tmp-*"):
        shutil.rmtree(directory)
    for pointer in settings.home.glob(".current-*"):
        pointer.unlink()


def _make_durable(staging: Path) -> None:
    for path in [*staging.rglob("*"), staging]:
        path.chmod(0o755 if path.is_dir() else 0o444)
        fsync_path(path)


def _swap_pointer(settings: Settings, release_id: str, as_of: date | None) -> None:
    target = Path(settings.releases_dir.name) / release_id
    wanted = settings.pointer(as_of)
    if as_of is not None:
        wanted.parent.mkdir(exist_ok=True)
        target = Path("..") / target
    pointer = settings.home / f".current-{release_id}"
    pointer.symlink_to(target)
    pointer.replace(wanted)
    fsync_path(wanted.parent)
    fsync_path(settings.home)
