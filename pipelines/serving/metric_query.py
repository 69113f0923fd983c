"""Questions by the names of metrics, turned into SQL by MetricFlow, which adds up as is defined.

The SQL is run by `pipelines.storage.database`; what a metric means is in
`pipelines.release.dictionary.metrics`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from pipelines.build.dbt_runner import ensure_manifest
from pipelines.errors import QueryError
from pipelines.release.dictionary.metrics import Metric, load_metrics
from pipelines.settings import Settings

DATE = "metric_time"
"""Name of the date of every metric: the day asked about."""


def compile_question(
    settings: Settings,
    metrics: Sequence[str],
    by: Sequence[str] = (),
    only: Sequence[tuple[str, str]] = (),
) -> str:
    """SQL over the marts of a release that answers a question.

    Args:
        settings: Where the dbt project is.
        metrics: Names of metrics; all are of the latest date unless the date is asked for.
        by: Names of dimensions, and `metric_time` for every date.
        only: Dimensions with the value that rows must have.

    Raises:
        QueryError: when there is no such metric, or it cannot be asked that way.
    """
    from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
    from metricflow_semantics.errors.error_classes import InformativeUserError

    named = [*by, *(name for name, _ in only)]
    for metric in load_metrics():
        if metric.name in metrics:
            _require_askable(metric, named)
    manifest = ensure_manifest(settings).with_name("semantic_manifest.json")
    engine = MetricFlowEngine(_definitions(manifest.read_bytes()), _DuckDbWriter())
    request = MetricFlowQueryRequest.create(
        metric_names=list(metrics),
        group_by_names=list(by) or None,
        order_by_names=list(by) or None,
        where_constraints=[_condition(*each) for each in only] or None,
    )
    try:
        return str(engine.explain(request).sql_statement.without_descriptions.sql)
    except Exception as error:  # MetricFlow raises its own and plain ones alike for wrong words.
        message = (
            str(error) if isinstance(error, InformativeUserError) else str(error).split("\n")[0]
        )
        raise QueryError(
            " ".join(message.split())[:600] or type(error).__name__,
            where=", ".join([*metrics, *by]),
            expected="metrics that can be asked by these dimensions",
            next_step="p2c metrics shows all of them with their dimensions",
        ) from error


def _require_askable(metric: Metric, named: Sequence[str]) -> None:
    known = {DATE, *metric.dimensions}
    if wrong := [each for each in named if each not in known]:
        raise QueryError(
            f"{metric.name} cannot be asked by {wrong[0]}",
            where=metric.name,
            expected=f"one of {', '.join(sorted(known))}",
            next_step="p2c metrics shows all metrics with their dimensions",
        )
    # The figure of one row among several that overlap would be given as that of all.
    if missing := [each for each in metric.asked_by if each not in named]:
        raise QueryError(
            f"{metric.name} has a figure for each {' and '.join(missing)}, and they overlap",
            where=metric.name,
            expected="a question by these dimensions, or one that names a value of each",
            next_step=f"p2c metrics {metric.name}"
            + "".join(f" --by {each}" for each in missing)
            + ", or --only NAME=VALUE",
        )


@cache
def _definitions(manifest: bytes) -> Any:
    """The semantic layer as MetricFlow reads it."""
    from metricflow_semantics.model.dbt_manifest_parser import (
        parse_manifest_from_dbt_generated_manifest,
    )
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    content = json.loads(manifest)
    for model in content["semantic_models"]:
        relation = model["node_relation"]
        # The manifest names the build's database, which has another name in a release.
        relation["relation_name"] = f'"{relation["schema_name"]}"."{relation["alias"]}"'
    parsed = parse_manifest_from_dbt_generated_manifest(json.dumps(content))
    return SemanticManifestLookup(parsed)


def _condition(name: str, value: str) -> str:
    quoted = "'" + value.replace("'", "''") + "'"
    if name == DATE:
        if not _is_day(value):
            raise QueryError(
                f"{value!r} is no day",
                where=f"--only {name}",
                expected="YYYY-MM-DD, a day with figures",
                next_step=f"p2c metrics NAME --by {DATE} lists the days",
            )
        return f"{{{{ TimeDimension('{DATE}', 'day') }}}} = {quoted}"
    return f"{{{{ Dimension('{name}') }}}} = {quoted}"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class _DuckDbWriter:
    """What MetricFlow asks of a client when it only writes SQL."""

    def __init__(self) -> None:
        from metricflow.protocols.sql_client import SqlEngine
        from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer

        self.sql_engine_type: Any = SqlEngine.DUCKDB
        self.sql_plan_renderer: Any = DuckDbSqlPlanRenderer()
