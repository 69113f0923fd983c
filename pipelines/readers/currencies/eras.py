"""Says whether a currency code was in use on a day.

Eras come from CLDR through Babel, with the corrections in `eras.yml`. Reading a code out of free
text belongs to `pipelines.readers.amounts`; exchange rates to `pipelines.readers.publishers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.core import get_global

from pipelines.storage.yaml_models import Entry, load_own


@dataclass(frozen=True)
class CurrencyEra:
    """Days on which a code was legal tender somewhere; None is open.

    Both the old and the new code of a changeover are in use while both are tender.
    """

    currency_code: str
    first_day: date | None
    last_day: date | None


class _Span(Entry):
    first_day: date
    last_day: date | None = None


class _ErasFile(Entry):
    corrections: Mapping[str, _Span]


_FILE = load_own(__file__, "eras.yml", _ErasFile, "the list of currency eras")


@cache
def currency_eras() -> dict[str, CurrencyEra]:
    """Every known code with its era, retired codes included."""
    spans: dict[str, list[tuple[date | None, date | None]]] = {}
    for uses in get_global("territory_currencies").values():
        for code, first, last, is_tender in uses:
            if is_tender:
                spans.setdefault(code, []).append((_day(first), _day(last)))
    eras = {code: CurrencyEra(code, *_cover(uses)) for code, uses in spans.items()}
    for code, span in _FILE.corrections.items():
        eras[code] = CurrencyEra(code, span.first_day, span.last_day)
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
