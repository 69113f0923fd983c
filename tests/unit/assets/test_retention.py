"""Of the runs that Dagster's page shows, the newest are kept."""

from __future__ import annotations

import dagster as dg

from pipelines.assets.retention import drop_old_runs


@dg.asset
def table() -> None: ...


def test_the_oldest_runs_are_dropped_with_their_events() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        runs = [dg.materialize([table], instance=instance).run_id for _ in range(4)]
        drop_old_runs(instance, kept=4)
        assert len(instance.get_run_records()) == 4
        drop_old_runs(instance, kept=2)
        assert {record.dagster_run.run_id for record in instance.get_run_records()} == set(runs[2:])
        assert instance.all_logs(runs[0]) == []
        assert instance.get_latest_materialization_event(table.key) is not None
