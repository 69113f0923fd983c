"""The main job on the bundled data, end to end, in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
import yaml

from pipelines.storage.releases import read_manifest
from tests.warehouses import Warehouse


def content_hashes(warehouse: Warehouse) -> dict[str, str]:
    """Of every table but those about the run, which no two releases have in common."""
    tables = read_manifest(warehouse.settings.current)["tables"]
    return {
        name: table["content_hash"] for name, table in tables.items() if not table["about_the_run"]
    }


def test_every_group_of_the_announcement_has_a_row(released: Warehouse) -> None:
    rows = released.query(
        "select group_code from marts.pledge_value_by_country_group where is_latest"
    ).rows
    codes = {code for (code,) in rows}
    assert {"LDC", "LLDC", "SIDS", "LDC_LLDC_SIDS"} <= codes
    assert {"AFRICA", "AMERICAS", "ARAB_STATES", "ASIA_PACIFIC", "CIS", "EUROPE"} <= codes
    assert {"HIGH_INCOME", "UPPER_MIDDLE_INCOME", "LOWER_MIDDLE_INCOME", "LOW_INCOME"} <= codes


def test_a_pledge_to_sixteen_countries_counts_for_ldcs_by_each_rule(released: Warehouse) -> None:
    whole, split = released.query(
        """
        select sum(distinct pledge.value_usd), sum(country.value_usd_equal_split)
        from core.fct_pledges as pledge
        join core.fct_pledge_countries as country using (pledge_version_id)
        join core.bridge_country_group_memberships as member using (country_iso3)
        where pledge.pledge_id = 'e-and-16-countries-2024' and member.group_code = 'LDC'
          and member.valid_from <= date '2024-02-26' and member.valid_to > date '2024-02-26'
        """
    ).rows[0]
    assert (whole, split) == (Decimal("6000000000.00"), Decimal("3375000000.00"))


@pytest.mark.parametrize("rule", ["value_usd_equal_split", "value_usd_need_weighted"])
def test_countries_and_unallocated_add_up_to_the_total_to_the_cent(
    released: Warehouse, rule: str
) -> None:
    parts = released.one(
        f"select sum({rule}) from core.fct_pledge_countries where counts_in_totals"
    )
    total = released.one("select value_usd from marts.pledge_totals where is_latest")
    assert parts == total
    assert total > 0


@pytest.mark.parametrize("scheme", ["itu_region", "wb_income"])
def test_partitions_add_up_to_the_total_at_every_date(released: Warehouse, scheme: str) -> None:
    gaps = released.query(
        f"""
        select as_of_date, sum(value_usd_equal_split) - max(value_usd) as gap
        from marts.pledge_value_by_country_group
        join marts.pledge_totals using (as_of_date)
        where scheme in ('{scheme}', 'unallocated')
        group by as_of_date having gap <> 0
        """
    ).rows
    assert gaps == ()


@pytest.mark.parametrize(("day", "members"), [("2023-12-12", 46), ("2024-12-31", 44)])
def test_ldcs_are_counted_on_the_day_asked_about(
    released: Warehouse, day: str, members: int
) -> None:
    found = released.one(
        "select countries_in_group from marts.pledge_value_by_country_group"
        f" where group_code = 'LDC' and as_of_date = date '{day}'"
    )
    assert found == members


def test_every_figure_of_the_announcement_is_computed_or_says_why_not(released: Warehouse) -> None:
    rows = released.query(
        "select figure_id, computed_value, computed_null_reason, verdict, published_value"
        " from marts.announcement_figures"
    ).rows
    assert len(rows) == 23
    for figure_id, computed, reason, verdict, _ in rows:
        assert (computed is None) == bool(reason), figure_id
        assert verdict
    verdicts = {figure_id: verdict for figure_id, _, _, verdict, _ in rows}
    assert verdicts["ldc_count"] == "match"
    assert verdicts["ldcs_affordable"] == "matches_on_other_basis"
    assert verdicts["total_value"] == "partial_coverage"


def test_two_refreshes_of_the_same_inputs_give_the_same_content(
    copy_warehouse: Callable[[], Warehouse],
) -> None:
    warehouse = copy_warehouse()
    before = content_hashes(warehouse)
    outcome = warehouse.refresh()
    assert outcome.release is not None, outcome.problems
    assert content_hashes(warehouse) == before
    assert len(before) > 10
    told = warehouse.query(
        "select distinct releases_checked, first_released_at < released_at"
        " from marts.data_quality cross join meta.release"
        " where check_name not like '%.drift_of_%'"
    ).rows
    assert told == ((2, True),)
    drift = "select bool_and(passed), count(*) > 50 from marts.data_quality where check_name like "
    assert warehouse.query(drift + "'%.drift_of_%'").rows == ((True, True),)


def test_every_line_of_every_input_is_accounted_for(released: Warehouse) -> None:
    inputs = read_manifest(released.settings.current)["inputs"]
    registry = yaml.safe_load(released.settings.sources_file.read_text())
    assert len(inputs) == sum(len(source["editions"]) for source in registry["sources"])
    for item in inputs:
        parts = item["accepted_lines"] + item["rejected_lines"] + item["structural_lines"]
        assert parts == item["physical_lines"], item["name"]


def test_the_verdict_of_a_release_names_every_check_it_passed(released: Warehouse) -> None:
    verdict = json.loads((released.settings.current / "verdict.json").read_text())
    told = released.query("select check_name from marts.data_quality").rows
    assert {name for (name,) in told} == {check["name"] for check in verdict["checks"]}
    assert verdict["passed"] is True
    assert len(verdict["checks"]) > 200
    assert not [check["name"] for check in verdict["checks"] if check["crashed"]]


def test_every_check_says_what_a_failure_would_mean(released: Warehouse) -> None:
    silent = "select check_name from marts.data_quality where coalesce(why, '') = ''"
    assert released.query(silent).rows == ()
