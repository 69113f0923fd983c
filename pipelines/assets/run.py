"""Runs the refresh job in this process, as the command line does.

The job itself is put together in `pipelines.definitions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.assets.raw import INPUTS
from pipelines.build.build_directory import active_build
from pipelines.gates.judging import read_verdict
from pipelines.settings import Settings
from pipelines.storage.dagster_home import ensure_dagster_home
from pipelines.storage.lock import probe_lock
from pipelines.storage.releases import ReleaseInfo, describe_release

SHOWN_REASONS = 20

_LISTED = {".dagster/repository": "__repository__@pipelines.definitions"}
"""Where Dagster's page files a run; without it the run is in neither the timeline nor its job."""


@dataclass(frozen=True)
class RefreshOutcome:
    """What came of a refresh: the new release, or the problems that prevented one."""

    release: ReleaseInfo | None
    problems: tuple[str, ...]


def run_refresh(
    settings: Settings, definitions: dg.Definitions, as_of: date | None = None
) -> RefreshOutcome:
    """Runs every step from the inputs to the release.

    The run is recorded in the warehouse's Dagster home, so that Dagster's page shows it.

    Args:
        settings: The warehouse to refresh.
        definitions: Its assets, checks and jobs.
        as_of: Build as could have been built on this day; the current release then stays.

    Raises:
        Locked: when another refresh is running.
    """
    probe_lock(settings)
    job = definitions.resolve_job_def("refresh")
    run_config: dict[str, Any] = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    if as_of is not None:
        run_config["ops"] = {INPUTS.to_python_identifier(): {"config": {"as_of": str(as_of)}}}
    before = settings.active_build.resolve()
    with dg.DagsterInstance.from_config(str(ensure_dagster_home(settings))) as instance:
        result = job.execute_in_process(
            instance=instance, run_config=run_config, raise_on_error=False, tags=_LISTED
        )
    pointer = settings.pointer(as_of)
    if result.success and pointer.exists():
        return RefreshOutcome(describe_release(settings, pointer.resolve()), ())
    return RefreshOutcome(None, _problems(settings, before, result))


def _problems(
    settings: Settings, before: Path, result: dg.ExecuteInProcessResult
) -> tuple[str, ...]:
    """The reasons of the build's verdict, or what Dagster reports when no build was started."""
    build = settings.active_build.resolve()
    if build != before:
        reasons = read_verdict(active_build(settings)).reasons
        more = len(reasons) - SHOWN_REASONS
        hint = (f"and {more} more reasons, in {build / 'verdict.json'}",) if more > 0 else ()
        return (*reasons[:SHOWN_REASONS], *hint)
    failures = [event.message for event in result.all_events if event.is_failure and event.message]
    return tuple(failures) or ("the refresh failed without naming a reason",)
