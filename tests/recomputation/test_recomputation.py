"""The marts of pledges and their progress hold what a second computation from the files gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.serving.query import QueryResult, query_release
from pipelines.settings import Settings
from pipelines.sources.simulated.home import ExportFormat, make_simulated_home
from tests.recomputation import indicators, pledges, progress
from tests.recomputation.comparing import LAST_DECIMAL, ONE, differences
from tests.recomputation.snapshot import Snapshot
from tests.warehouses import Warehouse, copy_home, refresh

ANNOUNCED = date(2023, 12, 12)
DAYS = [date(2022, 6, 30), date(2022, 12, 8), date(2022, 12, 31), ANNOUNCED, date(2024, 12, 31)]
Again = Callable[[Snapshot, date], Mapping[str, Any]]
MARTS: Mapping[str, tuple[str, Again]] = {
    "pledge_totals": ("'all'", lambda snapshot, day: {"all": pledges.totals(snapshot, day)}),
    "pledge_value_by_country_group": ("group_code", pledges.by_group),
    "pledge_value_by_country": ("place_code", pledges.by_country),
    "pledge_breakdowns": ("dimension || ': ' || member", pledges.breakdowns),
    "pledge_concentration": (
        "'all'",
        lambda snapshot, day: {"all": pledges.concentration(snapshot, day)},
    ),
    "implementation_status": ("sector", progress.progress),
}
"""Mart, its key beside the day, and what computes its rows again."""
OWN_WORDS = tuple(f"{dimension}: " for dimension in pledges.TRAITS)


def released_rows(
    warehouse: Warehouse, mart: str, key: str, day: date
) -> dict[str, dict[str, Any]]:
    found = warehouse.query(
        f"select {key} as key, * from marts.{mart} where as_of_date = date '{day}'"
    )
    rows = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
    return {row["key"]: row for row in rows if _is_compared(mart, row["key"])}


def _is_compared(mart: str, key: str) -> bool:
    """UNALLOCATED is what the others leave; other traits are not in the row of a pledge."""
    if mart == "pledge_breakdowns":
        return key.startswith(OWN_WORDS)
    return key != "UNALLOCATED"


def compare(warehouse: Warehouse, snapshot: Snapshot, days: list[date]) -> tuple[int, list[str]]:
    """Cells compared, and what differs in them."""
    cells, found = 0, []
    for day in days:
        whole = pledges.totals(snapshot, day)
        for mart, (key, again) in MARTS.items():
            computed = again(snapshot, day)
            released = released_rows(warehouse, mart, key, day)
            assert released, f"{mart} has no row on {day}"
            for place, row in released.items():
                where = f"{mart} {day} {place}"
                shares = pledges.shares_given(row, computed[place], whole)
                cells += len(computed[place]) + len(shares)
                found += differences(where, row, computed[place])
                found += differences(where, row, shares, LAST_DECIMAL)
    return cells, found


def compare_indicators(warehouse: Warehouse, snapshot: Snapshot) -> tuple[int, list[str]]:
    """Cells of prices, use, coverage and need compared, and what differs in them."""
    data = indicators.Observations(snapshot)
    again: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
        "marts.affordability_by_country": lambda row: indicators.price(
            data, row["basket"], row["country_iso3"], row["reference_year"]
        ),
        "marts.affordability_by_country_group": lambda row: indicators.affordable(
            data, row["basket"], row["reference_year"], row["group_code"],
            row["operator"], row["membership_as_of"],
        ),
        CONNECTIVITY: lambda row: indicators.share_of_people(
            data, row["indicator"], row["group_code"],
            row["reference_year"], row["membership_as_of"],
        ),
        OFFLINE: lambda row: indicators.offline(
            data, row["group_code"], row["reference_year"], row["membership_as_of"]
        ),
        GAPS: lambda row: indicators.gap(
            data, snapshot, row["gap_kind"], row["indicator"], row["group_code"],
            row["reference_year"], row["membership_as_of"],
        ),
        COVERAGE: lambda row: indicators.share_of_people(
            data, "population_covered_4g", row["group_code"],
            row["reference_year"], row["membership_as_of"],
        ),
        "marts.pledges_and_need_by_country": lambda row: indicators.need(
            data, snapshot, row["country_iso3"], row["as_of_date"]
        ),
    }  # fmt: skip
    cells, found = 0, []
    for source, compute in again.items():
        answer = warehouse.query(f"select * from {source}")
        for values in answer.rows:
            row = dict(zip(answer.columns, values, strict=True))
            computed = compute(row)
            cells += len(computed)
            place = " ".join(str(row.get(key, "")) for key in KEYS)
            tolerance = ONE if source == OFFLINE else LAST_DECIMAL
            found += differences(f"{source[:36]} {place}", row, computed, tolerance)
    return cells, found


def compare_need(warehouse: Warehouse, snapshot: Snapshot) -> tuple[int, list[str]]:
    """Cells of need by group and of the rule for underserved countries, and what differs."""
    data = indicators.Observations(snapshot)
    cells, found = 0, []
    for day in (ANNOUNCED, latest_day(warehouse)):
        needs = {i: indicators.need(data, snapshot, i, day) for i in snapshot.economies}
        flags = {
            iso3: {"is_underserved": indicators.underserved(needs[iso3], pledged)}
            for iso3, pledged in pledges.by_country(snapshot, day).items()
        }
        groups = {
            code: indicators.need_of_group(members, needs)
            for code, members in snapshot.members(day).items()
        }
        for mart, key, computed in (
            ("pledges_and_need_by_country", "country_iso3", flags),
            ("pledges_and_need_by_country_group", "group_code", groups),
        ):
            for place, row in released_rows(warehouse, mart, key, day).items():
                cells += len(computed[place])
                found += differences(f"{mart} {day} {place}", row, computed[place], LAST_DECIMAL)
    return cells, found


KEYS = ("basket", "indicator", "country_iso3", "group_code", "reference_year", "as_of_date")
CONNECTIVITY = """marts.connectivity_by_country_group
    where computed_value is not null and sex = 'total' and location = 'total' and age = 'total'
    and indicator in ('individuals_using_internet', 'population_covered_4g')"""
OFFLINE = """marts.connectivity_by_country_group
    where computed_value is not null and indicator = 'offline_population'"""
GAPS = "marts.connectivity_gaps where computed_first_pct is not null"
COVERAGE = """(
    select *, computed_covered_pct as computed_value from marts.coverage_by_country_group
    where computed_covered_pct is not null)"""


def latest_day(warehouse: Warehouse) -> date:
    day = warehouse.one("select as_of_date from marts.pledge_totals where is_latest")
    assert isinstance(day, date)
    return day


@pytest.fixture(scope="module")
def bundled() -> Snapshot:
    return Snapshot(Settings.from_environment({}).data_dir, "pledges/public_pledges.csv")


def test_the_bundled_marts_hold_what_their_files_give(
    released: Warehouse, bundled: Snapshot
) -> None:
    cells, found = compare(released, bundled, [*DAYS, latest_day(released)])
    assert found[:20] == []
    assert cells > 15_000


def test_the_bundled_indicators_are_what_country_data_give(
    released: Warehouse, bundled: Snapshot
) -> None:
    cells, found = compare_indicators(released, bundled)
    assert found[:20] == []
    assert cells > 20_000
    cells, found = compare_need(released, bundled)
    assert found[:20] == []
    assert cells > 700


def test_parts_and_what_is_left_of_them_are_the_whole(
    released: Warehouse, bundled: Snapshot
) -> None:
    for day in DAYS:
        rows = pledges.by_country(bundled, day)
        whole = pledges.totals(bundled, day)["value_usd"]
        for rule in ("value_usd_equal_split", "value_usd_need_weighted"):
            left = released.one(
                f"select {rule} from marts.pledge_value_by_country"
                f" where as_of_date = date '{day}' and place_code = 'UNALLOCATED'"
            )
            parts = sum(row[rule] or 0 for row in rows.values())
            assert abs((whole or 0) - parts - (left or 0)) <= 1, (day, rule)


def test_another_figure_in_the_files_is_found(released: Warehouse, bundled: Snapshot) -> None:
    altered = Snapshot(Settings.from_environment({}).data_dir, "pledges/public_pledges.csv")
    for version in altered.versions:
        if version.row["pledge_id"] == "axian-4g-2025":
            version.row["places"] = "MDG|TZA"
    _, found = compare(released, altered, [latest_day(released)])
    assert any("pledge_value_by_country" in each and "COM" in each for each in found)


@pytest.mark.slow
def test_the_simulated_marts_hold_what_their_files_give(tmp_path: Path) -> None:
    made = make_simulated_home(
        Settings.from_environment({}),
        tmp_path / "home",
        pledges=845,
        seed=20231212,
        export_format=ExportFormat.csv,
    )
    settings = Settings.from_environment(made.environment)
    assert refresh(settings).release is not None
    warehouse = Warehouse(settings)
    snapshot = Snapshot(settings.data_dir, "pledges/simulated_export.csv")
    cells, found = compare(warehouse, snapshot, [*DAYS, latest_day(warehouse)])
    assert found[:20] == []
    assert cells > 15_000
    cells, found = compare_indicators(warehouse, snapshot)
    assert found[:20] == []
    assert cells > 20_000
    cells, found = compare_need(warehouse, snapshot)
    assert found[:20] == []
    assert cells > 700


@pytest.mark.slow
def test_a_release_as_of_a_day_holds_what_was_known_then(
    refreshed_home: Path, tmp_path: Path
) -> None:
    warehouse = copy_home(refreshed_home, tmp_path)
    outcome = warehouse.refresh(ANNOUNCED)
    assert outcome.release is not None
    then = AsOf(warehouse.settings)
    snapshot = Snapshot(then.settings.data_dir, "pledges/public_pledges.csv", as_of=ANNOUNCED)
    cells, found = compare(then, snapshot, [DAYS[0], DAYS[1], DAYS[2], ANNOUNCED])
    assert found[:20] == []
    assert cells > 8_000


class AsOf(Warehouse):
    """The release as of the announcement instead of the current one."""

    def query(self, sql: str) -> QueryResult:
        return query_release(self.settings.database(ANNOUNCED), sql)
