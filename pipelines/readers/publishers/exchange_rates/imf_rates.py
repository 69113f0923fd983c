"""Reads the IMF's monthly rates as they are handed on in one CSV, a row per territory and month.

Turning them into US dollars and settling rows that repeat a currency is in `exchange_rates.py`.
"""

from __future__ import annotations

from datetime import date

from pipelines.readers.publishers.delimited_lists import Line, read_list
from pipelines.readers.publishers.edition import FetchedEdition
from pipelines.readers.publishers.exchange_rates.quoted_rates import (
    QuotedRate,
    broken_line,
    read_rates,
)
from pipelines.readers.publishers.row_builder import only_response
from pipelines.readers.rows import fields
from pipelines.readers.rows.columns import Unreadable, Value
from pipelines.readers.rows.fields import FieldError
from pipelines.readers.rows.read_result import Reading

PROVIDER = "International Monetary Fund"
PROVIDER_SERIES = "imf_exchangerates, end of month"
_COLUMNS = {
    name: (name,)
    for name in ("Date", "Rate", "Currency", "Frequency", "Source", "Country code", "Country")
}


def read_imf_rates(edition: FetchedEdition) -> Reading:
    """The monthly rates of a CSV into `raw.exchange_rates`.

    Raises:
        FileRefused: when the header is another one, or the rates are upside down.
    """
    table = read_list(only_response(edition), edition.file, _COLUMNS)
    quoted = []
    for line in table.lines:
        if len(line.fields) != table.width:
            quoted.append(broken_line(line, table.width))
            continue
        texts = {name: line.fields[position] for name, position in table.positions.items()}
        quoted.append(_rate(texts, line))
    return read_rates(edition, quoted, PROVIDER, PROVIDER_SERIES, table.structural)


def _rate(texts: dict[str, str], line: Line) -> QuotedRate:
    day: date | Unreadable
    try:
        read = fields.iso_date(texts["Date"])
        assert isinstance(read, date)
        day = read
    except FieldError as error:
        day = Unreadable(texts["Date"], error.expected, error.reason)
    currency: Value = texts["Currency"]
    if texts["Frequency"] != "M":
        currency = Unreadable(texts["Frequency"], "M, a rate of a month", "unknown_term")
    return QuotedRate(
        currency=currency,
        units_per_usd=texts["Rate"],
        first_day=day,
        last_day=day,
        line=line.number,
        cell=f"line {line.number}",
        territory=texts["Country code"],
    )
