"""The Dagster definitions: they load on a fresh clone, and the graph is what it should be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets.automation import build_inbox_sensor
from pipelines.definitions import build_defs
from pipelines.settings import REPOSITORY, Settings
from tests.warehouses import Warehouse, make_settings


@pytest.fixture(scope="module")
def definitions(refreshed_home: Path) -> dg.Definitions:
    return build_defs(make_settings(refreshed_home))


def test_loading_the_definitions_does_not_import_great_expectations(released: Warehouse) -> None:
    code = (
        "import sys; from pipelines.definitions import build_defs; build_defs();"
        " sys.exit('great_expectations' in sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], env=released.environment(), check=False, cwd=REPOSITORY
    )
    assert loaded.returncode == 0


def test_the_workspace_validates_without_any_preparation(tmp_path: Path) -> None:
    environment = Warehouse(make_settings(tmp_path / "fresh")).environment()
    validated = subprocess.run(
        [
            str(Path(sys.executable).with_name("dagster")),
            "definitions", "validate", "-w", "workspace.yaml",
        ],
        env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert validated.returncode == 0, validated.stdout + validated.stderr


def test_asset_keys_are_the_names_of_tables(
    definitions: dg.Definitions, released: Warehouse
) -> None:
    keys = {tuple(key.path) for key in definitions.resolve_asset_graph().get_all_asset_keys()}
    published = released.query(
        "select schema_name, table_name from duckdb_tables() where schema_name in ('core', 'marts')"
    ).rows
    assert set(published) <= keys
    assert ("raw", "pledges") in keys
    assert ("release", "current") in keys


def test_every_raw_table_and_mart_has_a_blocking_gate(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    gated = {
        key.asset_key.to_user_string()
        for key in graph.asset_check_keys
        if key.name == "expectations" and graph.get(key).blocking
        if key.asset_key.path[0] in ("raw", "marts")
    }
    expected = {
        key.to_user_string()
        for key in graph.get_all_asset_keys()
        if key.path[0] in ("raw", "marts")
    }
    assert gated == expected


def test_every_asset_has_a_group_a_description_and_its_columns(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.group_name != "default", key
        assert node.description, key
        assert node.kinds, key
        if key.path[0] in ("raw", "marts"):
            assert "dagster/column_schema" in node.metadata, key


def test_the_inbox_sensor_waits_until_a_file_has_stopped_growing(tmp_path: Path) -> None:
    settings: Settings = make_settings(tmp_path)
    inbox = Warehouse(settings)
    sensor = build_inbox_sensor(settings, "refresh")
    instance = dg.DagsterInstance.ephemeral()

    def look(cursor: str | None) -> dg.SensorResult | dg.SkipReason:
        context = dg.build_sensor_context(instance=instance, cursor=cursor)
        result = sensor(context)
        assert isinstance(result, dg.SensorResult | dg.SkipReason)
        return result

    assert isinstance(look(None), dg.SkipReason)
    inbox.drop("pledge.csv", b"half a fi")
    first = look(None)
    assert isinstance(first, dg.SensorResult)
    assert not first.run_requests
    inbox.drop("pledge.csv", b"half a file, now whole")
    second = look(first.cursor)
    assert isinstance(second, dg.SensorResult)
    assert not second.run_requests, "it grew since the last look"
    third = look(second.cursor)
    assert isinstance(third, dg.SensorResult)
    assert third.run_requests
    assert len(third.run_requests) == 1
