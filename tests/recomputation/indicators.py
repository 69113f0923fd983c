"""Prices, use, coverage and need of countries and groups, computed again from country data.

The rules are those of docs/analysts.md (Affordable, Need beside pledges) and of the columns in
docs/data-dictionary.md. Published figures are not computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from statistics import median

from tests.recomputation.pledges import Cell
from tests.recomputation.snapshot import Snapshot

PERCENT = Decimal(100)
TARGET = Decimal(2)
BASKETS_OF_5_GB = ("fixed_broadband_5gb_basket", "mobile_data_5gb_basket")


class Observations:
    """Figures of both sexes by indicator, country and year."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._values: dict[str, dict[str, dict[int, Decimal]]] = {}
        self.members = cache(snapshot.members)
        for row in snapshot.observations:
            of_country = self._values.setdefault(row["indicator"], {}).setdefault(row["iso3"], {})
            of_country[int(row["reference_year"])] = Decimal(row["value"])

    def get(self, indicator: str, iso3: str, year: int) -> Decimal | None:
        return self._values.get(indicator, {}).get(iso3, {}).get(year)

    def only_ldcs_have(self, indicator: str, year: int) -> bool:
        """Whether the figures of a year are of LDCs alone, so that nothing compares with them."""
        having = {iso3 for iso3, years in self._values[indicator].items() if year in years}
        return having <= self.members(date(2021, 12, 31))["LDC"]

    def years(self, indicator: str, iso3: str) -> Iterable[int]:
        return self._values.get(indicator, {}).get(iso3, {})


def price(data: Observations, basket: str, iso3: str, year: int) -> dict[str, Cell]:
    """A row of `affordability_by_country`."""
    share = data.get(basket, iso3, year)
    return {
        "price_pct_gni": share,
        "price_usd": data.get(f"{basket}_price", iso3, year),
        "meets_le_2pct": None if share is None else int(share <= TARGET),
        "meets_lt_2pct": None if share is None else int(share < TARGET),
        "gap_to_2pct_points": None if share is None else share - TARGET,
        "times_the_2pct_target": None if share is None else share / TARGET,
    }


def affordable(
    data: Observations, basket: str, year: int, group: str, operator: str, day: date
) -> dict[str, Cell]:
    """A row of `affordability_by_country_group`."""
    members = data.members(day)[group]
    prices = [p for iso3 in members if (p := data.get(basket, iso3, year)) is not None]
    meets: Callable[[Decimal], bool] = (
        (lambda p: p <= TARGET) if operator == "<=" else (lambda p: p < TARGET)
    )
    return {
        "economies_in_group": len(members),
        "economies_with_data": len(prices),
        "economies_meeting": sum(map(meets, prices)),
        "median_price_pct_gni": Decimal(median(prices)) if prices else None,
    }


def share_of_people(
    data: Observations, indicator: str, group: str, year: int, day: date
) -> dict[str, Cell]:
    """What `connectivity_by_country_group` computes of a share of people, weighted by them."""
    members = data.members(day)[group]
    people = {i: p for i in members if (p := data.get("population", i, year)) is not None}
    shares = {i: s for i in people if (s := data.get(indicator, i, year)) is not None}
    having = sum((people[iso3] for iso3 in shares), Decimal(0))
    everybody = sum(people.values(), Decimal(0))
    reached = sum((people[iso3] * share for iso3, share in shares.items()), Decimal(0))
    return {
        "computed_value": reached / having if having else None,
        "economies_with_data": len(shares),
        "economies_in_group": len(members),
        "population_covered_pct": PERCENT * having / everybody if everybody else None,
    }


def offline(data: Observations, group: str, year: int, day: date) -> dict[str, Cell]:
    """People offline of a group: the share of its countries with data, for all its people."""
    used = share_of_people(data, "individuals_using_internet", group, year, day)
    people = (data.get("population", iso3, year) for iso3 in data.members(day)[group])
    everybody = sum((each for each in people if each is not None), Decimal(0))
    share = used["computed_value"]
    assert share is not None
    return {**used, "computed_value": everybody * (PERCENT - share) / PERCENT}


def gap(
    data: Observations,
    snapshot: Snapshot,
    kind: str,
    indicator: str,
    group: str,
    year: int,
    day: date,
) -> dict[str, Cell]:
    """What `connectivity_gaps` computes: both sides, weighted by all people, and their distance."""
    if kind == "high_low_income":
        first = share_of_people(data, indicator, "HIGH_INCOME", year, day)["computed_value"]
        second = share_of_people(data, indicator, "LOW_INCOME", year, day)["computed_value"]
    else:
        weights = {
            iso3: people
            for iso3 in data.members(day)[group]
            if (people := data.get("population", iso3, year)) is not None
            and all((indicator, sex, iso3, year) in snapshot.by_sex for sex in ("female", "male"))
        }
        everybody = sum(weights.values(), Decimal(0))
        first, second = (
            sum(
                (p * snapshot.by_sex[indicator, sex, iso3, year] for iso3, p in weights.items()),
                Decimal(0),
            )
            / everybody
            for sex in ("female", "male")
        )
    assert first is not None
    assert second is not None
    return {
        "computed_first_pct": Decimal(first),
        "computed_second_pct": Decimal(second),
        "computed_gap_points": Decimal(first) - Decimal(second),
        "computed_ratio": Decimal(first) / Decimal(second),
    }


def need(data: Observations, snapshot: Snapshot, iso3: str, day: date) -> dict[str, Cell]:
    """The columns of need in `pledges_and_need_by_country`."""
    used = _newest(data, ("individuals_using_internet", "population"), iso3, day)
    covered = _newest(data, ("population_covered_4g", "population"), iso3, day)
    priced = [
        (year, -share)
        for basket in BASKETS_OF_5_GB
        for year in data.years(basket, iso3)
        if day.year - 10 <= year <= day.year
        and not data.only_ldcs_have(basket, year)
        and (share := data.get(basket, iso3, year)) is not None
    ]
    year_of_price, cheapest = max(priced) if priced else (None, None)
    reach = data.get("population_covered_4g", iso3, covered) if covered else None
    people = data.get("population", iso3, covered) if covered else None
    return {
        "offline_people": snapshot.offline_on(iso3, day),
        "internet_use_pct": data.get("individuals_using_internet", iso3, used) if used else None,
        "internet_use_reference_year": used,
        "cheapest_5gb_price_pct_gni": None if cheapest is None else -cheapest,
        "price_reference_year": year_of_price,
        "covered_4g_pct": reach,
        "people_not_covered_4g": (
            None
            if people is None or reach is None
            else int((people * (PERCENT - reach) / PERCENT).to_integral_value(ROUND_HALF_UP))
        ),
        "coverage_reference_year": covered,
    }


def _newest(data: Observations, indicators: tuple[str, str], iso3: str, day: date) -> int | None:
    first, second = (set(data.years(indicator, iso3)) for indicator in indicators)
    years = [year for year in first & second if day.year - 10 <= year <= day.year]
    return max(years, default=None)


def underserved(needed: Mapping[str, Cell], pledged: Mapping[str, Cell]) -> int | None:
    """`is_underserved`, from the need of a country and its row of pledges."""
    offline, used = needed["offline_people"], needed["internet_use_pct"]
    if offline is None or used is None:
        return None
    if offline < 1_000_000 or PERCENT - used < 33:
        return 0
    share = pledged["value_usd_naming_country_equal_split"]
    if share is not None and share / offline >= 1:
        return 0
    return None if share is None or pledged["pledges_naming_country_without_share"] else 1


def need_of_group(
    members: Iterable[str], needs: Mapping[str, Mapping[str, Cell]]
) -> dict[str, Cell]:
    """The columns of need in `pledges_and_need_by_country_group`, over countries with data."""
    rows = [needs[iso3] for iso3 in members]
    offline = [row for row in rows if row["offline_people"] is not None]
    priced = [row for row in rows if row["cheapest_5gb_price_pct_gni"] is not None]
    covered = [row for row in rows if row["people_not_covered_4g"] is not None]
    return {
        "countries_in_group": len(rows),
        "countries_with_offline_people": len(offline),
        "offline_people": sum(row["offline_people"] for row in offline) if offline else None,
        "countries_with_price": len(priced),
        "countries_meeting_le_2pct": (
            sum(row["cheapest_5gb_price_pct_gni"] <= TARGET for row in priced) if priced else None
        ),
        "countries_with_coverage": len(covered),
        "people_not_covered_4g": (
            sum(row["people_not_covered_4g"] for row in covered) if covered else None
        ),
    }
