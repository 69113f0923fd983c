"""What a refresh did is in the warehouse's Dagster home, where Dagster's page finds it."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest

from pipelines.definitions import build_defs
from tests.warehouses import Warehouse


@pytest.fixture
def instance(released: Warehouse) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.from_config(str(released.settings.dagster_home)) as instance:
        yield instance


def test_every_asset_a_refresh_made_is_materialized(
    instance: dg.DagsterInstance, released: Warehouse
) -> None:
    graph = build_defs(released.settings).resolve_asset_graph()
    made = [key for key in graph.get_all_asset_keys() if graph.get(key).group_name != "fetched"]
    assert [key for key in made if instance.get_latest_materialization_event(key) is None] == []


def test_every_check_of_a_refresh_is_evaluated(
    instance: dg.DagsterInstance, released: Warehouse
) -> None:
    (run,) = instance.get_run_records()
    assert run.dagster_run.status is dg.DagsterRunStatus.SUCCESS
    evaluated = {
        event.asset_check_evaluation_data.asset_check_key
        for entry in instance.all_logs(run.dagster_run.run_id)
        if (event := entry.dagster_event)
        and event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION
    }
    assert evaluated == set(build_defs(released.settings).resolve_asset_graph().asset_check_keys)


def test_the_warehouse_allows_one_run_at_a_time_and_opens_without_an_invitation(
    instance: dg.DagsterInstance,
) -> None:
    assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1
    assert instance.nux_enabled is False
    assert instance.telemetry_enabled is False
