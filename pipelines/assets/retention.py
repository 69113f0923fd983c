"""How many runs Dagster's page remembers.

Builds and releases on disk are dropped where they are made.
"""

import dagster as dg

KEPT_RUNS = 100
"""A quarter of daily refreshes; each takes about 5 MB."""

_FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def drop_old_runs(instance: dg.DagsterInstance, kept: int = KEPT_RUNS) -> None:
    """Deletes the oldest finished runs and their events; Dagster has no setting for it."""
    finished = dg.RunsFilter(statuses=_FINISHED)
    newest = instance.get_run_records(finished, limit=kept)
    if len(newest) < kept:
        return
    oldest_kept = newest[-1].dagster_run.run_id
    for record in instance.get_run_records(finished, cursor=oldest_kept):
        instance.delete_run(record.dagster_run.run_id)
