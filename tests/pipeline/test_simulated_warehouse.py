"""The simulated warehouse through the whole pipeline, and that its rows never meet real ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.build.build_directory import start_build
from pipelines.checks import RAW
from pipelines.errors import GateFailed
from pipelines.gates.judging import judge_build
from pipelines.gates.run import run_gate
from pipelines.settings import Settings
from pipelines.sources.simulated.home import ExportFormat, SimulatedHome, make_simulated_home
from tests.build_steps import collect, load_all
from tests.conftest import Dropped
from tests.warehouses import Warehouse, refresh


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SimulatedHome:
    return make_simulated_home(
        Settings.from_environment({}),
        tmp_path_factory.mktemp("simulated") / "home",
        pledges=845,
        seed=20231212,
        export_format=ExportFormat.ndjson,
    )


@pytest.fixture(scope="module")
def simulated(made: SimulatedHome) -> Warehouse:
    """Refreshed once, with every gate."""
    settings = Settings.from_environment(made.environment)
    outcome = refresh(settings)
    assert outcome.release is not None, "\n".join(outcome.problems)
    return Warehouse(settings)


def figure(warehouse: Warehouse, figure_id: str) -> tuple[Decimal, str, str | None]:
    ((value, verdict, reason),) = warehouse.query(
        "select computed_value, verdict, difference_reason from marts.announcement_figures"
        f" where figure_id = '{figure_id}'"
    ).rows
    return value, verdict, reason


@pytest.mark.parametrize(
    ("figure_id", "value", "verdict"),
    [
        ("new_value_2023", "7.12", "rounds_to_published"),
        ("total_value", "36.78", "within_bound"),
        ("ldc_count", "46", "match"),
        ("share_benefiting_women", "52.1", "within_bound"),
        ("pledges_total", "845", "within_bound"),
        ("entities_total", "408", "within_bound"),
        ("countries_total", "138", "match"),
        ("ldc_value", "12.24", "match"),
        ("ldc_pledges", "261", "match"),
    ],
)
def test_a_figure_of_the_announcement_is_reproduced(
    simulated: Warehouse, figure_id: str, value: str, verdict: str
) -> None:
    computed, judged, reason = figure(simulated, figure_id)
    assert round(computed, 2 if figure_id.endswith(("value", "2023")) else 1) == Decimal(value)
    assert (judged, reason) == (verdict, None)


def test_every_published_total_of_the_day_that_pledges_give_is_reproduced(
    simulated: Warehouse,
) -> None:
    rows = simulated.query(
        "select verdict, computed_null_reason from marts.published_totals_reconciliation"
        " where as_of_date = '2023-12-06'"
    ).rows
    computed = [verdict for verdict, reason in rows if reason is None]
    assert set(computed) == {"match", "rounds_to_published", "within_bound"}
    assert len(computed) == 44
    # Breakdowns of the pledges new in the year, a target, and a sentence that is cut off.
    assert {reason for _, reason in rows if reason is not None} == {
        "new_pledges_are_not_broken_down",
        "a_target_is_set_not_computed",
        "published_sentence_is_cut_off",
    }


def test_most_commitments_are_on_track(simulated: Warehouse) -> None:
    computed, verdict, _ = figure(simulated, "pledges_on_track")
    assert computed > 50
    assert verdict == "within_bound"


@pytest.mark.parametrize(
    ("figure_id", "value"),
    [
        ("entities_growth_pct", "55.1"),
        ("pledges_growth_pct", "53.1"),
        ("share_targeting_ldc", "30.9"),
    ],
)
def test_where_the_sources_disagree_the_row_says_so(
    simulated: Warehouse, figure_id: str, value: str
) -> None:
    computed, verdict, reason = figure(simulated, figure_id)
    assert round(computed, 1) == Decimal(value)
    assert verdict == "agrees_with_other_source"
    assert reason is not None
    assert reason.startswith("The sources disagree: ")


def test_growth_is_measured_from_the_published_base(simulated: Warehouse) -> None:
    rows = simulated.query(
        "select pledges, base_pledges, entities, base_entities, value_usd"
        " from marts.pledge_totals where as_of_date in ('2023-12-06', '2023-12-12')"
    ).rows
    assert set(rows) == {(845, 552, 408, 263, Decimal("36780000000.00"))}


def test_a_third_of_the_value_is_in_pledges_that_touch_an_ldc(simulated: Warehouse) -> None:
    share = simulated.one(
        "select cast(100 * value_usd_any_member / 36780000000 as decimal(9, 1))"
        " from marts.pledge_value_by_country_group"
        " where group_code = 'LDC' and as_of_date = date '2023-12-12'"
    )
    assert share == Decimal("33.3")


def test_africa_has_its_published_pledges_and_value(simulated: Warehouse) -> None:
    (row,) = simulated.query(
        "select pledges, value_usd_any_member from marts.pledge_value_by_country_group"
        " where group_code = 'AFRICA' and as_of_date = date '2023-12-06'"
    ).rows
    assert row == (274, Decimal("17240000000.00"))


def test_nothing_simulated_is_held_or_looks_like_a_copy(simulated: Warehouse) -> None:
    assert simulated.one("select count(*) from core.fct_pledge_version_suspicions") == 0
    open_matches = "select count(*) from core.fct_match_candidates where decision = 'open'"
    assert simulated.one(open_matches) == 0


def test_the_release_says_that_it_is_simulated(simulated: Warehouse) -> None:
    assert simulated.one("select bool_and(is_synthetic) from core.fct_pledge_versions")
    page = (simulated.settings.current / "report" / "index.html").read_text()
    assert "Simulated pledges:" in page


def blocking_checks(settings: Settings) -> set[str]:
    """Names of the checks that block after the border has been crossed, and no release then."""
    build = start_build(settings)
    collect(settings, build)
    load_all(settings, build)
    gates = run_gate(settings, build, RAW)
    with pytest.raises(GateFailed):
        judge_build(settings, build)
    return {check.name for table in gates for check in table.checks if check.blocks}


def test_a_real_pledge_dropped_into_the_simulated_warehouse_blocks_its_release(
    made: SimulatedHome, dropped: Dropped, tmp_path: Path
) -> None:
    shutil.copytree(made.home, tmp_path / "home", ignore=shutil.ignore_patterns("work", "dbt"))
    settings = Settings.from_environment(made.environment).model_copy(
        update={"home": (tmp_path / "home").resolve()}
    )
    Warehouse(settings).drop("real.csv", dropped.content)
    blocked = blocking_checks(settings)
    assert "raw.pledges.simulated_and_real_pledges_do_not_meet" in blocked


@pytest.mark.parametrize(
    ("mark", "check"),
    [
        ("true", "simulated_and_real_pledges_do_not_meet"),
        ("", "simulated_ids_are_marked_as_simulated"),
    ],
)
def test_a_simulated_pledge_dropped_into_the_real_warehouse_blocks_its_release(
    copy_warehouse: Callable[[], Warehouse], made: SimulatedHome, mark: str, check: str
) -> None:
    first = made.export.read_bytes().splitlines(keepends=True)[0]
    assert b'"is_synthetic": "true"' in first
    warehouse = copy_warehouse()
    warehouse.drop("simulated.ndjson", first.replace(b'"true"}', f'"{mark}"}}'.encode()))
    assert f"raw.pledges.{check}" in blocking_checks(warehouse.settings)
