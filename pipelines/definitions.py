"""Where all parts meet: the Dagster definitions of one warehouse. Nothing else belongs here."""

from __future__ import annotations

import dagster as dg

from pipelines.assets.automation import (
    build_fetch_schedule,
    build_inbox_sensor,
    build_refresh_schedule,
)
from pipelines.assets.fetched import GROUP as FETCHED
from pipelines.assets.fetched import build_fetched_assets
from pipelines.assets.gates import build_gate_checks
from pipelines.assets.locks import build_single_flight
from pipelines.assets.models import build_dbt_assets
from pipelines.assets.raw import build_raw_assets
from pipelines.assets.release import build_release_asset
from pipelines.assets.stops import build_stop_hook
from pipelines.build.dbt_runner import ensure_manifest
from pipelines.checks import SUITE_GATES
from pipelines.settings import Settings


def build_defs(settings: Settings | None = None) -> dg.Definitions:
    """Definitions of a warehouse; fresh objects at each call, so tests may have several."""
    settings = settings or Settings.from_environment()
    models = build_dbt_assets(settings, ensure_manifest(settings))
    gated = sorted(key for key in models.keys if key.path[0] in SUITE_GATES)
    built = [*build_raw_assets(settings), models, build_release_asset(settings, gated)]
    fetched = dg.AssetSelection.groups(FETCHED)
    refresh = dg.define_asset_job(
        "refresh",
        selection=dg.AssetSelection.all() - fetched,
        hooks={build_stop_hook(settings)},
        description="Inputs to release, with every gate. Asks nobody outside.",
    )
    fetch = dg.define_asset_job(
        "fetch", selection=fetched, description="Asks providers for new editions and archives them."
    )
    return dg.Definitions(
        assets=[*build_fetched_assets(settings), *built],
        asset_checks=build_gate_checks(settings),
        jobs=[refresh, fetch],
        schedules=[build_refresh_schedule(refresh.name), build_fetch_schedule(fetch.name)],
        sensors=[build_inbox_sensor(settings, refresh.name)],
        resources={"single_flight": build_single_flight(settings)},
        # DuckDB has one writer, and a process for each step costs more than the steps.
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The warehouse the environment names; read when Dagster asks, not at import."""
    return build_defs()
