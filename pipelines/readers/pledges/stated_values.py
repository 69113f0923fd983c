"""Reads a figure the way publishers word it: `>360`, `~30`, `almost 50`, `88-93`.

What the figure measures, and its unit, belong to the reader of its table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipelines.readers.rows.fields import FieldError, rounded_decimal

BOUNDS = ("exact", "at_least", "more_than", "about", "nearly", "up_to", "less_than", "range")
"""How a stated figure limits the true one."""

_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_FORMS = (
    ("exact", re.compile(rf"({_NUMBER})")),
    ("at_least", re.compile(rf"(?:>=|≥|at least )\s*({_NUMBER})")),
    ("more_than", re.compile(rf"(?:>|more than |over )\s*({_NUMBER})")),
    ("about", re.compile(rf"(?:~|about )\s*({_NUMBER})")),
    ("nearly", re.compile(rf"(?:almost |nearly )\s*({_NUMBER})")),
    ("up_to", re.compile(rf"(?:<=|≤|up to )\s*({_NUMBER})")),
    ("less_than", re.compile(rf"(?:<|less than )\s*({_NUMBER})")),
)
_FRACTIONS_PCT = {"one third": "33.3", "half": "50", "two thirds": "66.7"}
_RANGE = re.compile(rf"({_NUMBER})\s*(?:-|–|to)\s*({_NUMBER})")
_parse_number = rounded_decimal(28, 8)


@dataclass(frozen=True)
class StatedValue:
    """A figure with its bound; a range has low and high and no single value."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    bound: str


def parse_stated_value(stated: str) -> StatedValue:
    """Reads one stated figure; a fraction in words is read as a percentage, and only about.

    Raises:
        FieldError: when the words are none of the known forms.
    """
    stated = stated.strip()
    for bound, form in _FORMS:
        if match := form.fullmatch(stated):
            value = _number(match[1])
            return StatedValue(value, value, value, bound)
    if fraction := _FRACTIONS_PCT.get(stated):
        value = _number(fraction)
        return StatedValue(value, value, value, "about")
    if match := _RANGE.fullmatch(stated):
        low, high = _number(match[1]), _number(match[2])
        if low <= high:
            return StatedValue(None, low, high, "range")
    raise FieldError("not_a_stated_value", "a number, >N, ~N, almost N or a range N-M")


def _number(text: str) -> Decimal:
    number = _parse_number(text)
    assert isinstance(number, Decimal)
    return number
