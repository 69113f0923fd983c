"""A build as of a day: what could have been said then, offline, under every gate."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

from pipelines.serving.query import query_release
from pipelines.settings import REPOSITORY
from pipelines.storage.releases import list_releases, read_manifest
from tests.warehouses import Warehouse, copy_home

pytestmark = pytest.mark.slow

ANNOUNCED = date(2023, 12, 12)
BEFORE_PRICES = date(2025, 12, 1)
OFFLINE = (
    "select published_value, edition, edition_published_on, reference_year, membership_as_of"
    " from marts.connectivity_by_country_group where is_latest"
    " and indicator = 'offline_population' and group_code = 'WORLD' and location = 'total'"
)
MEMBERS = (
    "select countries_in_group, membership_as_of, membership_list_edition"
    " from marts.pledge_value_by_country_group where is_latest and group_code = 'LDC'"
)
# Invented, in the shape of the file: what the edition of 2026 may say.
EDITION_2026 = (
    "2026,Press release,offline_population,WORLD,total,total,total,2026,2.0,billion,,estimate,"
    "https://www.itu.int/itu-d/reports/statistics/facts-figures-2026/,2026-11-20\n"
)


@pytest.fixture(scope="module")
def as_of(released: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """One warehouse with a current release and one as of each of two days."""
    warehouse = copy_home(released.settings.home, tmp_path_factory.mktemp("as_of"))
    for day in (ANNOUNCED, BEFORE_PRICES):
        outcome = warehouse.refresh(day)
        assert outcome.release is not None, "\n".join(outcome.problems)
        assert outcome.release.as_of == day
    return warehouse


def ask(warehouse: Warehouse, day: date, sql: str) -> tuple[tuple[object, ...], ...]:
    return query_release(warehouse.settings.database(day), sql).rows


def test_on_the_day_of_the_announcement_it_was_2_6_billion_and_46_countries(
    as_of: Warehouse,
) -> None:
    warehouse = as_of
    assert ask(warehouse, ANNOUNCED, OFFLINE) == (
        (Decimal("2600000000"), "2023", date(2023, 11, 30), 2023, ANNOUNCED),
    )
    assert ask(warehouse, ANNOUNCED, MEMBERS) == ((46, ANNOUNCED, "2021-10"),)


def test_in_december_2025_it_was_2_2_billion_and_44_countries(
    as_of: Warehouse,
) -> None:
    warehouse = as_of
    assert ask(warehouse, BEFORE_PRICES, OFFLINE) == (
        (Decimal("2200000000"), "2025", date(2025, 11, 17), 2025, BEFORE_PRICES),
    )
    assert ask(warehouse, BEFORE_PRICES, MEMBERS) == ((44, BEFORE_PRICES, "2024-01"),)


@pytest.mark.parametrize("day", [ANNOUNCED, BEFORE_PRICES])
def test_nothing_is_known_that_came_later(as_of: Warehouse, day: date) -> None:
    warehouse = as_of
    for column, table in (
        ("as_of_date", "marts.pledge_totals"),
        ("membership_as_of", "marts.connectivity_by_country_group"),
        ("edition_published_on", "core.fct_published_aggregates"),
        ("vintage_published_on", "core.fct_indicators"),
        ("valid_from", "core.fct_pledge_versions"),
        ("valid_from", "core.bridge_country_group_memberships"),
        ("exchange_rate_last_date", "core.fct_pledge_versions"),
    ):
        ((found,),) = ask(
            warehouse, day, f"select count(*) from {table} where {column} > date '{day}'"
        )
        assert found == 0, (table, column)
    assert ask(warehouse, day, "from marts.affordability_by_country_group") == ()
    assert ask(
        warehouse,
        day,
        "select distinct valid_to from core.bridge_country_group_memberships"
        f" where valid_to > date '{day}'",
    ) == ((date(9999, 12, 31),),)


def test_the_day_before_it_left_bhutan_is_a_member_scheduled_to_leave(
    as_of: Warehouse,
) -> None:
    rows = ask(
        as_of,
        ANNOUNCED,
        "select country_iso3, scheduled_valid_to, is_scheduled"
        " from core.bridge_country_group_memberships where is_scheduled order by all",
    )
    assert ("BTN", date(2023, 12, 13), True) in rows
    assert [row[0] for row in rows] == ["BGD", "BTN", "LAO", "NPL", "STP"]


def test_need_splits_nothing_before_a_vintage_was_known_and_says_so(
    as_of: Warehouse,
) -> None:
    reasons = ask(
        as_of,
        ANNOUNCED,
        "select count(*) from core.fct_pledge_countries"
        " where unallocated_because = 'no_observation_known_on_the_day'",
    )
    assert reasons != ((0,),)
    reached = ask(
        as_of,
        ANNOUNCED,
        "select count(*) from core.fct_pledge_countries where offline_people is not null",
    )
    assert reached == ((0,),)


def test_the_current_release_stays_and_every_gate_has_run(
    as_of: Warehouse, released: Warehouse
) -> None:
    settings = as_of.settings
    current = read_manifest(settings.current)
    assert current["release_id"] == read_manifest(released.settings.current)["release_id"]
    assert {release.as_of for release in list_releases(settings)} == {
        None,
        ANNOUNCED,
        BEFORE_PRICES,
    }
    for day in (ANNOUNCED, BEFORE_PRICES):
        assert set(read_manifest(settings.pointer(day))["check_names"]) == set(
            current["check_names"]
        )
        verdict = json.loads((settings.pointer(day) / "verdict.json").read_text())
        lowered = [check["name"] for check in verdict["checks"] if not check["passed"]]
        assert all(name.startswith("marts.") for name in lowered), lowered


def test_the_page_says_that_it_is_of_another_day(as_of: Warehouse) -> None:
    page = (as_of.settings.pointer(ANNOUNCED) / "report" / "index.html").read_text()
    assert "Built as could have been built on 12 December 2023" in page


def test_what_was_said_then_stays_when_newer_editions_are_loaded(
    as_of: Warehouse,
) -> None:
    original = as_of
    before = read_manifest(original.settings.pointer(ANNOUNCED))["tables"]
    warehouse = original.with_own_inputs()
    path = "published/facts_and_figures.csv"
    content = (warehouse.settings.data_dir / path).read_text() + EDITION_2026
    warehouse.replace_bundled_file(path, content.encode())
    outcome = warehouse.refresh(ANNOUNCED)
    assert outcome.release is not None, "\n".join(outcome.problems)
    assert ask(warehouse, ANNOUNCED, OFFLINE)[0][0] == Decimal("2600000000")
    after = read_manifest(warehouse.settings.pointer(ANNOUNCED))["tables"]
    changed = {
        name for name in before if before[name]["content_hash"] != after[name]["content_hash"]
    }
    # The file is another one: rows that name it differ in its hash, counts of its lines in theirs.
    assert changed <= {
        "core.fct_published_aggregates",
        "marts.data_quality",
        "marts.sources_used",
    }


def test_a_day_without_a_release_is_said_and_how_to_get_one(
    as_of: Warehouse,
) -> None:
    def p2c(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from pipelines.cli import main; main()", *arguments],
            env=as_of.environment(), cwd=REPOSITORY, capture_output=True, text=True, check=False,
        )  # fmt: skip

    asked = p2c("query", "--as-of", str(ANNOUNCED), "--format", "csv", OFFLINE)
    assert asked.stdout.splitlines()[1].startswith("2600000000")
    missing = p2c("query", "--as-of", "2024-01-01", OFFLINE)
    assert missing.returncode == 1
    assert "p2c refresh --as-of 2024-01-01" in missing.stderr
    assert p2c("refresh", "--as-of", "2999-01-01").returncode == 2
    assert p2c("refresh", "--as-of", "yesterday").returncode == 2
