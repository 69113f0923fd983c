"""The simulated export: every published marginal exact, the same bytes for the same seed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.errors import SimulationError, SourceError
from pipelines.settings import Settings
from pipelines.sources.registry import load_registry
from pipelines.sources.simulated import FEWEST_PLEDGES, Country, Export, as_csv, simulate_export
from pipelines.sources.simulated.home import (
    MARKER,
    ExportFormat,
    make_simulated_home,
    read_countries,
    require_same_kind,
)
from pipelines.sources.simulated.marginals import apportion, sizes_of
from pipelines.sources.simulated.recount import count_marginals, require_marginals

BILLION = 10**11


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings.from_environment({})


@pytest.fixture(scope="module")
def countries(settings: Settings) -> tuple[Country, ...]:
    return read_countries(settings.data_dir)


@pytest.fixture(scope="module")
def export(countries: tuple[Country, ...]) -> Export:
    return simulate_export(countries, pledges=845)


@pytest.fixture(scope="module")
def found(export: Export, countries: tuple[Country, ...]) -> dict[str, int]:
    return count_marginals(export.rows, {country.iso3: country for country in countries})


PUBLISHED = {
    "pledges": 845,
    "entities": 408,
    "base_entities": 263,
    "countries": 138,
    "base_countries": 115,
    "new": 293,
    "ldc": 261,
    "government": 470,
    "private": 144,
    "programmatic": 389,
    "africa": 274,
    "entity_europe": 245,
    "entity_africa": 174,
    "entity_americas": 171,
    "women": 440,
    "new_women": 138,
    "value_all": 3678 * BILLION // 100,
    "value_new": 712 * BILLION // 100,
    "value_ldc": 1224 * BILLION // 100,
    "value_government": 970 * BILLION // 100,
    "value_private": 2446 * BILLION // 100,
    "value_programmatic": 2076 * BILLION // 100,
    "value_africa": 1724 * BILLION // 100,
    "value_europe_africa_americas": 2650 * BILLION // 100,
    "value_new_government": 92 * BILLION // 100,
    "value_new_private": 6 * BILLION,
    "value_largest": 8 * BILLION,
}
"""Of 6 December 2023, as the annual report has them; values in cents."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_marginal_is_met_exactly(found: dict[str, int], name: str) -> None:
    assert found[name] == PUBLISHED[name]


@pytest.mark.parametrize(
    ("part", "whole", "published"),
    [
        ("women", "pledges", 52),
        ("new_women", "new", 47),
        ("ldc", "pledges", 31),
        ("new_programmatic", "new", 58),
        ("new_policy", "new", 12),
        ("new_advocacy", "new", 21),
    ],
)
def test_a_published_share_is_met_when_rounded(
    found: dict[str, int], part: str, whole: str, published: int
) -> None:
    assert round(100 * found[part] / found[whole]) == published


def test_the_number_of_pledges_grew_through_2022_and_2023_as_published(export: Export) -> None:
    days = [row["announced"] for row in export.rows]
    known = {
        day: sum(announced <= day for announced in days)
        for day in ("2022-06-07", "2022-10-14", "2022-12-06", "2022-12-31", "2023-12-06")
    }
    assert list(known.values()) == [250, 500, 552, 552, 845]


def test_half_of_the_value_is_held_by_a_few_pledges(export: Export) -> None:
    values = sorted(
        (Decimal(row["amount"]) for row in export.rows if row["currency_code"]), reverse=True
    )
    assert sum(values[:20]) > sum(values) / 2
    assert values[len(values) // 2] < sum(values) / len(values) / 5


def test_every_row_says_that_it_is_simulated(export: Export) -> None:
    for row in export.rows:
        assert row["is_synthetic"] == "true"
        assert row["pledge_id"].startswith("SIM-")
        assert row["title"].endswith("(simulated)")
        assert all(name.startswith("Simulated ") for name in row["entities"].split("; "))
        assert row["source_url"].startswith("https://example.org/simulated/")


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    export: Export, countries: tuple[Country, ...]
) -> None:
    again = simulate_export(reversed(countries), pledges=845, seed=export.seed)
    other = simulate_export(countries, pledges=845, seed=export.seed + 1)
    assert as_csv(again.rows) == as_csv(export.rows)
    assert as_csv(other.rows) != as_csv(export.rows)


@pytest.mark.parametrize("pledges", [FEWEST_PLEDGES, 777, 4000])
def test_another_size_keeps_the_shares_and_the_value(
    countries: tuple[Country, ...], pledges: int
) -> None:
    rows = simulate_export(countries, pledges=pledges).rows
    counted = count_marginals(rows, {country.iso3: country for country in countries})
    assert counted["pledges"] == pledges
    assert counted["value_all"] == PUBLISHED["value_all"]
    assert counted["value_ldc"] == PUBLISHED["value_ldc"]
    for name in ("entities", "new", "ldc", "women", "government"):
        assert abs(counted[name] / pledges - PUBLISHED[name] / 845) < 1 / pledges


def test_too_few_pledges_are_refused(countries: tuple[Country, ...]) -> None:
    with pytest.raises(SimulationError, match="too few"):
        simulate_export(countries, pledges=FEWEST_PLEDGES - 1)


def test_countries_without_the_ldcs_are_refused(countries: tuple[Country, ...]) -> None:
    with pytest.raises(SimulationError, match="LDCs are known"):
        simulate_export(countries[:100], pledges=845)


def test_a_missed_marginal_is_named_with_both_figures(
    export: Export, countries: tuple[Country, ...]
) -> None:
    spoiled = [{**row, "beneficiary_groups": "women"} for row in export.rows]
    with pytest.raises(SimulationError, match=r"women: 845 instead of 440"):
        require_marginals(spoiled, {each.iso3: each for each in countries}, sizes_of(845))


def test_a_division_keeps_its_limits_and_loses_nothing() -> None:
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(10, [8, 1, 1], least=[0, 2, 2], most=[5, 9, 9]) == [5, 3, 2]
    with pytest.raises(SimulationError):
        apportion(10, [1, 1], most=[4, 4])


@pytest.mark.parametrize("export_format", ExportFormat)
def test_a_simulated_home_reads_no_real_pledge(
    settings: Settings, tmp_path: Path, export_format: ExportFormat
) -> None:
    made = make_simulated_home(
        settings, tmp_path / "sim", pledges=FEWEST_PLEDGES, seed=1, export_format=export_format
    )
    sources = {source.table: source for source in load_registry(made.sources_file).sources}
    assert set(sources) == {source.table for source in load_registry(settings.sources_file).sources}
    for table in ("pledges", "commitments", "entity_aliases", "pledge_readings", "reviews"):
        assert "imulated" in sources[table].title
        content = (made.data_dir / sources[table].editions[0].path).read_text()
        assert "SIM-" in content or "simulated-" in content
        assert "bbva" not in content.casefold()
    assert json.loads((made.home / MARKER).read_text())["pledges"] == FEWEST_PLEDGES


def test_a_directory_that_holds_something_else_is_left_alone(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "archive").mkdir()
    with pytest.raises(SimulationError, match="did not make"):
        make_simulated_home(settings, tmp_path, pledges=845, seed=1, export_format=ExportFormat.csv)


def test_a_registry_and_a_home_of_two_kinds_are_kept_apart(
    settings: Settings, tmp_path: Path
) -> None:
    made = make_simulated_home(
        settings, tmp_path / "sim", pledges=FEWEST_PLEDGES, seed=1, export_format=ExportFormat.csv
    )
    simulated = Settings.from_environment(made.environment)
    mixed = Settings.from_environment({**made.environment, "P2C_HOME": str(tmp_path / "real")})
    forgotten = Settings.from_environment({"P2C_HOME": str(made.home)})
    require_same_kind(simulated, load_registry(simulated.sources_file).sources)
    require_same_kind(settings, load_registry(settings.sources_file).sources)
    for wrong in (mixed, forgotten):
        with pytest.raises(SourceError, match="simulated"):
            require_same_kind(wrong, load_registry(wrong.sources_file).sources)
