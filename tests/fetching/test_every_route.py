"""Every route of the registry is served in its publisher's shape, fetched, archived and read.

The registry is the project's own, save that an edition of a few invented rows is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from pipelines.archive.store import Archive
from pipelines.build.raw_tables import CONTRACTS
from pipelines.readers.currencies import check_currency, currency_eras
from pipelines.settings import Settings
from pipelines.sources.acquire import Acquirer
from pipelines.sources.registry import load_registry
from pipelines.sources.routes import Request, Route
from tests.publishers.data360 import data360_pages, data360_record
from tests.publishers.datahub import datahub_aggregates, datahub_v2_csv, datahub_v3_csv, zipped
from tests.publishers.sdg_api import sdg_pages, sdg_record
from tests.publishers.serving import addresses_of
from tests.publishers.workbooks.facts_figures import facts_figures_workbook
from tests.publishers.workbooks.income_groups import income_workbook
from tests.publishers.workbooks.price_baskets import price_workbook
from tests.publishers.workbooks.rates import imf_csv, un_csv, un_xml
from tests.publishers.world_bank import AREAS, world_bank_countries, world_bank_pages
from tests.replay import ReplayServer, bytes_reply

DAY = date(2026, 11, 24)
REGISTRY = load_registry(Settings.from_environment({}).sources_file)
ROUTES = {
    route.id: route
    for dataset in REGISTRY.datasets
    for route in dataset.routes
    if not route.by_hand
}
CURRENT = [code for code in sorted(currency_eras()) if check_currency(code, DAY) is None]
LONG = [
    (code, "1" if code == "USD" else "0.9" if code == "EUR" else "150", "01 Nov 2026")
    for code in CURRENT
]
"""A rate for each currency in use, since the UN's list is not whole with a few."""


def _world_bank(route: Route, request: Request) -> list[bytes]:
    if request.name == "countries":
        return world_bank_countries()
    (series,) = [each for each in route.series if request.name in ("data", each.sex)]
    value = 50_000 if series.unit in ("people", "usd") else 50.5
    rows = [(code, iso3, name, 2024, value) for iso3, code, name, _ in AREAS]
    return world_bank_pages(rows, indicator=series.code)


def _datahub(route: Route, _: Request) -> list[bytes]:
    rows = [("11624", "RWA", 2024, "44.1"), ("11624", "NAM", 2024, "62"), ("242", "RWA", 2024, "9")]
    v3 = "v3" in route.id
    return [zipped(datahub_v3_csv(rows)) if v3 else datahub_v2_csv(rows)]


def _aggregates(_: Route, request: Request) -> list[bytes]:
    return [datahub_aggregates(int(request.url.rsplit("/", 1)[-1]), {2023: 60.5, 2024: 63})]


def _data360(route: Route, _: Request) -> list[bytes]:
    code = route.series[0].code
    rows = [data360_record(a, 2024, "81.5", INDICATOR=code) for a in ("RWA", "NAM", "WLD")]
    return data360_pages(rows)


def _sdg(_: Route, __: Request) -> list[bytes]:
    return sdg_pages([sdg_record("646", 2024, "44.1"), sdg_record("516", 2024, "62")], per_page=10)


BODIES: Mapping[str, Callable[[Route, Request], list[bytes]]] = {
    "world_bank": _world_bank,
    "world_bank_by_sex": _world_bank,
    "datahub": _datahub,
    "datahub_aggregates": _aggregates,
    "data360": _data360,
    "sdg_api": _sdg,
    "facts_and_figures": lambda _, __: [facts_figures_workbook()],
    "price_baskets": lambda _, __: [price_workbook()],
    "price_workbook_groups": lambda _, __: [price_workbook()],
    "income_groups": lambda _, __: [income_workbook()],
    "imf_rates": lambda _, __: [imf_csv()],
    "un_rates": lambda route, _: [un_xml(LONG) if "xml" in route.id else un_csv(LONG)],
}


@pytest.fixture
def alone(tmp_path: Path, replay: ReplayServer) -> Callable[[str], tuple[Acquirer, Settings]]:
    """A warehouse that knows one route, of which any row is enough."""

    def make(route_id: str) -> tuple[Acquirer, Settings]:
        registry = yaml.safe_load(Settings.from_environment({}).sources_file.read_text())
        registry["datasets"] = [
            each | {"min_rows": 1, "routes": [r for r in each["routes"] if r["id"] == route_id]}
            for each in registry["datasets"]
            if any(r["id"] == route_id for r in each["routes"])
        ]
        (tmp_path / "sources.yml").write_text(yaml.safe_dump(registry))
        settings = Settings.from_environment(
            {"P2C_HOME": str(tmp_path / "home"), "P2C_SOURCES": str(tmp_path / "sources.yml")}
        ).model_copy(
            update={"fetch_addresses": addresses_of(replay), "fetch_ca_file": replay.ca_file}
        )
        return Acquirer(settings, load_registry(settings.sources_file), today=lambda: DAY), settings

    return make


@pytest.mark.parametrize("route_id", ROUTES)
def test_a_route_is_fetched_and_read_in_its_publishers_shape(
    route_id: str,
    alone: Callable[[str], tuple[Acquirer, Settings]],
    replay: ReplayServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    route = ROUTES[route_id]
    for request in route.requests:
        address = urlsplit(request.url)
        (body,) = BODIES[route.shape](route, request)
        replay.on(
            address.hostname or "", address.path, bytes_reply(body, "application/octet-stream"),
            query=dict(parse_qsl(address.query)),
        )  # fmt: skip
    acquirer, settings = alone(route_id)
    (dataset,) = load_registry(settings.sources_file).datasets
    acquired = acquirer.acquire(dataset)
    assert acquired.outcome == "new", acquired.tried
    assert acquired.rows
    assert not replay.unmatched
    (edition,) = Archive(settings.archive_dir).editions()
    assert edition.source_id == route_id


def test_every_route_feeds_a_raw_table_that_is_loaded() -> None:
    assert {dataset.table for dataset in REGISTRY.datasets} <= set(CONTRACTS)


def test_every_shape_is_served_here() -> None:
    assert set(BODIES) == {route.shape for route in ROUTES.values()}
