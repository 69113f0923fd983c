"""A gate cannot pass on nothing: each of six ways to check nothing keeps a build from release.

Each goes through Dagster three times: the gate with the release, the release selected alone, and
the first run tried again from its failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import dagster as dg
import pytest
import yaml

from pipelines.assets.gates import CHECK_NAME
from pipelines.assets.release import RELEASE
from pipelines.checks import MARTS
from pipelines.definitions import build_defs
from pipelines.gates.run import required_tables
from pipelines.settings import Settings
from pipelines.storage.database import open_database
from tests.warehouses import Warehouse

pytestmark = pytest.mark.slow

TABLE = "marts.announcement_figures"
Spoil = Callable[[Warehouse], None]


def marts_gate_and_release(home: str) -> dg.JobDefinition:
    """The end of a refresh as a job of its own, over the build of the warehouse in `home`.

    The environment says the same and more; Dagster keeps one job for each argument.
    """
    settings = Settings.from_environment()
    assert str(settings.home) == home
    gate = [
        dg.AssetCheckKey(dg.AssetKey(table.split(".")), CHECK_NAME)
        for table in required_tables(settings, MARTS)
    ]
    job = dg.define_asset_job(
        "marts_gate_and_release",
        selection=dg.AssetSelection.checks(*gate) | dg.AssetSelection.assets(RELEASE),
        executor_def=dg.in_process_executor,
    )
    defs = dg.Definitions.merge(build_defs(settings), dg.Definitions(jobs=[job]))
    return defs.resolve_job_def(job.name)


def no_rows(warehouse: Warehouse) -> None:
    change_build(warehouse, f"delete from {TABLE}")


def all_null(warehouse: Warehouse) -> None:
    change_build(
        warehouse,
        f"create or replace table {TABLE} as"
        f" select * replace (cast(null as decimal(38, 8)) as computed_value) from {TABLE}",
    )


def suite_missing(warehouse: Warehouse) -> None:
    suite_file(warehouse).unlink()


def fewer_checks(warehouse: Warehouse) -> None:
    edit_suite(warehouse, lambda expectations: expectations[:-1])


def check_crashed(warehouse: Warehouse) -> None:
    broken = {
        "expect": "unexpected_rows",
        "name": "asks_for_a_column_that_is_not_there",
        "sql": "select * from {batch} where no_such_column > 0",
        "level": "advisory",
        "why": "A check that cannot be answered has not passed.",
    }
    edit_suite(warehouse, lambda expectations: [*expectations, broken])


def verdict_unreadable(warehouse: Warehouse) -> None:
    receipt = warehouse.settings.active_build / "receipts" / "dbt.json"
    receipt.write_bytes(receipt.read_bytes()[:-20])


CASES: list[tuple[Spoil, str]] = [
    (no_rows, f"{TABLE}.has_rows"),
    (all_null, f"{TABLE}.not_all_null(computed_value)"),
    (suite_missing, f"{TABLE}.has_a_suite"),
    (fewer_checks, "1 checks of the last release are missing"),
    (check_crashed, "asks_for_a_column_that_is_not_there crashed"),
    (verdict_unreadable, "unreadable receipt dbt.json"),
]


@pytest.mark.parametrize(("spoil", "clue"), CASES, ids=[spoil.__name__ for spoil, _ in CASES])
def test_nothing_checked_is_nothing_released(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, spoil: Spoil, clue: str
) -> None:
    for name, value in warehouse.environment().items():
        monkeypatch.setenv(name, value)
    before = os.readlink(warehouse.settings.current)
    releases = set(os.listdir(warehouse.settings.releases_dir))
    spoil(warehouse)
    job = end_of_a_refresh(warehouse)
    with dg.DagsterInstance.ephemeral() as instance:
        first = dg.execute_job(job, instance)
        alone = dg.execute_job(job, instance, asset_selection=[RELEASE])
        again = dg.execute_job(
            job,
            instance,
            reexecution_options=dg.ReexecutionOptions.from_failure(first.run_id, instance),
        )
        assert not first.success
        assert not again.success
        assert not alone.success
        assert clue in messages(alone)
    assert os.readlink(warehouse.settings.current) == before
    assert set(os.listdir(warehouse.settings.releases_dir)) == releases


def test_the_same_job_releases_a_build_that_nobody_spoiled(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in warehouse.environment().items():
        monkeypatch.setenv(name, value)
    build = warehouse.settings.active_build / "base.json"
    build.write_text(f'{{"release": "{warehouse.settings.current.resolve().name}"}}')
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.execute_job(end_of_a_refresh(warehouse), instance)
        assert result.success, messages(result)
    assert len(os.listdir(warehouse.settings.releases_dir)) == 2


def end_of_a_refresh(warehouse: Warehouse) -> Any:
    return dg.build_reconstructable_job(
        __name__, marts_gate_and_release.__name__, (str(warehouse.settings.home),), {}
    )


def messages(result: Any) -> str:
    """What the steps that failed said."""
    return "\n".join(
        event.step_failure_data.error.cause.message
        for event in result.all_events
        if event.is_step_failure and event.step_failure_data.error.cause
    )


def change_build(warehouse: Warehouse, statement: str) -> None:
    with open_database(warehouse.settings.active_build / "build.duckdb") as connection:
        connection.execute(statement)


def suite_file(warehouse: Warehouse) -> Any:
    return warehouse.settings.expectations_dir / f"{TABLE.replace('.', '/')}.yml"


def edit_suite(warehouse: Warehouse, edit: Callable[[list[Any]], list[Any]]) -> None:
    suite = yaml.safe_load(suite_file(warehouse).read_text())
    suite["expectations"] = edit(suite["expectations"])
    suite_file(warehouse).write_text(yaml.safe_dump(suite, allow_unicode=True, sort_keys=False))
