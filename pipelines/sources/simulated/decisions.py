"""Decisions about simulated pledges, so that the tables of decisions are not empty and are used.

A real warehouse has people's decisions here; none of those may speak about simulated rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_WHY = {
    "why": "Made up by p2c simulate, so that the rule has a case",
    "decided_by": "p2c simulate",
    "decided_on": "2023-12-12",
}

OTHER_SPELLING = " Worldwide"
"""What the second spelling of an entity ends with."""


def spell_otherwise(name: str) -> str:
    """A second spelling of an entity, which an alias leads back to the first."""
    return name + OTHER_SPELLING


def made_up_decisions(
    rows: Sequence[Mapping[str, str]], spelt_twice: str
) -> dict[str, tuple[Mapping[str, str], ...]]:
    """Rows for each table of decisions that speaks about pledges.

    Args:
        rows: The export.
        spelt_twice: Name of the entity that one row spells otherwise.
    """
    largest = max(
        (row for row in rows if row["currency_code"]), key=lambda row: float(row["amount"])
    )
    first, second = rows[0]["pledge_id"], rows[1]["pledge_id"]
    entity = {"entity_id": spelt_twice.lower().replace(" ", "-"), "entity_name": spelt_twice}
    reading = {
        "conflict_id": "sim-total-or-yearly",
        "pledge_id": largest["pledge_id"],
        "version": "1",
        "aspect": "amount_basis",
        "value_stated": largest["value_stated"],
        "amount": largest["amount"],
        "currency_code": "USD",
        "value_usd": largest["amount"],
        "countries": "",
        "source_url": largest["source_url"],
    }
    return {
        "entity_aliases": (
            {"alias": spelt_twice, **entity, **_WHY},
            {"alias": spell_otherwise(spelt_twice), **entity, **_WHY},
        ),
        "commitments": (
            {"commitment_id": "sim-first", "pledge_id": first, "reading_rank": "1", **_WHY},
        ),
        "reviews": (
            {
                "subject_kind": "same_commitment",
                "left_id": second,
                "right_id": first,
                "decision": "rejected",
                **_WHY,
            },
        ),
        "pledge_readings": (
            _reading(reading, "1", "total", "A total for all years", "true"),
            _reading(reading, "2", "per_year", "The same amount in each year", "false"),
        ),
    }


def _reading(
    shared: Mapping[str, str], number: str, basis: str, words: str, is_chosen: str
) -> dict[str, str]:
    return {
        "conflict_id": shared["conflict_id"],
        "reading_number": number,
        "pledge_id": shared["pledge_id"],
        "version": shared["version"],
        "aspect": shared["aspect"],
        "reading": words,
        "value_stated": shared["value_stated"],
        "amount": shared["amount"],
        "currency_code": shared["currency_code"],
        "amount_basis": basis,
        "value_usd": shared["value_usd"],
        "countries": shared["countries"],
        "is_chosen": is_chosen,
        "source_url": shared["source_url"],
        **_WHY,
    }
