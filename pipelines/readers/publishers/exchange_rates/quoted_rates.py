"""Turns rates as publishers quote them, units of a currency per US dollar, into US dollars a unit.

How a publisher lays its rates out is in `imf_rates.py`, `un_rates.py` and the World Bank's reader;
which rate applies to a pledge is decided in SQL.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from pipelines.readers.currencies import check_currency
from pipelines.readers.publishers.delimited_lists import Line
from pipelines.readers.publishers.edition import FetchedEdition
from pipelines.readers.publishers.row_builder import FoundRow, rows_of, wrong_layout
from pipelines.readers.rows import fields
from pipelines.readers.rows.columns import Unreadable, Value, shown
from pipelines.readers.rows.fields import FieldError
from pipelines.readers.rows.read_result import Reading
from pipelines.readers.snapshot.reference import EXCHANGE_RATES

UNITS_PER_USD = {
    "USD": (Decimal(1), Decimal(1)),
    "EUR": (Decimal("0.5"), Decimal(2)),
    "JPY": (Decimal(50), Decimal(400)),
    "INR": (Decimal(5), Decimal(400)),
}
"""Between which units per US dollar a rate lies that is the expected way round.

The euro does not decide (0.9 and 1/0.9 both pass), so one of the yen and the rupee must be there;
the yen was between 75 and 162 since 1995, the rupee between 31 and 95 (November 2026).
"""
_WIDE = Context(prec=40)
_TWELVE_PLACES = Decimal(1).scaleb(-12)
_parse_number = fields.rounded_decimal(28, 15)


@dataclass(frozen=True)
class QuotedRate:
    """One rate as it is quoted.

    Attributes:
        currency: ISO 4217 code, or why there is none.
        units_per_usd: Units of the currency for one US dollar, as text.
        first_day: First day the rate is of.
        last_day: Last day; the first one where it is the rate of a day.
        line: Line or record it is in.
        cell: Where in it.
        territory: ISO 3166-1 alpha-2 code of whose row it is, where rows are by territory.
        days: Quotes that went into it; 1 where the publisher does not say.
    """

    currency: Value
    units_per_usd: Value
    first_day: date | Unreadable
    last_day: date | Unreadable
    line: int
    cell: str = ""
    territory: str = ""
    days: int = 1

    @property
    def code(self) -> str:
        """The code as text, empty where there is none."""
        return self.currency.strip() if isinstance(self.currency, str) else ""

    @property
    def is_issuers(self) -> bool:
        """Whether it is in the row of the territory its currency is named after."""
        return bool(self.territory) and self.code.startswith(self.territory)


def broken_line(line: Line, width: int) -> QuotedRate:
    """The rate of a line with another number of fields than the header."""
    found, expected = f"{len(line.fields)} fields", f"{width} fields, as in the header"
    problem = Unreadable(found, expected, "wrong_width")
    return QuotedRate(problem, problem, problem, problem, line.number)


def read_rates(
    edition: FetchedEdition,
    quoted: Sequence[QuotedRate],
    provider: str,
    provider_series: str,
    structural: int,
) -> Reading:
    """Rates into `raw.exchange_rates`, one for each currency and period.

    Rows of several territories that agree are one, the others structural. Where they differ, those
    of the territory the currency is named after decide (the United States for USD, where the row
    of Haiti holds gourdes); without such a row all of them are rejected. A code that was not in
    use at the time is rejected: some publishers restate the past in today's money, in which an
    amount of then would be a thousand times off.

    Raises:
        FileRefused: when the rates are quoted the other way round, or that is not known.
    """
    numbers = [_units(rate) for rate in quoted]
    _check_direction(list(zip(quoted, numbers, strict=True)), edition)
    copies: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    found = []
    for number in _in_order(quoted, numbers, copies):
        rate, units = number
        texts = _texts(rate, units)
        for value in texts.values():
            if isinstance(value, Unreadable):
                reasons[rate.code or "no code", value.reason] += 1
                break
        shared = {"provider": provider, "provider_series": provider_series}
        found.append(FoundRow({**texts, **shared}, rate.line, rate.cell))
    said = []
    if copies:
        counts = ", ".join(f"{code} {count}" for code, count in sorted(copies.items()))
        said.append(f"rates repeated in rows of several territories, each kept once: {counts}")
    said += [f"{n} rates of {code} rejected: {why}" for (code, why), n in sorted(reasons.items())]
    structural += sum(copies.values())
    return rows_of(edition, EXCHANGE_RATES, found, structural=structural, notes=said)


def _units(rate: QuotedRate) -> Decimal | Unreadable:
    if isinstance(rate.units_per_usd, Unreadable):
        return rate.units_per_usd
    text = shown(rate.units_per_usd)
    try:
        number = _parse_number(text)
    except FieldError as error:
        return Unreadable(text, error.expected, error.reason)
    assert isinstance(number, Decimal)
    if number <= 0:
        return Unreadable(text, "more than 0 units per US dollar", "out_of_range")
    return number


def _check_direction(
    quoted: Iterable[tuple[QuotedRate, Decimal | Unreadable]], edition: FetchedEdition
) -> None:
    """Refuses rates that are upside down, by those in the issuer's row where there is one."""
    seen: dict[str, list[tuple[QuotedRate, Decimal]]] = defaultdict(list)
    for rate, units in quoted:
        if rate.code in UNITS_PER_USD and isinstance(units, Decimal):
            seen[rate.code].append((rate, units))
    if "EUR" not in seen or not {"JPY", "INR"} & seen.keys():
        raise wrong_layout(
            edition.file,
            f"of the rates that show the direction there are {', '.join(sorted(seen)) or 'none'}",
            "EUR, and JPY or INR",
        )
    for code, rates in seen.items():
        low, high = UNITS_PER_USD[code]
        own = [(rate, units) for rate, units in rates if rate.is_issuers]
        for rate, units in own or rates:
            if not low <= units <= high:
                raise wrong_layout(
                    edition.file,
                    f"{code} is quoted at {units} in line {rate.line}",
                    f"{low} to {high} {code} per US dollar; the rates may be upside down",
                )


def _in_order(
    quoted: Iterable[QuotedRate], numbers: Iterable[Decimal | Unreadable], copies: Counter[str]
) -> Iterator[tuple[QuotedRate, Decimal | Unreadable]]:
    """The rates without copies of one another, those that contradict the others unreadable."""
    periods: dict[tuple[object, ...], list[tuple[QuotedRate, Decimal | Unreadable]]]
    periods = defaultdict(list)
    for number, (rate, units) in enumerate(zip(quoted, numbers, strict=True)):
        # Rates without a code have nothing in common.
        key = (rate.code, str(rate.last_day)) if rate.code else (number,)
        periods[key].append((rate, units))
    kept = [pair for pairs in periods.values() for pair in _settled(pairs, copies)]
    yield from sorted(kept, key=lambda pair: pair[0].line)


def _settled(
    pairs: Sequence[tuple[QuotedRate, Decimal | Unreadable]], copies: Counter[str]
) -> Iterator[tuple[QuotedRate, Decimal | Unreadable]]:
    readable = [(rate, units) for rate, units in pairs if isinstance(units, Decimal)]
    issuers = [units for rate, units in readable if rate.is_issuers]
    wanted = set(issuers or (units for _, units in readable))
    chosen = wanted.pop() if len(wanted) == 1 else None
    is_kept = False
    for rate, units in pairs:
        if isinstance(units, Unreadable):
            yield rate, units
        elif units != chosen:
            expected = f"one rate of {rate.code} for the time"
            yield rate, Unreadable(str(units.normalize()), expected, "conflicting_rates")
        elif is_kept:
            copies[rate.code] += 1
        else:
            is_kept = True
            yield rate, units


def _texts(rate: QuotedRate, units: Decimal | Unreadable) -> dict[str, Value]:
    currency: Value = rate.currency
    year = month = first = last = ""
    problem = next((d for d in (rate.first_day, rate.last_day) if isinstance(d, Unreadable)), None)
    if isinstance(rate.first_day, date) and isinstance(rate.last_day, date):
        first, last = rate.first_day.isoformat(), rate.last_day.isoformat()
        year = str(rate.last_day.year)
        month = str(rate.last_day.month)
        if rate.code and (reason := check_currency(rate.code, rate.last_day)):
            currency = Unreadable(rate.code, f"a code that was in use on {last}", reason)
    value: Value
    if isinstance(units, Unreadable):
        value = units
    else:
        usd = (1 / units).quantize(_TWELVE_PLACES, context=_WIDE)
        value = format(usd, "f")
        if not usd:
            expected = "a unit worth at least 0.000000000001 US dollars"
            value = Unreadable(str(units), expected, "out_of_range")
    return {
        "currency_code": currency,
        "year": year or "0",
        "month": month,
        "usd_per_unit": value,
        "days": str(rate.days),
        "first_date": first or problem or "",
        "last_date": last or problem or "",
    }
