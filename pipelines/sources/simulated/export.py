"""The simulated export: rows in the columns of submission format 1.0, and their bytes.

How the rows come to have the published marginals is in the modules beside this one.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from pipelines.sources.simulated.days import date_pledges, report_on
from pipelines.sources.simulated.decisions import made_up_decisions, spell_otherwise
from pipelines.sources.simulated.drafts import Draft, draw_drafts
from pipelines.sources.simulated.entities import Entity, assign_entities
from pipelines.sources.simulated.marginals import sizes_of
from pipelines.sources.simulated.names import title_of
from pipelines.sources.simulated.places import Country, choose_countries, draw_places
from pipelines.sources.simulated.recount import require_marginals
from pipelines.sources.simulated.values import assign_values
from pipelines.submissions import load_form

SEED = 20231212


@dataclass(frozen=True)
class Export:
    """Simulated pledges in the order of their ids, and decisions about them by raw table."""

    seed: int
    rows: tuple[Mapping[str, str], ...]
    decisions: Mapping[str, tuple[Mapping[str, str], ...]]


def simulate_export(countries: Iterable[Country], *, pledges: int, seed: int = SEED) -> Export:
    """Makes up an export of the platform; the same countries, size and seed give the same rows.

    Args:
        countries: Every country, with its ITU region and whether it was an LDC on 12 December 2023.
        pledges: How many pledges; money and countries stay those published at any number, pledges
            and entities are shares of those published.
        seed: Whole number that everything is drawn by.

    Raises:
        SimulationError: when there are too few pledges or countries, or a marginal is missed.
    """
    random = Random(seed)  # noqa: S311 -- repeatable on purpose
    known = sorted(countries)
    sizes = sizes_of(pledges)
    atlas = choose_countries(known, random)
    drafts = draw_drafts(sizes, random)
    assign_values(drafts, random)
    entities = assign_entities(drafts, sizes, atlas, random)
    date_pledges(drafts, sizes, random)
    report_on(drafts, random)
    draw_places(drafts, {each.number: each.home for each in entities}, atlas, random)
    by_number = {entity.number: entity for entity in entities}
    spelt_twice = _choose_spelt_twice(drafts)
    rows = tuple(
        _row(draft, by_number, random, other_spelling=draft is spelt_twice) for draft in drafts
    )
    require_marginals(rows, {country.iso3: country for country in known}, sizes)
    name = by_number[spelt_twice.entity].name
    return Export(seed, rows, made_up_decisions(rows, name))


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Rows as CSV in UTF-8, a header first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_ndjson(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Rows as one JSON object a line, without fields that are empty."""
    lines = (
        json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False)
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines).encode()


def _choose_spelt_twice(drafts: Sequence[Draft]) -> Draft:
    """The last pledge of an entity that has an earlier one: here its name is spelt otherwise."""
    seen: set[int] = set()
    found = drafts[0]
    for draft in drafts:
        if draft.entity in seen and draft.partner is None:
            found = draft
        seen.add(draft.entity)
    return found


def _row(
    draft: Draft, entities: Mapping[int, Entity], random: Random, *, other_spelling: bool
) -> dict[str, str]:
    lead = entities[draft.entity]
    partner = entities[draft.partner] if draft.partner is not None else None
    names = [spell_otherwise(lead.name) if other_spelling else lead.name]
    names += [partner.name] if partner else []
    validated = draft.announced - timedelta(days=random.randrange(1, 10))
    groups = [*(["women"] if draft.for_women else []), *draft.groups]
    last = max(draft.reports, default=None)
    stated = {
        "pledge_id": draft.pledge_id,
        "version": "1",
        "title": title_of(draft.number, draft.focus_area),
        "language": "en",
        "announced": draft.announced.isoformat(),
        "submitted_on": (validated - timedelta(days=random.randrange(3, 30))).isoformat(),
        "validated_on": validated.isoformat(),
        "entities": "; ".join(names),
        "sector": draft.sector,
        "entity_country_iso3": lead.home,
        "partner_sectors": partner.sector if partner else "",
        "partner_countries": partner.home if partner else "",
        "description": "Made up by p2c simulate; nobody has pledged this.",
        "pledge_type": draft.pledge_type,
        "focus_area": draft.focus_area,
        "pillar": draft.pillar,
        "is_champion": "true" if lead.is_champion else "false",
        **_amount(draft, random),
        "period_start_year": str(draft.announced.year),
        "period_end_year": str(draft.announced.year + random.randrange(1, 5)),
        "places": "|".join(draft.places),
        "beneficiary_groups": "; ".join(groups),
        "sdgs": "; ".join(str(goal) for goal in sorted(draft.goals)),
        "status": last[1] if last else "published",
        "status_reports": "; ".join(
            f"{day} {status} {percent}%" for day, status, percent in sorted(draft.reports)
        ),
        "source_url": f"https://example.org/simulated/{draft.pledge_id}",
        "notes": "Simulated; not a pledge of anybody.",
        "evidence": "confirmed",
        "is_synthetic": "true",
    }
    return {
        field.name: stated.get(field.name, "") for field in load_form().fields if not field.personal
    }


def _amount(draft: Draft, random: Random) -> dict[str, str]:
    """Money where the pledge has a value, else people in half of the cases."""
    if draft.value:
        dollars, cents = divmod(draft.value, 100)
        amount = f"{dollars}.{cents:02}" if cents else str(dollars)
        return {
            "value_stated": f"USD {amount} (simulated)",
            "amount": amount,
            "currency_code": "USD",
            "amount_basis": "total",
            "amount_bound": "exact",
        }
    if random.randrange(2):
        # The same number twice would look like one pledge reported twice.
        people = str(random.randrange(1, 200) * 1000 + draft.number % 1000)
        return {"amount": people, "amount_basis": "people", "value_stated": f"{people} people"}
    return {"value_stated": "not stated"}
