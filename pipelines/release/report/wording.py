"""How figures are worded for people: amounts, bounds, units, verdicts and what is missing.

Pure functions from values to text; where a figure comes from and where the text goes is the
business of the report and the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

BOUNDS: Mapping[str, str] = {
    "at_least": "at least",
    "more_than": "more than",
    "about": "about",
    "nearly": "nearly",
    "up_to": "up to",
}

UNITS: Mapping[str, str] = {
    "USD billion": "US$ {} billion",
    "USD": "US$ {}",
    "percent": "{} %",
    "pct": "{} %",
    "count": "{}",
    "billion": "{} billion",
    "million": "{} million",
    "billion people": "{} billion people",
}

VERDICTS: Mapping[str, str] = {
    "match": "equal",
    "within_bound": "within the published bound",
    "rounds_to_published": "equal when rounded",
    "partial_coverage": "partial",
    "not_comparable": "not comparable: a share of the part held here",
    "known_difference": "differs, for a known reason",
    "differs": "differs",
    "matches_on_other_basis": "equal on another basis",
    "agrees_with_other_source": "differs, as sources do",
    "not_computable": "not computable",
    "not_published": "nothing published to compare with",
}


def word_note(note: str | None, source_kind: str | None) -> str:
    """Joins the note on a published figure with a word on its source where that is secondary."""
    warning = "from a secondary source, not from ITU" if source_kind == "secondary" else None
    return "; ".join(filter(None, (note, warning)))


def word_number(value: Decimal | float | int, decimals: int = 2) -> str:
    """Writes a number with so many decimals at most and thousands separators; never a false 0."""
    exact = Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    if rounded == 0 and exact != 0:
        return f"{exact:.1g}"
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def word_figure(
    value: Decimal | float | int | None, unit: str | None, bound: str | None = None
) -> str | None:
    """Words a figure with its bound and unit; None stays None.

    Args:
        value: The figure, in `unit`.
        unit: A unit as the marts name it; an unknown one is written after the number.
        bound: How exact the figure was said to be, such as `nearly`.
    """
    if value is None:
        return None
    pattern = UNITS.get(unit or "count", "{} " + (unit or "").replace("_", " "))
    size, name = _scale(value) if unit in ("count", None) else (Decimal(1), "")
    number = word_number(Decimal(str(value)) / size, 1 if unit in ("percent", "pct") else 2)
    return _with_bound(pattern.format(number) + name, bound)


def word_usd(value: Decimal | None, bound: str | None = None) -> str | None:
    """Words an amount of US dollars in billions or millions; None stays None."""
    if value is None:
        return None
    size, name = _scale(value)
    return _with_bound(f"US$ {word_number(value / size)}{name}", bound)


def _scale(value: Decimal | float | int) -> tuple[Decimal, str]:
    for size, name in ((Decimal(10**9), " billion"), (Decimal(10**6), " million")):
        if abs(Decimal(str(value))) >= size:
            return size, name
    return Decimal(1), ""


def _with_bound(worded: str, bound: str | None) -> str:
    said = BOUNDS.get(bound or "")
    return f"{said} {worded}" if said else worded


REASONS: Mapping[str, str] = {
    "held_pledges_are_a_part": "the pledges held here are a part of all",
    "nothing_counts_on_the_base_date": "nothing counts a year before",
    "no_value_usd": "no pledge states a value",
    "places_not_named": "places are not named",
    "need_not_known": "need is not known",
}
"""Reasons of the marts for which there is no figure, in words."""


def word_missing(reason: str | None) -> str:
    """Says that a figure cannot be computed, and why; never 0 and never a blank."""
    reason = REASONS.get(reason or "", reason)
    return f"not computable: {reason}" if reason else "not computable: no reason was recorded"


def word_verdict(verdict: str | None) -> str:
    """Words how a computed figure compares with the published one."""
    if verdict is None:
        return VERDICTS["not_computable"]
    return VERDICTS.get(verdict, verdict.replace("_", " "))


def word_code(code: str | None) -> str:
    """Makes a code of the marts readable: `data_only_basket` becomes `Data only basket`."""
    text = (code or "").replace("_", " ")
    return text[:1].upper() + text[1:]


def word_date(value: date | str | None) -> str:
    """Words a day, as a date or in ISO form, as `12 December 2023`."""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{day.day} {day:%B %Y}" if day else "not stated"


def word_time(value: datetime) -> str:
    """Words a time in UTC to the minute."""
    return f"{word_date(value.date())}, {value:%H:%M} UTC"
