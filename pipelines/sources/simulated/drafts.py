"""Simulated pledges in the making, and their traits: sector, type, region, whom they are for.

Each trait is dealt out by exact numbers, apart for old and new pledges; money comes later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from pipelines.sources.simulated import marginals
from pipelines.sources.simulated.marginals import Kind, Sizes, apportion, quotas, share

_PILLARS: Mapping[str, Mapping[str, int]] = {
    "ACCESS": {
        "Connectivity and digital infrastructure": 36,
        "Emergency telecommunications": 28,
        "Devices and affordability": 26,
    },
    "ADOPTION": {"Skills": 55, "Digital inclusion": 42},
    "VALUE CREATION": {
        "Digital innovation and entrepreneurship": 38,
        "Digital public services": 24,
        "Trust and security": 17,
    },
    "ACCELERATE": {"Partnerships": 14, "Financing": 13},
}
"""Skills, inclusion and innovation came first among the new ones; other names are made up."""

_OTHER_GROUPS: Mapping[str, int] = {
    "youth": 300,
    "children": 130,
    "older people": 60,
    "persons with disabilities": 150,
    "refugees and displaced people": 40,
    "rural and remote people": 260,
    "low-income people": 140,
    "entrepreneurs": 120,
}
_WITHOUT_AMOUNT = ("Policy", "Advocacy")
"""Half of these state no amount of money, as laws and campaigns seldom do."""


@dataclass
class Draft:
    """One pledge on the way to a row; money in cents, `region` is that of the lead entity."""

    number: int
    is_new: bool
    sector: str = ""
    pledge_type: str = ""
    focus_area: str = ""
    pillar: str = ""
    for_women: bool = False
    touch: tuple[bool, bool] = (False, False)
    region: str = ""
    has_value: bool = True
    value: int = 0
    announced: date = date.min
    entity: int = -1
    partner: int | None = None
    places: tuple[str, ...] = ()
    groups: list[str] = field(default_factory=list)
    goals: list[int] = field(default_factory=list)
    reports: list[tuple[date, str, int]] = field(default_factory=list)

    @property
    def pledge_id(self) -> str:
        """The id of the row, by which a simulated pledge is known at once."""
        return f"SIM-{self.number:06d}"

    @property
    def touches_ldc(self) -> bool:
        """Whether it names a least developed country."""
        return self.touch[0]

    @property
    def touches_africa(self) -> bool:
        """Whether it names a country of ITU's Africa region."""
        return self.touch[1]


def draw_drafts(sizes: Sizes, random: Random) -> list[Draft]:
    """Pledges with every trait that was published, in exactly the published numbers."""
    drafts = [Draft(number, number > sizes.old_pledges) for number in range(1, sizes.pledges + 1)]
    old, new = drafts[: sizes.old_pledges], drafts[sizes.old_pledges :]
    for part, sectors in zip((old, new), _split(marginals.SECTORS, sizes), strict=True):
        _deal(part, "sector", sectors, random)
    for part, touches in zip((old, new), _split(marginals.TOUCHES, sizes), strict=True):
        _deal(part, "touch", touches, random)
    for part, numbers in zip((old, new), _split(marginals.REGIONS, sizes), strict=True):
        _deal_regions(part, numbers, random)
    new_types = quotas(marginals.NEW_TYPES, len(new))
    programmatic = share(marginals.PROGRAMMATIC, sizes.pledges) - new_types["Programmatic"]
    others = quotas(marginals.OLD_OTHER_TYPES, len(old) - programmatic)
    _deal(old, "pledge_type", {"Programmatic": programmatic, **others}, random)
    _deal(new, "pledge_type", new_types, random)
    new_women = share(marginals.NEW_WOMEN, sizes.pledges)
    _mark(new, "for_women", new_women, random)
    _mark(old, "for_women", share(marginals.WOMEN, sizes.pledges) - new_women, random)
    for part, focus_areas in ((old, marginals.OLD_FOCUS), (new, marginals.NEW_FOCUS)):
        _deal(part, "focus_area", quotas(focus_areas, len(part)), random)
        for focus_area, pillars in _PILLARS.items():
            inside = [draft for draft in part if draft.focus_area == focus_area]
            _deal(inside, "pillar", quotas(pillars, len(inside)), random)
        for pledge_type in _WITHOUT_AMOUNT:
            inside = [draft for draft in part if draft.pledge_type == pledge_type]
            _mark(inside, "has_value", len(inside) // 2, random)
        _deal_several(part, "goals", marginals.GOALS, random)
        _deal_several(part, "groups", _OTHER_GROUPS, random)
    return drafts


def shuffled(numbers: Mapping[Kind, int], random: Random) -> list[Kind]:
    """Each kind as often as its number says, in a drawn order."""
    kinds = [kind for kind, number in numbers.items() for _ in range(number)]
    random.shuffle(kinds)
    return kinds


def _split(published: Mapping[Kind, int], sizes: Sizes) -> tuple[dict[Kind, int], dict[Kind, int]]:
    """Numbers of a partition of all pledges as those of the old and of the new ones."""
    whole = quotas(published, sizes.pledges)
    of_new = apportion(sizes.new_pledges, list(whole.values()), most=list(whole.values()))
    new = dict(zip(whole, of_new, strict=True))
    return {kind: whole[kind] - new[kind] for kind in whole}, new


def _deal(drafts: Sequence[Draft], trait: str, numbers: Mapping[Any, int], random: Random) -> None:
    for draft, kind in zip(drafts, shuffled(numbers, random), strict=True):
        setattr(draft, trait, kind)


def _mark(drafts: Sequence[Draft], trait: str, number: int, random: Random) -> None:
    _deal(drafts, trait, {True: number, False: len(drafts) - number}, random)


def _deal_regions(drafts: Sequence[Draft], numbers: Mapping[str, int], random: Random) -> None:
    """UN agencies are of no region; so are some international organizations."""
    bodies = [draft for draft in drafts if draft.sector == "UN agency"]
    bodies += [draft for draft in drafts if draft.sector.startswith("International")]
    without_region = bodies[: numbers[""]]
    chosen = {draft.number for draft in without_region}
    others = [draft for draft in drafts if draft.number not in chosen]
    named = {region: number for region, number in numbers.items() if region}
    _deal(others, "region", named, random)


def _deal_several(
    drafts: Sequence[Draft], trait: str, published: Mapping[Any, int], random: Random
) -> None:
    """Kinds of which a pledge may have several: each one in its own exact number."""
    for kind, number in published.items():
        for draft in random.sample(drafts, share(number, len(drafts))):
            getattr(draft, trait).append(kind)
