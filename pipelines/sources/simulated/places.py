"""Countries of simulated pledges: those that a pledge names, and where its entities are at home.

Which countries are LDCs or in which region is given; nothing is looked up here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from pipelines.errors import SimulationError
from pipelines.sources.simulated.drafts import Draft
from pipelines.sources.simulated.marginals import BASE_COUNTRIES, COUNTRIES, apportion

_AFRICA = "AFRICA"
_MOST_FURTHER = 4
_GLOBAL_IN = 12
"""One of so many pledges that touch neither an LDC nor Africa is for the whole world."""

Kind = tuple[bool, bool]
"""Whether a country is an LDC, and whether it is in ITU's Africa region."""


@dataclass(frozen=True, order=True)
class Country:
    """A country as of the day of the announcement; `region` is ITU's."""

    iso3: str
    region: str
    is_ldc: bool

    @property
    def kind(self) -> Kind:
        """What a pledge touches by naming the country."""
        return self.is_ldc, self.region == _AFRICA


@dataclass(frozen=True)
class Atlas:
    """Countries an export names: those of the older pledges, and those only new ones name."""

    base: tuple[Country, ...]
    added: tuple[Country, ...]

    @property
    def all(self) -> tuple[Country, ...]:
        """Every country named."""
        return (*self.base, *self.added)


def choose_countries(countries: Iterable[Country], random: Random) -> Atlas:
    """Chooses the published number of countries: every LDC, and others of each region.

    Raises:
        SimulationError: when there are fewer countries than were published.
    """
    by_region: dict[str, list[Country]] = defaultdict(list)
    for country in sorted(countries):
        by_region["" if country.is_ldc else country.region].append(country)
    ldcs = by_region.pop("", [])
    regions = sorted(by_region)
    available = [len(by_region[region]) for region in regions]
    if not 0 <= COUNTRIES - len(ldcs) <= sum(available):
        raise SimulationError(
            f"{sum(available)} countries and {len(ldcs)} LDCs are known",
            expected=f"at least {COUNTRIES} countries in all, with ITU's regions and the LDC list",
            next_step="restore data/reference",
        )
    chosen = list(ldcs)
    numbers = apportion(COUNTRIES - len(ldcs), available, most=available)
    for region, number in zip(regions, numbers, strict=True):
        chosen += random.sample(by_region[region], number)
    by_kind: dict[Kind, list[Country]] = defaultdict(list)
    for country in sorted(chosen):
        by_kind[country.kind].append(country)
    kinds = sorted(by_kind)
    added: set[Country] = set()
    for kind, number in zip(
        kinds,
        apportion(COUNTRIES - BASE_COUNTRIES, [len(by_kind[kind]) for kind in kinds]),
        strict=True,
    ):
        added |= set(random.sample(by_kind[kind], number))
    base = tuple(country for country in sorted(chosen) if country not in added)
    return Atlas(base, tuple(sorted(added)))


def draw_places(
    drafts: Sequence[Draft], homes: Mapping[int, str], atlas: Atlas, random: Random
) -> None:
    """Gives each pledge its countries so that each country of the atlas is named by some pledge.

    Args:
        drafts: The pledges, with what they touch and the number of their lead entity.
        homes: Home country of an entity, by its number; governments mostly work at home.
        atlas: The countries to name; what only new pledges name is kept from the older ones.
        random: Draws everything.
    """
    by_code = {country.iso3: country for country in atlas.all}
    for is_new, fresh in ((False, atlas.base), (True, atlas.added)):
        pool = atlas.all if is_new else atlas.base
        waiting: dict[Kind, list[Country]] = defaultdict(list)
        for country in random.sample(fresh, len(fresh)):
            waiting[country.kind].append(country)
        pools: dict[Kind, list[Country]] = defaultdict(list)
        for country in pool:
            pools[country.kind].append(country)
        part = [draft for draft in drafts if draft.is_new is is_new]
        left_of = Counter(draft.touch for draft in part)
        for draft in part:
            home = by_code.get(homes.get(draft.entity, ""))
            queue = waiting[draft.touch]
            # Where pledges are few, each of them names several of those nobody has named yet.
            fresh_ones = [queue.pop() for _ in range(-(-len(queue) // left_of[draft.touch]))]
            left_of[draft.touch] -= 1
            draft.places = _name_countries(
                draft, home if home in pool else None, pools, fresh_ones, random
            )


def _name_countries(
    draft: Draft,
    home: Country | None,
    pools: Mapping[Kind, Sequence[Country]],
    unnamed: Sequence[Country],
    random: Random,
) -> tuple[str, ...]:
    """One country of the kind the pledge is to touch, and some more that touch nothing else."""
    wanted = draft.touch
    if not unnamed and wanted == (False, False) and random.randrange(_GLOBAL_IN) == 0:
        return ("GLOBAL",)
    allowed = [
        country
        for kind, countries in sorted(pools.items())
        if (wanted[0] or not kind[0]) and (wanted[1] or not kind[1])
        for country in countries
    ]
    named = list(unnamed)
    if home in allowed and draft.sector == "Government" and home not in named:
        named.append(home)
    if not any(country.kind == wanted for country in named):
        named.append(random.choice(pools[wanted]))
    further = min(int(random.expovariate(0.9)), _MOST_FURTHER)
    for country in random.sample(allowed, further):
        if country not in named:
            named.append(country)
    return tuple(country.iso3 for country in named)
