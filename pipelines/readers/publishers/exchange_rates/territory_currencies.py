"""Says which currency a territory had in a year, for rates that name territories and no currency.

What a rate is worth in US dollars, and which way round it is, is seen to in `exchange_rates.py`.
"""

from __future__ import annotations

from datetime import date

from babel.core import get_global

from pipelines.readers.currencies import SUCCESSORS
from pipelines.readers.publishers.exchange_rates.quoted_rates import QuotedRate
from pipelines.readers.rows.columns import Unreadable, Value


def currency_of_territory(iso3: str, year: int) -> str | Unreadable:
    """The one currency of a territory in a year, by CLDR, or why it is not one.

    Where several are tender the one named after the territory wins, so that Haiti has the gourde
    and Ecuador the dollar. A currency that has been replaced at another value since is refused:
    publishers restate the past in the new one, as the World Bank does for Belarus, and do not say.
    """
    territory = _territory(iso3)
    begin, end = (year, 1, 1), (year, 12, 31)
    uses = [
        (code, first or begin, last or end)
        for code, first, last, is_tender in get_global("territory_currencies").get(territory, ())
        if is_tender and (first or begin) <= end and (last or end) >= begin
    ]
    own = [use for use in uses if use[0].startswith(territory)] or uses
    if any(first <= begin and last >= end for _, first, last in own):
        # What only runs out in the year has been replaced by what is there throughout.
        own = [use for use in own if use[2] >= end]
    found = f"{iso3} in {year}: {', '.join(sorted(use[0] for use in uses))}"
    if not own:
        return Unreadable(found, "a territory with a currency", "unknown_currency")
    code: str = own[0][0]
    if len(own) > 1 or own[0][1] > begin or own[0][2] < end:
        return Unreadable(found, "one currency in the whole year", "several_currencies")
    successor = SUCCESSORS.get(code)
    if successor is not None and successor.old_units_per_new != 1:
        expected = f"a currency that is not {successor.currency_code} by now"
        return Unreadable(found, expected, "restated_since")
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
