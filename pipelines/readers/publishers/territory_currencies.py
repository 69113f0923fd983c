"""Says which currency a territory had in a year, for rates that name territories and no currency.

What a rate is worth in US dollars, and which way round it is, is seen to in `exchange_rates.py`.
"""

from __future__ import annotations

from datetime import date

from babel.core import get_global

from pipelines.readers.columns import Unreadable, Value
from pipelines.readers.publishers.exchange_rates import QuotedRate


def currency_of_territory(iso3: str, year: int) -> str | Unreadable:
    """The one currency of a territory in the whole of a year, by CLDR, or why it is not one.

    Where several are tender the one named after the territory wins, so that Haiti has the gourde
    and Ecuador the dollar.
    """
    territory = _territory(iso3)
    begin, end = (year, 1, 1), (year, 12, 31)
    uses = {
        code: (first is None or first <= begin) and (last is None or last >= end)
        for code, first, last, is_tender in get_global("territory_currencies").get(territory, ())
        if is_tender and (first is None or first <= end) and (last is None or last >= begin)
    }
    own = {code: whole for code, whole in uses.items() if code.startswith(territory)} or uses
    if not own:
        return Unreadable(f"{iso3} in {year}", "a territory with a currency", "unknown_currency")
    if len(own) > 1 or not all(own.values()):
        # Where one code followed another within the year, an average is of neither.
        found = f"{iso3} in {year}: {', '.join(sorted(uses))}"
        return Unreadable(found, "one currency in the whole year", "several_currencies")
    code: str
    (code,) = own
    return code


def annual_rate(
    iso3: str, year: int, units_per_usd: Value, *, line: int, cell: str, days: int = 1
) -> QuotedRate:
    """The average of a year as a rate of the currency the territory had in all of it."""
    return QuotedRate(
        currency=currency_of_territory(iso3, year),
        units_per_usd=units_per_usd,
        first_day=date(year, 1, 1),
        last_day=date(year, 12, 31),
        line=line,
        cell=cell,
        territory=_territory(iso3),
        is_annual=True,
        days=days,
    )


def _territory(iso3: str) -> str:
    """The ISO 3166-1 alpha-2 code; CLDR has no alias of Kosovo's, which ISO does not have."""
    if iso3 == "XKX":
        return "XK"
    aliases: list[str] = get_global("territory_aliases").get(iso3, [])
    return aliases[0] if aliases else ""
