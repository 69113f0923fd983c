"""Runs the refresh job in this process, as the command line does.

The job itself is put together in `pipelines.definitions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster as dg
from dagster import DagsterEventType

from pipelines.assets.gates import CHECK_NAME
from pipelines.assets.raw import INPUTS
from pipelines.settings import Settings
from pipelines.storage.lock import probe_lock
from pipelines.storage.releases import ReleaseInfo, describe_release


@dataclass(frozen=True)
class RefreshOutcome:
    """What came of a refresh: the new release, or the problems that prevented one."""

    release: ReleaseInfo | None
    problems: tuple[str, ...]


def run_refresh(
    settings: Settings, definitions: dg.Definitions, as_of: date | None = None
) -> RefreshOutcome:
    """Run every step from the inputs to the release.

    The run is recorded in the Dagster instance of DAGSTER_HOME when that is set.

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
    with _instance() as instance:
        result = job.execute_in_process(
            instance=instance, run_config=run_config, raise_on_error=False
        )
    pointer = settings.pointer(as_of)
    if result.success and pointer.exists():
        return RefreshOutcome(describe_release(settings, pointer.resolve()), ())
    return RefreshOutcome(None, _problems(result))


def _instance() -> dg.DagsterInstance:
    from dagster._core.instance.config import is_dagster_home_set

    return dg.DagsterInstance.get() if is_dagster_home_set() else dg.DagsterInstance.ephemeral()


def _problems(result: dg.ExecuteInProcessResult) -> tuple[str, ...]:
    problems = []
    for event in result.all_events:
        if event.event_type == DagsterEventType.ASSET_CHECK_EVALUATION:
            evaluation = event.asset_check_evaluation_data
            if not evaluation.passed and evaluation.check_name == CHECK_NAME:
                problems.append(
                    f"gate on {'.'.join(evaluation.asset_key.path)} did not pass\n"
                    f"{evaluation.metadata['failing_rows'].value}\n"
                    "  next: correct the rows in their file, or leave a bad submission out with"
                    " p2c submissions exclude; p2c submissions lists them, docs/operations.md has"
                    " the ways out"
                )
        elif event.event_type == DagsterEventType.STEP_FAILURE:
            error = event.step_failure_data.error
            cause = error.cause if error and error.cause else error
            if cause and cause.cls_name != "DagsterAssetCheckFailedError":
                problems.append(f"step {event.step_key} failed\n{_message(cause.message)}")
        elif event.event_type in (DagsterEventType.RUN_FAILURE, DagsterEventType.PIPELINE_FAILURE):
            failure = event.job_failure_data
            if not problems and failure.error:
                problems.append(_message(failure.error.message))
    return tuple(problems) or ("the refresh failed without naming a reason",)


def _message(text: str) -> str:
    """The message without the class name that Dagster puts before it."""
    return text.split(": ", 1)[-1].strip() if text.split(":")[0].isidentifier() else text.strip()
