"""Providers of the project's registry on a replay server: those that answer, those that refuse.

The figures are invented.
"""

from __future__ import annotations

import csv

from pipelines.settings import REPOSITORY, Settings
from pipelines.sources.registry import load_registry
from tests.publishers.world_bank import Row, world_bank_countries, world_bank_pages
from tests.replay import ReplayServer, bytes_reply, error

DATAHUB, SDG = "api.datahub.itu.int", "unstats.un.org"
DATA360, WORLD_BANK = "data360api.worldbank.org", "api.worldbank.org"
INTERNET_USE = "/v2/country/all/indicator/IT.NET.USER.ZS"
YEARS = range(2015, 2025)


def economies() -> list[dict[str, str]]:
    path = REPOSITORY / "data" / "reference" / "economies.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["m49"] and row["iso2"]]


ECONOMIES = economies()


def turn_away(replay: ReplayServer, *hosts: str) -> None:
    """Let providers refuse us, as ITU's DataHub does for weeks at a time."""
    paths = {
        DATAHUB: [f"/{v}/data/download/byid/11624/iscollection/false" for v in ("v3", "v2")],
        SDG: ["/sdgapi/v1/sdg/Series/Data"],
        DATA360: ["/data360/data"],
    }
    for host in hosts:
        for path in paths[host]:
            replay.on(host, path, error(403))


def figures_near_the_bundled() -> list[Row]:
    """Internet use a thousandth below the bundled figures, since gates look for believable ones."""
    by_iso3 = {each["iso3"]: each for each in ECONOMIES}
    path = REPOSITORY / "data" / "reference" / "country_observations.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            (by_iso3[row["iso3"]]["iso2"], row["iso3"], row["iso3"], row["reference_year"],
             round(float(row["value"]) * 0.999, 4))
            for row in csv.DictReader(lines)
            if row["indicator"] == "individuals_using_internet" and row["iso3"] in by_iso3
        ]  # fmt: skip


def serve_world_bank(
    replay: ReplayServer,
    rate: float = 50,
    rows: int | None = None,
    updated: str = "2026-07-13",
    figures: list[Row] | None = None,
) -> None:
    """Serve internet use: the figures given, else about the same rate everywhere."""
    areas = [(each["iso3"], each["iso2"], each["name"], False) for each in ECONOMIES]
    world = ("WLD", "1W", "World", True)
    data: list[Row] = figures or [
        (each["iso2"], each["iso3"], each["name"], year, rate + (year - 2015) / 10)
        for each in ECONOMIES
        for year in YEARS
    ]
    data = data[:rows]
    data.append(("1W", "WLD", "World", 2024, 71.0))
    (listing,) = world_bank_countries([*areas, world])
    (page,) = world_bank_pages(data, last_updated=updated)
    replay.on(WORLD_BANK, "/v2/country", bytes_reply(listing, "application/json"))
    replay.on(WORLD_BANK, INTERNET_USE, bytes_reply(page, "application/json"))


def addresses_of(replay: ReplayServer) -> tuple[tuple[str, tuple[str, int]], ...]:
    """Where every provider of the registry is reached: at the replay server."""
    registry = load_registry(Settings.from_environment({}).sources_file)
    hosts = sorted({host for provider in registry.providers for host in provider.hosts})
    return tuple((host, ("127.0.0.1", replay.port)) for host in hosts)
