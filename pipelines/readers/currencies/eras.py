"""Says whether a currency code was in use on a day.

Eras come from CLDR through Babel, with the corrections listed here. Reading a code out of free
text belongs to `pipelines.readers.amounts`; exchange rates belong to `ecb_rates`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from babel.core import get_global

_CORRECTIONS: dict[str, tuple[date | None, date | None]] = {
    "BGN": (date(1999, 7, 5), date(2026, 1, 31)),  # euro since 2026-01-01, a month of both
    "CUC": (date(1994, 1, 1), date(2021, 6, 30)),  # exchanged at the counters until then
    "SLL": (date(1964, 8, 4), date(2024, 3, 31)),  # both leones were tender until then
    "VED": (date(2021, 10, 1), None),
    "XDR": (date(1969, 7, 28), None),  # unit of account, so CLDR has no territory for it
}
"""First and last day where CLDR 47 has none or another one."""


@dataclass(frozen=True)
class CurrencyEra:
    """Days on which a code was legal tender somewhere; None is open.

    Both the old and the new code of a changeover are in use while both are tender.
    """

    currency_code: str
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class Successor:
    """The code that replaced another, and how many old units made one new unit, by law."""

    currency_code: str
    old_units_per_new: Decimal


SUCCESSORS = {
    old: Successor(new, Decimal(units))
    for old, new, units in (
        ("ANG", "XCG", "1"),
        ("AZM", "AZN", "5000"),
        ("BGN", "EUR", "1.95583"),
        ("BYR", "BYN", "10000"),
        ("CYP", "EUR", "0.585274"),
        ("EEK", "EUR", "15.6466"),
        ("GHC", "GHS", "10000"),
        ("HRK", "EUR", "7.5345"),
        ("LTL", "EUR", "3.4528"),
        ("LVL", "EUR", "0.702804"),
        ("MRO", "MRU", "10"),
        ("MTL", "EUR", "0.4293"),
        ("MZM", "MZN", "1000"),
        ("ROL", "RON", "10000"),
        ("SIT", "EUR", "239.64"),
        ("SKK", "EUR", "30.126"),
        ("SLL", "SLE", "1000"),
        ("STD", "STN", "1000"),
        ("TMM", "TMT", "5000"),
        ("TRL", "TRY", "1000000"),
        ("VEB", "VEF", "1000"),
        ("VEF", "VES", "100000"),
        ("ZMK", "ZMW", "1000"),
    )
}
"""Fixed conversions between a retired code and the next one.

Some rate sources restate all history in the newest code; an amount in an old code is then wrong
by this factor. ZWL to ZWG is left out: its rate was set once at market, not by a round law.
"""


@cache
def currency_eras() -> dict[str, CurrencyEra]:
    """Every known code with its era, retired codes included."""
    spans: dict[str, list[tuple[date | None, date | None]]] = {}
    for uses in get_global("territory_currencies").values():
        for code, first, last, is_tender in uses:
            if is_tender:
                spans.setdefault(code, []).append((_day(first), _day(last)))
    eras = {code: CurrencyEra(code, *_cover(uses)) for code, uses in spans.items()}
    eras |= {code: CurrencyEra(code, *span) for code, span in _CORRECTIONS.items()}
    return eras


def check_currency(currency_code: str, on: date) -> str | None:
    """None when the code was in use that day, else a stable reason.

    Returns:
        `unknown_currency`, `currency_not_yet_in_use`, `currency_retired`, or None. A code that
        was redenominated without a new code (VES in October 2021) cannot be told apart here.
    """
    era = currency_eras().get(currency_code)
    if era is None:
        return "unknown_currency"
    if era.first_day is not None and on < era.first_day:
        return "currency_not_yet_in_use"
    if era.last_day is not None and on > era.last_day:
        return "currency_retired"
    return None


def _day(parts: tuple[int, int, int] | None) -> date | None:
    return date(*parts) if parts else None


def _cover(spans: list[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    firsts = [first for first, _ in spans if first is not None]
    lasts = [last for _, last in spans if last is not None]
    first_day = min(firsts) if len(firsts) == len(spans) else None
    return first_day, max(lasts) if len(lasts) == len(spans) else None
