"""A fetched edition is a vintage of its own: figures switch to it whole, and earlier days do not.

The figures of the edition are invented; a test warehouse holds them and nothing else does.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.serving.query import query_release
from pipelines.settings import REPOSITORY
from pipelines.sources.acquire import Acquirer
from pipelines.sources.registry import load_registry
from pipelines.storage.releases import read_manifest
from tests.pipeline.test_refresh import content_hashes
from tests.publishers.serving import (
    DATA360,
    DATAHUB,
    SDG,
    addresses_of,
    figures_near_the_bundled,
    serve_world_bank,
    turn_away,
)
from tests.replay import Authority, ReplayServer
from tests.warehouses import Warehouse, copy_home, refresh

pytestmark = pytest.mark.slow

ROUTE = "internet_use_world_bank"


@pytest.fixture(scope="module")
def fetched(
    refreshed_home: Path, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Warehouse:
    """A warehouse that fetched a vintage of July 2026, with a thousandth fewer people online."""
    warehouse = copy_home(refreshed_home, tmp_path_factory.mktemp("fetched"))
    with ReplayServer(authority) as replay:
        turn_away(replay, DATAHUB, SDG, DATA360)
        serve_world_bank(replay, figures=figures_near_the_bundled())
        settings = warehouse.settings.model_copy(
            update={"fetch_addresses": addresses_of(replay), "fetch_ca_file": replay.ca_file}
        )
        acquirer = Acquirer(
            settings, load_registry(settings.sources_file), today=lambda: date(2026, 11, 24)
        )
        acquired = acquirer.acquire(acquirer.find_dataset("internet_use"))
    assert acquired.outcome == "new", acquired.tried
    outcome = warehouse.refresh()
    assert outcome.release is not None, "\n".join(outcome.problems)
    return warehouse


def edition_in_release(warehouse: Warehouse) -> dict[str, Any]:
    """What the release says of the one fetched file it was built from."""
    inputs = read_manifest(warehouse.settings.current)["inputs"]
    (file,) = [item for item in inputs if item["kind"] == "edition"]
    return file


def test_the_newest_vintage_is_used_whole_and_the_other_stays(fetched: Warehouse) -> None:
    rows = fetched.query(
        "select vintage, coalesce(route, 'snapshot'), is_in_use from core.dim_vintages"
        " where indicator = 'individuals_using_internet' and cut = 'total'"
        " order by vintage_published_on"
    ).rows
    assert rows == (("2026-04", "snapshot", False), ("2026-07-13", ROUTE, True))
    used = fetched.query(
        "select distinct observation_vintage from marts.connectivity_by_country_group"
        " where indicator = 'individuals_using_internet' and computed_value is not null"
    ).rows
    assert used == (("2026-07-13",),)


def test_every_figure_tells_the_route_and_the_cell_it_came_from(fetched: Warehouse) -> None:
    rows = fetched.query(
        "select route, source_cell, source_sha256 from core.fct_indicators"
        " where indicator = 'individuals_using_internet' and vintage = '2026-07-13'"
    ).rows
    assert len(rows) > 1_500
    assert {route for route, _, _ in rows} == {ROUTE}
    assert len({cell for _, cell, _ in rows}) == len(rows)
    (file,) = [
        i for i in read_manifest(fetched.settings.current)["inputs"] if i["kind"] == "edition"
    ]
    assert {sha256 for _, _, sha256 in rows} == {file["sha256"]}
    assert file["licence_name"] == "CC BY 4.0"


def test_aggregates_of_the_provider_are_no_countries_and_are_accounted_for(
    fetched: Warehouse,
) -> None:
    (file,) = [
        i for i in read_manifest(fetched.settings.current)["inputs"] if i["kind"] == "edition"
    ]
    assert file["structural_lines"] == 1
    assert (
        file["accepted_lines"] + file["rejected_lines"] + file["structural_lines"]
        == file["physical_lines"]
    )


def test_a_day_before_the_edition_is_built_from_what_was_known_then(fetched: Warehouse) -> None:
    outcome = refresh(fetched.settings, date(2026, 6, 30))
    assert outcome.release is not None, "\n".join(outcome.problems)
    sql = (
        "select vintage from core.dim_vintages"
        " where indicator = 'individuals_using_internet' and cut = 'total' and is_in_use"
    )
    earlier = fetched.settings.home / "as_of" / "2026-06-30" / "warehouse.duckdb"
    assert query_release(earlier, sql).rows == (("2026-04",),)
    assert fetched.one(sql) == "2026-07-13"


def test_without_any_network_a_refresh_gives_the_same_tables(fetched: Warehouse) -> None:
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-n", "true"], check=False).returncode:
        pytest.skip("this system does not let us leave the network")
    before = content_hashes(fetched)
    refreshed = subprocess.run(
        [unshare, "-n", str(Path(sys.executable).with_name("p2c")), "refresh"],
        env=fetched.environment(), cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert refreshed.returncode == 0, refreshed.stderr
    assert content_hashes(fetched) == before
