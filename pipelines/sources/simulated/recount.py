"""Counts the rows of an export anew and refuses it when a published marginal is missed.

It reads the rows as any reader would and knows nothing of how they were made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from pipelines.errors import SimulationError
from pipelines.sources.simulated import marginals
from pipelines.sources.simulated.decisions import OTHER_SPELLING
from pipelines.sources.simulated.marginals import Sizes, share
from pipelines.sources.simulated.places import Country

Row = Mapping[str, str]


def require_marginals(rows: Sequence[Row], countries: Mapping[str, Country], sizes: Sizes) -> None:
    """Checks that an export has every published marginal, each exactly.

    Raises:
        SimulationError: naming each marginal that is missed, with both figures.
    """
    wanted = expected_marginals(sizes)
    found = count_marginals(rows, countries)
    missed = [
        f"{name}: {found[name]} instead of {value}"
        for name, value in wanted.items()
        if found[name] != value
    ]
    if missed or not all(row["is_synthetic"] == "true" for row in rows):
        raise SimulationError(
            f"the simulated export misses {'; '.join(missed) or 'the mark is_synthetic'}",
            expected="every published marginal, exactly",
            next_step="take another --seed or more --pledges",
        )


def expected_marginals(sizes: Sizes) -> dict[str, int]:
    """Every published marginal at a size: numbers, and values in cents named `value_...`."""

    def scaled(published: int) -> int:
        return share(published, sizes.pledges)

    values = {f"value_{name}": value for name, value in marginals.VALUES.items()}
    return {
        "pledges": sizes.pledges,
        "new": sizes.new_pledges,
        "entities": sizes.entities,
        "base_entities": sizes.base_entities,
        "countries": marginals.COUNTRIES,
        "base_countries": marginals.BASE_COUNTRIES,
        "programmatic": scaled(marginals.PROGRAMMATIC),
        "women": scaled(marginals.WOMEN),
        "new_women": scaled(marginals.NEW_WOMEN),
        **_parts(sizes),
        "value_all": marginals.TOTAL_VALUE,
        "value_new": marginals.NEW_VALUE,
        "value_largest": marginals.LARGEST_VALUE,
        **values,
    }


def _parts(sizes: Sizes) -> dict[str, int]:
    """Parts of a partition are rounded together, so that they add up at any size."""
    sectors = marginals.quotas(marginals.SECTORS, sizes.pledges)
    regions = marginals.quotas(marginals.REGIONS, sizes.pledges)
    touches = marginals.quotas(marginals.TOUCHES, sizes.pledges)
    types = marginals.quotas(marginals.NEW_TYPES, sizes.new_pledges)
    return {
        "government": sectors["Government"],
        "private": sectors["Private sector"],
        "ldc": sum(number for (ldc, _), number in touches.items() if ldc),
        "africa": sum(number for (_, africa), number in touches.items() if africa),
        "entity_europe": regions["EUROPE"],
        "entity_africa": regions["AFRICA"],
        "entity_americas": regions["AMERICAS"],
        "new_programmatic": types["Programmatic"],
        "new_policy": types["Policy"],
        "new_advocacy": types["Advocacy"],
    }


def count_marginals(rows: Sequence[Row], countries: Mapping[str, Country]) -> dict[str, int]:
    """The same marginals as rows have them; an entity is counted once for its two spellings."""

    def touches(row: Row, test: Callable[[Country], bool]) -> bool:
        return any(test(countries[code]) for code in row["places"].split("|") if code in countries)

    tests: dict[str, Callable[[Row], bool]] = {
        "all": bool,
        "new": lambda row: row["announced"] >= "2023",
        "government": lambda row: row["sector"] == "Government",
        "private": lambda row: row["sector"] == "Private sector",
        "ldc": lambda row: touches(row, lambda country: country.is_ldc),
        "africa": lambda row: touches(row, lambda country: country.region == "AFRICA"),
        "programmatic": lambda row: row["pledge_type"] == "Programmatic",
        "policy": lambda row: row["pledge_type"] == "Policy",
        "advocacy": lambda row: row["pledge_type"] == "Advocacy",
        "women": lambda row: "women" in row["beneficiary_groups"].split("; "),
        "europe_africa_americas": lambda row: (
            _region(row, countries) in marginals.EUROPE_AFRICA_AMERICAS
        ),
        "entity_europe": lambda row: _region(row, countries) == "EUROPE",
        "entity_africa": lambda row: _region(row, countries) == "AFRICA",
        "entity_americas": lambda row: _region(row, countries) == "AMERICAS",
    }
    matching = {name: [row for row in rows if test(row)] for name, test in tests.items()}
    for name in ("government", "private", "programmatic", "policy", "advocacy", "women"):
        matching[f"new_{name}"] = [row for row in matching[name] if tests["new"](row)]
    base = [row for row in rows if not tests["new"](row)]
    counts = {name: len(found) for name, found in matching.items()}
    sums = {f"value_{name}": sum(_cents(row) for row in found) for name, found in matching.items()}
    return {
        **counts,
        **sums,
        "pledges": len({row["pledge_id"] for row in rows}),
        "entities": len(_entities(rows)),
        "base_entities": len(_entities(base)),
        "countries": len(_named(rows, countries)),
        "base_countries": len(_named(base, countries)),
        "value_largest": max(_cents(row) for row in rows),
    }


def _region(row: Row, countries: Mapping[str, Country]) -> str:
    home = row["entity_country_iso3"]
    return countries[home].region if home else ""


def _cents(row: Row) -> int:
    return int(Decimal(row["amount"]) * 100) if row["currency_code"] else 0


def _entities(rows: Sequence[Row]) -> set[str]:
    names = (name for row in rows for name in row["entities"].split("; "))
    return {name.removesuffix(OTHER_SPELLING) for name in names}


def _named(rows: Sequence[Row], countries: Mapping[str, Country]) -> set[str]:
    return {code for row in rows for code in row["places"].split("|") if code in countries}
