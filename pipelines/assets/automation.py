"""When a refresh runs: every day, and when a file in the inbox has stopped growing; when to fetch.

What a refresh does is put together in `pipelines.definitions`.
"""

import hashlib
import json

import dagster as dg

from pipelines.archive.inbox import waiting_files
from pipelines.settings import Settings

SECONDS_BETWEEN_LOOKS = 10


def build_refresh_schedule(job_name: str) -> dg.ScheduleDefinition:
    """Once a day, early, in UTC; a refresh of unchanged inputs is harmless."""
    return _schedule(
        "daily_refresh", job_name, "15 4 * * *", "Refreshes the warehouse every day at 04:15 UTC."
    )


def build_fetch_schedule(job_name: str) -> dg.ScheduleDefinition:
    """Once a week, an hour before the refresh; publishers change a few times a year."""
    return _schedule(
        "weekly_fetch", job_name, "15 3 * * 1",
        "Asks providers for new editions every Monday at 03:15 UTC.",
    )  # fmt: skip


def _schedule(name: str, job_name: str, cron: str, description: str) -> dg.ScheduleDefinition:
    """A schedule in UTC that runs without being switched on by hand."""
    return dg.ScheduleDefinition(
        name=name,
        job_name=job_name,
        cron_schedule=cron,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=description,
    )


def build_inbox_sensor(settings: Settings, job_name: str) -> dg.SensorDefinition:
    """Asks for a refresh when every file in the inbox looks as it did at the last look."""

    @dg.sensor(
        name="inbox",
        job_name=job_name,
        minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"Watches {settings.inbox_dir.name}/ for pledge files that stopped growing.",
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        seen = json.dumps({file.name: file.signature for file in waiting_files(settings)})
        if seen == "{}":
            return dg.SkipReason("the inbox is empty")
        if seen != context.cursor:
            return dg.SensorResult(
                skip_reason="files are new or still growing; looking again", cursor=seen
            )
        run_key = hashlib.sha256(seen.encode()).hexdigest()[:16]
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=run_key)], cursor=seen)

    return inbox
