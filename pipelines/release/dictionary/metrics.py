"""The metrics of the warehouse as `dbt_project/models/metrics.yml` defines them, and their page.

Answering questions belongs in `pipelines.serving.metric_query`; no metric is defined in Python.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.settings import RESOURCES

DEFINITIONS = RESOURCES / "dbt_project" / "models" / "metrics.yml"
_PAGE = Path(__file__).with_name("metrics.md")


@dataclass(frozen=True)
class Metric:
    """One metric.

    Attributes:
        name: By which it is asked for.
        label: For people and charts.
        description: What it says, in sentences.
        unit: Of its values: US$, pledges, percent and the like.
        counting_rule: any_member, equal_split or need_weighted; None where none applies.
        usage_warnings: Codes of `usage_warnings.yml`.
        marts: Tables it is made of.
        expression: How it is made of a column of its mart, or of other metrics.
        condition: Rows or inputs it is limited to; None for all.
        dimensions: Names it can be asked by, beside the date.
        asked_by: Those of them that a question has to name, since its rows overlap.
    """

    name: str
    label: str
    description: str
    unit: str
    counting_rule: str | None
    usage_warnings: tuple[str, ...]
    marts: tuple[str, ...]
    expression: str
    condition: str | None
    dimensions: tuple[str, ...]
    asked_by: tuple[str, ...]


@cache
def load_metrics() -> tuple[Metric, ...]:
    """All metrics, in the order of their definition."""
    document = yaml.safe_load(DEFINITIONS.read_text(encoding="utf-8"))
    measures = {
        measure["name"]: (model, measure)
        for model in document["semantic_models"]
        for measure in model["measures"]
    }
    metrics: dict[str, Metric] = {}
    for defined in document["metrics"]:
        parameters = defined["type_params"]
        if defined["type"] == "simple":
            parts = _of_measure(*measures[parameters["measure"]], defined.get("filter"))
        else:
            parts = _of_metrics(parameters, metrics)
        meta = defined["config"]["meta"]
        metrics[defined["name"]] = Metric(
            name=defined["name"],
            label=defined["label"],
            description=defined["description"].strip(),
            unit=meta["unit"],
            counting_rule=meta.get("rule"),
            usage_warnings=tuple(meta.get("usage_warnings", ())),
            **parts,
        )
    return tuple(metrics.values())


def _of_measure(
    model: Mapping[str, Any], measure: Mapping[str, Any], condition: str | None
) -> dict[str, Any]:
    mart = re.sub(r"ref\('(\w+)'\)", r"marts.\1", model["model"])
    telling_apart = model.get("config", {}).get("meta", {}).get("asked_by", ())
    return {
        "marts": (mart,),
        "expression": f"{measure['agg']}({measure.get('expr', measure['name'])})",
        "condition": _in_words(condition) if condition else None,
        "dimensions": tuple(
            f"{model['primary_entity']}__{dimension['name']}"
            for dimension in model["dimensions"]
            if dimension["type"] == "categorical"
        ),
        "asked_by": tuple(f"{model['primary_entity']}__{name}" for name in telling_apart),
    }


def _of_metrics(parameters: Mapping[str, Any], known: Mapping[str, Metric]) -> dict[str, Any]:
    inputs = [(known[each["name"]], each) for each in parameters["metrics"]]
    conditions = [
        f"{each['alias']}: {metric.name} where {_in_words(each['filter'])}"
        for metric, each in inputs
        if "filter" in each
    ]
    shared = set.intersection(*(set(metric.dimensions) for metric, _ in inputs))
    first, _ = inputs[0]
    return {
        "marts": tuple(dict.fromkeys(mart for metric, _ in inputs for mart in metric.marts)),
        "expression": parameters["expr"],
        "condition": "; ".join(conditions) or None,
        "dimensions": tuple(name for name in first.dimensions if name in shared),
        # What an input has to name, the filter of the metric names for it.
        "asked_by": (),
    }


def _in_words(condition: str) -> str:
    """A filter with the names of its dimensions in place of dbt's templates."""
    return " ".join(re.sub(r"\{\{ Dimension\('(?:\w+?__)?(\w+)'\) \}\}", r"\1", condition).split())


def describe_metrics() -> str:
    """The page of all metrics in Markdown, with a line break at its end."""
    by_marts: dict[tuple[str, ...], list[Metric]] = {}
    for metric in load_metrics():
        by_marts.setdefault(metric.marts, []).append(metric)
    sections = "\n\n".join(
        f"## {' and '.join(f'`{mart}`' for mart in marts)}\n\n" + "\n\n".join(map(_entry, metrics))
        for marts, metrics in by_marts.items()
    )
    page = _PAGE.read_text(encoding="utf-8")
    return page.replace("{{ metrics }}", sections).rstrip() + "\n"


def _entry(metric: Metric) -> str:
    facts = [
        f"unit {metric.unit}",
        f"rule {metric.counting_rule}" if metric.counting_rule else "",
        f"`{metric.expression}`" + (f" where `{metric.condition}`" if metric.condition else ""),
        "by " + ", ".join(f"`{name}`" for name in metric.dimensions) if metric.dimensions else "",
        "**ask by** " + ", ".join(f"`{name}`" for name in metric.asked_by)
        if metric.asked_by
        else "",
        "warnings " + ", ".join(metric.usage_warnings) if metric.usage_warnings else "",
    ]
    return f"**`{metric.name}`** {metric.label}. {metric.description}\n" + " · ".join(
        fact for fact in facts if fact
    )
