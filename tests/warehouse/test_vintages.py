"""A second vintage of a series, and lists of another day: figures switch whole, and go back.

The second vintage is the bundled one with every share halved, so that a figure made of both would
show; its rows are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipelines.build.build_directory import active_build
from pipelines.build.dbt_runner import build_models
from pipelines.build.raw_tables import raw_schemas
from pipelines.storage.database import load_raw_table, read_rows
from tests.warehouses import Warehouse, copy_home

SERIES = "individuals_using_internet"
FIGURES = (
    "select indicator, group_code, reference_year, computed_value, economies_with_data,"
    " observation_vintage, observation_route from marts.connectivity_by_country_group"
    " where computed_value is not null group by all order by all"
)
NEED = "from core.int_country_need_by_year order by all"
PUBLISHER = "United Nations Statistics Division"

Rows = list[dict[str, Any]]
Build = Callable[..., Path]


def load(database: Path, table: str, rows: Rows) -> None:
    content = pa.Table.from_pylist(rows, schema=raw_schemas()[table])
    load_raw_table(database, table, content, memory_limit="1GB")


def second_vintage(rows: Rows) -> Rows:
    return [
        {**row, "vintage": "2026-10", "published_on": date(2026, 10, 31), "route": "a_route",
         "value": (row["value"] / 2).quantize(Decimal("0.00000001"))}
        for row in rows if row["indicator"] == SERIES and row["sex"] is None
    ]  # fmt: skip


def women(rows: Rows) -> Rows:
    """Rows of the vintage in use about women alone, which no total may take in."""
    return [
        {**row, "sex": "female", "value": Decimal(1)}
        for row in rows
        if row["indicator"] == SERIES and row["sex"] is None
    ]


def list_of_december_2026(without: set[str]) -> Callable[[Rows], Rows]:
    def add(rows: Rows) -> Rows:
        return [
            {**row, "list_edition": "2026-12", "published_on": date(2026, 12, 31)}
            for row in rows
            if row["list_edition"] == "2026-07"
            and (row["group_code"], row["iso3"]) not in {("LDC", iso3) for iso3 in without}
        ]

    return add


@pytest.fixture(scope="module")
def build(released: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Builds what follows from rows added to the bundled ones, as of a day or of none.

    All other models are those of the release already.
    """

    def make(as_of: date | None = None, **added: Callable[[Rows], Rows]) -> Path:
        warehouse = copy_home(released.settings.home, tmp_path_factory.mktemp("vintages"))
        active = active_build(warehouse.settings)
        for table, more in added.items():
            rows = read_rows(active.database, f"from raw.{table}")
            load(active.database, table, rows + more(rows))
        if as_of is not None:
            load(active.database, "build", [{"as_of_date": as_of}])
        changed = [*added, *(["build"] if as_of else [])]
        followers = [f"source:raw.{table}+" for table in changed]
        outcomes = build_models(warehouse.settings, active, followers)
        assert [each.check.describe() for each in outcomes if each.check.blocks] == []
        return active.database

    return make


@pytest.fixture(scope="module")
def newer(build: Build) -> Path:
    return build(country_observations=second_vintage)


def test_every_figure_of_a_series_switches_to_the_newer_vintage_whole(
    released: Warehouse, newer: Path
) -> None:
    before = released.query(FIGURES).rows
    after = [tuple(row.values()) for row in read_rows(newer, FIGURES)]
    assert len(before) == len(after) > 100
    for old, new in zip(before, after, strict=True):
        indicator, *_, old_value, old_economies, old_vintage, _ = old
        *_, new_value, new_economies, new_vintage, new_route = new
        if indicator == SERIES:
            assert (old_vintage, new_vintage, new_route) == ("2026-04", "2026-10", "a_route")
            assert abs(new_value - old_value / 2) < Decimal("0.001")
            assert new_economies == old_economies
        elif indicator == "offline_population":
            assert (new_vintage, new_value > old_value) == ("2026-10", True)
        else:
            assert new == old


def test_people_offline_are_counted_from_the_newer_vintage_for_every_country(newer: Path) -> None:
    rows = read_rows(newer, NEED)
    assert len(rows) > 1500
    assert {row["vintage"] for row in rows} == {"2026-10"}


def test_both_vintages_stay_and_one_is_in_use(newer: Path) -> None:
    rows = read_rows(
        newer,
        "select vintage, route, is_in_use, observations from core.dim_vintages"
        f" where indicator = '{SERIES}' and cut = 'total' order by all",
    )
    assert [tuple(row.values()) for row in rows] == [
        ("2026-04", "snapshot", False, 1903),
        ("2026-10", "a_route", True, 1903),
    ]
    kept = read_rows(
        newer,
        "select vintage, is_in_use, count(*) as n from core.fct_indicators"
        f" where indicator = '{SERIES}' and sex = 'total' group by all order by all",
    )
    assert [tuple(row.values()) for row in kept] == [
        ("2026-04", False, 1903),
        ("2026-10", True, 1903),
    ]


def test_as_of_a_day_before_the_newer_vintage_everything_is_as_it_was(build: Build) -> None:
    day = date(2026, 5, 31)
    without = build(day)
    with_newer = build(day, country_observations=second_vintage)
    for table in (
        "marts.connectivity_by_country_group",
        "marts.affordability_by_country_group",
        "marts.aggregates_reconciliation",
        "marts.pledge_value_by_country_group",
        "core.fct_pledge_countries",
        "core.dim_vintages",
    ):
        sql = f"from {table} order by all"
        assert read_rows(with_newer, sql) == read_rows(without, sql), table


def test_totals_take_in_no_row_about_women_alone(released: Warehouse, build: Build) -> None:
    database = build(country_observations=women)
    assert [tuple(row.values()) for row in read_rows(database, FIGURES)] == list(
        released.query(FIGURES).rows
    )


def members_of(database: Path, day: str) -> set[str]:
    rows = read_rows(
        database,
        "select country_iso3 from core.bridge_country_group_memberships where group_code = 'LDC'"
        f" and valid_from <= date '{day}' and valid_to > date '{day}'",
    )
    return {row["country_iso3"] for row in rows}


def test_a_scheduled_graduation_takes_effect_on_its_day_once_a_list_confirms_it(
    build: Build,
) -> None:
    database = build(country_group_lists=list_of_december_2026({"LAO", "NPL"}))
    assert len(members_of(database, "2026-11-23")) == 44
    assert members_of(database, "2026-11-23") - members_of(database, "2026-11-24") == {"LAO", "NPL"}
    rows = read_rows(
        database,
        "select country_iso3, is_scheduled, confirmed_by"
        " from core.bridge_country_group_memberships"
        " where scheduled_valid_to = date '2026-11-24' order by all",
    )
    assert [tuple(row.values()) for row in rows] == [
        ("BGD", True, None),
        ("LAO", False, f"{PUBLISHER}, 2026-12"),
        ("NPL", False, f"{PUBLISHER}, 2026-12"),
    ]
    assert (
        read_rows(
            database,
            "from core.fct_membership_disagreements where list_edition = '2026-12'",
        )
        == []
    )


def test_a_list_confirms_nothing_before_it_was_known(build: Build) -> None:
    database = build(date(2026, 12, 30), country_group_lists=list_of_december_2026({"LAO", "NPL"}))
    assert len(members_of(database, "2026-12-30")) == 44


def test_a_list_that_lacks_a_country_nobody_scheduled_is_told(build: Build) -> None:
    database = build(country_group_lists=list_of_december_2026({"LAO", "NPL", "KHM"}))
    rows = read_rows(
        database,
        "select country_iso3, is_in_list, is_member, is_expected"
        " from core.fct_membership_disagreements where list_edition = '2026-12'",
    )
    assert [tuple(row.values()) for row in rows] == [("KHM", False, True, False)]
    assert "KHM" in members_of(database, "2026-12-31")


def test_the_snapshot_disagrees_with_its_lists_in_one_late_entry(released: Warehouse) -> None:
    rows = released.query(
        "select group_code, country_iso3, list_edition, is_in_list, is_expected"
        " from core.fct_membership_disagreements"
    ).rows
    assert rows == (("LDC", "BTN", "2024-01", True, True),)
