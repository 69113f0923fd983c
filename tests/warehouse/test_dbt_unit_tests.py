"""The unit tests of the dbt project: rows in, rows out, for the rules that decide figures."""

from __future__ import annotations

from collections.abc import Callable

import yaml

from pipelines.build.dbt_runner import run_dbt
from pipelines.settings import REPOSITORY
from tests.warehouses import Warehouse


def test_every_unit_test_of_the_models_passes(copy_warehouse: Callable[[], Warehouse]) -> None:
    ran = run_dbt(copy_warehouse().settings, ["test", "--select", "test_type:unit"])
    results = ran.result.results
    assert [(run.node.name, run.message) for run in results if run.status != "pass"] == []
    written = sum(
        len(yaml.safe_load(file.read_text()).get("unit_tests", ()))
        for file in (REPOSITORY / "dbt_project" / "models").rglob("*.yml")
    )
    assert ran.success
    assert len(results) == written > 10
