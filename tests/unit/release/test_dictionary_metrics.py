"""The metrics are defined well, and their page is the one the definitions give."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.release.dictionary.metrics import Metric, describe_metrics, load_metrics
from pipelines.settings import REPOSITORY

MODELS = REPOSITORY / "dbt_project" / "models"
METRICS = load_metrics()
UNITS = {
    "pledges",
    "entities",
    "countries",
    "economies",
    "people",
    "US$",
    "US$ per person",
    "percent",
}
each_metric = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)


def described(mart: str) -> dict[str, Any]:
    (model,) = yaml.safe_load((MODELS / f"{mart.replace('.', '/')}.yml").read_text())["models"]
    return model


def columns_of(mart: str) -> set[str]:
    return {column["name"] for column in described(mart)["columns"]}


def test_the_committed_page_is_the_one_the_definitions_give() -> None:
    stale = "renew it: p2c metrics > docs/metrics.md"
    assert (REPOSITORY / "docs" / "metrics.md").read_text() == describe_metrics(), stale


def test_the_command_without_names_prints_the_page() -> None:
    assert CliRunner().invoke(app, ["metrics"]).output == describe_metrics()


@each_metric
def test_a_metric_says_its_unit_and_has_only_warnings_of_its_marts(metric: Metric) -> None:
    given = {
        w for mart in metric.marts for w in described(mart)["config"]["meta"]["usage_warnings"]
    }
    assert metric.unit in UNITS
    assert set(metric.usage_warnings) <= given
    assert metric.description.endswith(".")


@each_metric
def test_a_value_made_by_a_counting_rule_names_it(metric: Metric) -> None:
    (in_name,) = re.findall("any_member|equal_split|need_weighted", metric.expression) or (None,)
    assert in_name in (None, metric.counting_rule)
    # Money of a group of countries is never without a rule.
    if metric.unit == "US$" and metric.name.startswith("group_"):
        assert metric.counting_rule is not None


@each_metric
def test_a_metric_is_made_of_columns_that_its_marts_have(metric: Metric) -> None:
    columns = set.union(*map(columns_of, metric.marts))
    others = {other.name for other in METRICS if set(other.marts) <= set(metric.marts)}
    used = set(re.findall(r"[a-z]\w+", metric.expression))
    aliases = set(re.findall(r"(\w+): ", metric.condition or ""))
    assert used <= columns | others | aliases | {"sum", "max", "nullif", "case", "when", "then",
                                                 "end", "cast", "as", "integer"}  # fmt: skip
    assert {name.partition("__")[2] for name in metric.dimensions} <= columns


def test_only_values_that_may_be_added_are_summed() -> None:
    """Groups overlap, and so do traits: their metrics take one row and never add."""
    overlapping = {
        "marts.pledge_value_by_country_group",
        "marts.pledge_breakdowns",
        "marts.affordability_by_country_group",
        "marts.connectivity_by_country_group",
    }
    summed = {mart for m in METRICS if m.expression.startswith("sum(") for mart in m.marts}
    assert not summed & overlapping
    taken = [
        m
        for m in METRICS
        if m.expression.startswith("max(")
        and m.condition is None
        # It has one row a date, so that its largest is its only one.
        and set(m.marts) != {"marts.pledge_totals"}
    ]
    assert taken
    assert all(m.asked_by and set(m.asked_by) <= set(m.dimensions) for m in taken)
    # A country's full value is never a part of anything.
    assert not [m for m in METRICS if m.expression == "sum(value_usd_any_member)"]
