"""Reads the European Central Bank's euro reference rates and averages them into US dollars.

The file is `eurofxref-hist.zip`, or the CSV in it, given as bytes: one row per banking day, one
column per currency, units of that currency per euro. Fetching it belongs elsewhere, and so does
the choice between annual and monthly rates. A rate that is not there is absent, never 1.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipelines.errors import FileRefused

MAX_CSV_BYTES = 20_000_000
"""The file held 1.9 MB in October 2026; more than ten times that is not this file."""

AVERAGE_BASIS = "average of daily cross rates through EUR, ECB reference rates"

_FILE = "ECB reference rates"
_ABSENT = {"", "N/A"}
_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")
_DIRECTION = {"USD": (Decimal("0.8"), Decimal("1.7")), "JPY": (Decimal(50), Decimal(400))}
"""Units per euro that every day since 1999 lies between.

A table turned upside down passes on USD alone (1/1.1 is 0.9), so JPY is tested as well.
"""
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    ValueError,
    OSError,
)
"""What zipfile raises on damaged bytes, found by changing single bytes of a good file."""
_SCALE = Decimal(1).scaleb(-12)


@dataclass(frozen=True, slots=True)
class EcbRate:
    """One reference rate of one day."""

    date: date
    currency_code: str
    units_per_eur: Decimal


@dataclass(frozen=True)
class AverageRate:
    """What one unit of a currency was worth on average in a year or a month.

    Attributes:
        currency_code: ISO 4217 code.
        year: Calendar year.
        month: 1 to 12, or None for the whole year.
        usd_per_unit: US dollars for one unit, 12 decimals.
        days: Days with a rate of this currency.
        days_published: Days in the period with a rate of any currency; fewer `days` than that
            means the currency was not quoted throughout (RUB in 2022).
        first_date: First day averaged.
        last_date: Last day averaged; in the running year this is not December.
        basis: How the average was made, and from what.
    """

    currency_code: str
    year: int
    month: int | None
    usd_per_unit: Decimal
    days: int
    days_published: int
    first_date: date
    last_date: date
    basis: str = AVERAGE_BASIS


def read_ecb_rates(data: bytes) -> tuple[EcbRate, ...]:
    """Rates of a zip or CSV, in the order of the file.

    Raises:
        FileRefused: when anything differs from what the bank publishes: the archive, the header,
            the width of a row, a date, a number, a repeated day, or the direction of the rates.
    """
    table = csv.reader(io.StringIO(_csv_text(data), newline=""), strict=True)
    try:
        codes = _currency_codes(next(table, []))
        rates = list(_rates(table, codes))
    except csv.Error as error:
        raise _refused(f"not a CSV file: {error}", "comma-separated rows") from None
    if not rates:
        raise _refused("no rates", "at least one day of rates")
    return tuple(rates)


def usd_per_unit_annual(rates: Iterable[EcbRate]) -> tuple[AverageRate, ...]:
    """Average per currency and calendar year, sorted by code and year; EUR and USD included."""
    return _averages(rates, by_month=False)


def usd_per_unit_monthly(rates: Iterable[EcbRate]) -> tuple[AverageRate, ...]:
    """Average per currency and month, sorted by code, year and month; EUR and USD included."""
    return _averages(rates, by_month=True)


def _csv_text(data: bytes) -> str:
    if data[:2] == b"PK":
        data = _only_member(data)
    if len(data) > MAX_CSV_BYTES:
        raise _refused(f"{len(data)} bytes", f"at most {MAX_CSV_BYTES} bytes of CSV")
    try:
        return data.decode("ascii")
    except UnicodeDecodeError as error:
        raise _refused(f"byte {error.start} is not ASCII", "plain ASCII text") from None


def _only_member(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) != 1 or not members[0].filename.endswith(".csv"):
                names = ", ".join(member.filename for member in members[:5])
                raise _refused(f"a zip holding: {names}", "a zip of one CSV file")
            if members[0].compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise _refused("an unusual compression", "a zip as the bank makes it")
            with archive.open(members[0]) as member:
                return member.read(MAX_CSV_BYTES + 1)
    except _ZIP_ERRORS as error:
        raise _refused(f"a damaged zip: {error}", "a whole zip file") from None


def _currency_codes(header: list[str]) -> list[str]:
    cells = [cell.strip() for cell in header]
    if cells and not cells[-1]:
        cells.pop()  # the bank ends every line with a comma
    codes = cells[1:]
    if not cells or cells[0] != "Date" or "USD" not in codes or "EUR" in codes:
        raise _refused(f"a header of {cells[:4]}", "Date, USD, and other codes, but not EUR")
    wrong = [code for code in codes if not re.fullmatch(r"[A-Z]{3}", code)]
    repeated = [code for code, times in Counter(codes).items() if times > 1]
    if wrong or repeated:
        raise _refused(f"columns {wrong + repeated}", "each three-letter code once")
    return codes


def _rates(table: Iterable[list[str]], codes: list[str]) -> Iterator[EcbRate]:
    seen: set[date] = set()
    for line, row in enumerate(table, start=2):
        width = len(codes) + 1
        if len(row) not in {width, width + 1} or any(row[width:]):
            raise _refused(f"{len(row)} cells", f"{width} cells", line)
        day = _date(row[0].strip(), line)
        if day in seen:
            raise _refused(f"{day} a second time", "each day once", line)
        seen.add(day)
        cells = zip(codes, (cell.strip() for cell in row[1:width]), strict=True)
        quoted = {code: _rate(cell, code, line) for code, cell in cells if cell not in _ABSENT}
        if "USD" not in quoted:
            raise _refused(f"no USD on {day}", "a USD rate on every day", line)
        for code, units in quoted.items():
            yield EcbRate(day, code, units)


def _date(text: str, line: int) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _refused(f"{text[:40]!r} as a date", "YYYY-MM-DD", line)


def _rate(text: str, code: str, line: int) -> Decimal:
    if not _NUMBER.fullmatch(text) or (rate := Decimal(text)) <= 0:
        raise _refused(f"{text[:40]!r} for {code}", "a number above zero, or N/A", line)
    low, high = _DIRECTION.get(code, (rate, rate))
    if not low <= rate <= high:
        expected = f"{low} to {high} {code} per EUR; is the table upside down?"
        raise _refused(f"{rate} {code} per EUR", expected, line)
    return rate


def _averages(rates: Iterable[EcbRate], *, by_month: bool) -> tuple[AverageRate, ...]:
    units_by_day: dict[date, dict[str, Decimal]] = {}
    for rate in rates:
        units_by_day.setdefault(rate.date, {"EUR": Decimal(1)})[rate.currency_code] = (
            rate.units_per_eur
        )
    values: dict[tuple[str, int, int | None], list[Decimal]] = {}
    days: dict[tuple[str, int, int | None], list[date]] = {}
    for day, units in units_by_day.items():
        for code, units_per_eur in units.items():
            key = (code, day.year, day.month if by_month else None)
            values.setdefault(key, []).append(units["USD"] / units_per_eur)
            days.setdefault(key, []).append(day)
    return tuple(
        AverageRate(
            currency_code=key[0],
            year=key[1],
            month=key[2],
            usd_per_unit=(sum(values[key], Decimal(0)) / len(values[key])).quantize(_SCALE),
            days=len(days[key]),
            days_published=len(days[("EUR", *key[1:])]),
            first_date=min(days[key]),
            last_date=max(days[key]),
        )
        for key in sorted(values, key=lambda key: (key[0], key[1], key[2] or 0))
    )


def _refused(found: str, expected: str, line: int | None = None) -> FileRefused:
    return FileRefused(
        f"The exchange rates cannot be read: {found}.",
        where=f"{_FILE}, line {line}" if line else _FILE,
        expected=expected,
        next_step="Compare the file with the one published at www.ecb.europa.eu/stats/eurofxref.",
    )
