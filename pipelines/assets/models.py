"""Assets of the dbt models, built in this process. What a model computes is in dbt_project."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from pipelines.build.build_directory import active_build
from pipelines.build.dbt_runner import NodeOutcome, build_models
from pipelines.checks import DBT
from pipelines.gates.judging import stop_if_blocked
from pipelines.gates.run import record_models
from pipelines.settings import Settings

Result = dg.MaterializeResult[None] | dg.AssetCheckResult


class _Translator(DagsterDbtTranslator):  # type: ignore[misc]
    """Reads an asset's owner from its model's dbt group: the team of that name."""

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str] | None:
        group = dbt_resource_props.get("group")
        return [f"team:{group['owner']['name'].lower().replace(' ', '-')}"] if group else None


def build_dbt_assets(settings: Settings, manifest_file: Path) -> dg.AssetsDefinition:
    """One asset a model and one check a test; keys are `schema/name` as in DuckDB.

    dbt's tests on sources are not made checks: with them a failed gate on a raw table no longer
    keeps dbt from running.
    """
    manifest: Mapping[str, Any] = json.loads(manifest_file.read_text(encoding="utf-8"))
    translator = _Translator()

    @dbt_assets(  # type: ignore[untyped-decorator]
        manifest=manifest,
        name="dbt_models",
        dagster_dbt_translator=translator,
        required_resource_keys={"single_flight"},
    )
    def dbt_models(context: dg.AssetExecutionContext) -> Iterator[Result]:
        selected = (
            [key.path[-1] for key in sorted(context.selected_asset_keys)]
            if context.is_subset
            else []
        )
        build = active_build(settings)
        outcomes = build_models(settings, build, selected)
        record_models(build, outcomes)
        yield from _results(manifest, translator, outcomes, context)
        stop_if_blocked(settings, build, DBT)

    return cast(dg.AssetsDefinition, dbt_models)


def _results(
    manifest: Mapping[str, Any],
    translator: DagsterDbtTranslator,
    outcomes: tuple[NodeOutcome, ...],
    context: dg.AssetExecutionContext,
) -> Iterator[Result]:
    for outcome in outcomes:
        if outcome.resource_type == "model" and outcome.check.passed:
            node = manifest["nodes"][outcome.unique_id]
            yield dg.MaterializeResult(
                asset_key=translator.get_asset_key(node),
                metadata={"seconds": outcome.seconds},
            )
    for outcome in outcomes:
        if outcome.resource_type != "test":
            continue
        key = get_asset_check_key_for_test(manifest, translator, outcome.unique_id, None)
        if key is None or key not in context.selected_asset_check_keys:
            continue
        check = outcome.check
        yield dg.AssetCheckResult(
            asset_key=key.asset_key,
            check_name=key.name,
            passed=check.passed,
            severity=dg.AssetCheckSeverity.ERROR if check.blocks else dg.AssetCheckSeverity.WARN,
            metadata={"seen": check.seen, "failing_rows": check.failing_rows or 0},
        )
