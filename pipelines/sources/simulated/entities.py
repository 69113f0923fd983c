"""Who pledges: made-up entities, as many as were published, each of one sector and region.

An entity's pledges differ clearly in value and subject, so that none looks like a copy of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from pipelines.sources.simulated.drafts import Draft
from pipelines.sources.simulated.marginals import Sizes, apportion
from pipelines.sources.simulated.names import entity_name, theme_of
from pipelines.sources.simulated.places import Atlas

# What the warehouse compares with the entity's earlier pledges (entity_range_min_usd): so large a
# pledge is its entity's only one.
_ALONE_FROM = 10**9 * 100
# The warehouse proposes values within 2 % as one (match_value_tolerance_pct).
_APART_PERCENT = 3
_JOINT_IN = 12
_CHAMPION_IN = 17


@dataclass
class Entity:
    """A made-up entity; `home` is empty for an international body."""

    number: int
    sector: str
    region: str
    is_base: bool
    is_alone: bool = False
    home: str = ""
    values: list[int] = field(default_factory=list)
    themes: set[tuple[str, int]] = field(default_factory=set)

    @property
    def name(self) -> str:
        """Its name, which says that it is made up."""
        return entity_name(self.number)

    @property
    def is_champion(self) -> bool:
        """Whether the simulated coalition has it among its champions."""
        return self.number % _CHAMPION_IN == 0

    def has_room_for(self, draft: Draft) -> bool:
        """Whether a pledge would be unlike every other of the entity."""
        return theme_of(draft.number, draft.focus_area) not in self.themes and not any(
            abs(value - draft.value) * 100 <= _APART_PERCENT * max(value, draft.value)
            for value in self.values
        )

    def take(self, draft: Draft) -> None:
        """Keeps in mind what the entity pledges."""
        self.themes.add(theme_of(draft.number, draft.focus_area))
        if draft.value:
            self.values.append(draft.value)


def assign_entities(
    drafts: Sequence[Draft], sizes: Sizes, atlas: Atlas, random: Random
) -> list[Entity]:
    """Gives each pledge its lead entity, and some a partner.

    Entities of the base have pledged before 2023, the others in 2023 only.

    Raises:
        SimulationError: when there are fewer pledges of some kind than entities of it.
    """
    entities: list[Entity] = []

    def found(draft: Draft, *, is_base: bool, is_alone: bool = False) -> Entity:
        entity = Entity(len(entities) + 1, draft.sector, draft.region, is_base, is_alone)
        entities.append(entity)
        return entity

    alone = [draft for draft in drafts if draft.value >= _ALONE_FROM]
    for draft in alone:
        _give(draft, found(draft, is_base=not draft.is_new, is_alone=True))
    kinds: dict[tuple[str, str], tuple[list[Draft], list[Draft]]] = defaultdict(lambda: ([], []))
    for draft in drafts:
        if draft.value < _ALONE_FROM:
            kinds[draft.sector, draft.region][draft.is_new].append(draft)
    old_numbers, new_numbers = _numbers(
        list(kinds.values()),
        sizes.base_entities - sum(not draft.is_new for draft in alone),
        sizes.entities - sizes.base_entities - sum(draft.is_new for draft in alone),
    )
    for (old, new), base_number, new_number in zip(
        kinds.values(), old_numbers, new_numbers, strict=True
    ):
        base = [found(draft, is_base=True) for draft in old[:base_number]]
        _spread(old, base, base, random)
        added = [found(draft, is_base=False) for draft in new[:new_number]]
        _spread(new, added, [*base, *added], random)
    _settle_homes(entities, atlas, random)
    _add_partners(drafts, entities, random)
    return entities


def _numbers(
    kinds: Sequence[tuple[Sequence[Draft], Sequence[Draft]]], base: int, added: int
) -> tuple[list[int], list[int]]:
    """Entities of each kind: those of the base, and those that come in 2023."""
    old = [len(part) for part, _ in kinds]
    new = [len(part) for _, part in kinds]
    return (
        apportion(base, old, least=[min(number, 1) for number in old], most=old),
        apportion(
            added,
            new,
            least=[
                int(number > 0 and before == 0) for number, before in zip(new, old, strict=True)
            ],
            most=new,
        ),
    )


def _give(draft: Draft, entity: Entity) -> None:
    draft.entity = entity.number
    entity.take(draft)


def _spread(
    drafts: Sequence[Draft], first: Sequence[Entity], every: Sequence[Entity], random: Random
) -> None:
    """One pledge to each of the first entities; the others mostly to a few of them all."""
    for draft, entity in zip(drafts, first, strict=False):
        _give(draft, entity)
    for draft in drafts[len(first) :]:
        start = int(len(every) * random.random() ** 2)
        turns = (every[(start + turn) % len(every)] for turn in range(len(every)))
        _give(draft, next((each for each in turns if each.has_room_for(draft)), every[start]))


def _settle_homes(entities: Sequence[Entity], atlas: Atlas, random: Random) -> None:
    by_region: Mapping[str, list[str]] = defaultdict(list)
    for country in atlas.base:
        by_region[country.region].append(country.iso3)
    for entity in entities:
        if entity.region:
            entity.home = random.choice(by_region[entity.region])


def _add_partners(drafts: Sequence[Draft], entities: Sequence[Entity], random: Random) -> None:
    """Joint pledges: with a partner that has a home and pledges of its own by that time."""
    partners = [each for each in entities if each.home and not each.is_alone]
    for draft in drafts:
        if draft.value >= _ALONE_FROM or random.randrange(_JOINT_IN):
            continue
        partner = random.choice(partners)
        if (
            partner.number != draft.entity
            and (draft.is_new or partner.is_base)
            and partner.has_room_for(draft)
        ):
            draft.partner = partner.number
            partner.take(draft)
