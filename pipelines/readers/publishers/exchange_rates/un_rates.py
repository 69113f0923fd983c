"""Reads the United Nations' operational rates of exchange, from their CSV or their XML.

Turning them into US dollars and settling rows that repeat a currency is in `exchange_rates.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from pipelines.readers.publishers.delimited_lists import read_list
from pipelines.readers.publishers.edition import FetchedEdition
from pipelines.readers.publishers.exchange_rates.quoted_rates import (
    QuotedRate,
    broken_line,
    read_rates,
)
from pipelines.readers.publishers.row_builder import only_response, wrong_layout
from pipelines.readers.rows.columns import Unreadable
from pipelines.readers.rows.read_result import Reading

PROVIDER = "United Nations Treasury"
PROVIDER_SERIES = "operational rates of exchange"
ROOT, ROW = "UN_OPERATIONAL_RATES_DATASET", "UN_OPERATIONAL_RATES"
FEWEST_RATES = 100
"""Rates a whole set has; they are listed by territory, about two hundred of them (2026)."""
_COLUMNS = {
    "code": ("f_curr_code", "Currency Code", "Currency", "Code"),
    "rate": ("rate", "Rate", "UN Operational Rate", "Rate of Exchange"),
    "day": ("eff_date", "Effective Date"),
}
_DATES = ("%d %b %Y", "%d-%b-%Y", "%Y-%m-%d", "%d %B %Y")


def read_un_rates(edition: FetchedEdition, *, fewest: int = FEWEST_RATES) -> Reading:
    """The current set of rates into `raw.exchange_rates`, each of the day it took effect.

    Args:
        edition: The CSV or XML as it was served.
        fewest: Rates below which the set is not whole.

    Raises:
        FileRefused: when it is neither, is not whole, or the rates are upside down.
    """
    data = only_response(edition)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        quoted, structural = list(_from_xml(data, edition)), 0
    else:
        table = read_list(data, edition.file, _COLUMNS)
        at = table.positions
        quoted = []
        for line in table.lines:
            if len(line.fields) < table.width:
                quoted.append(broken_line(line, table.width))
            else:
                code, rate, day = (line.fields[at[name]] for name in ("code", "rate", "day"))
                quoted.append(_quoted(code, rate, day, line.number, f"line {line.number}"))
        structural = table.structural
    if len(quoted) < fewest:
        raise wrong_layout(edition.file, f"there are {len(quoted)} rates", f"at least {fewest}")
    return read_rates(edition, quoted, PROVIDER, PROVIDER_SERIES, structural)


def _from_xml(data: bytes, edition: FetchedEdition) -> Iterator[QuotedRate]:
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise wrong_layout(edition.file, f"it is not plain XML: {error}", "whole XML") from None
    if root.tag != ROOT or any(row.tag != ROW for row in root):
        raise wrong_layout(edition.file, f"the XML is <{root.tag}>", f"<{ROOT}> of <{ROW}>")
    for number, row in enumerate(root, start=1):
        code, rate, day = (_text(row, name) for name in ("f_curr_code", "rate", "eff_date"))
        yield _quoted(code, rate, day, number, f"{ROW}[{number - 1}]")


def _text(row: Element, name: str) -> str:
    # The texts end in tabs.
    return (row.findtext(name) or "").strip()


def _quoted(code: str, rate: str, day: str, line: int, cell: str) -> QuotedRate:
    when = _day(day)
    return QuotedRate(code, rate.replace(",", ""), when, when, line, cell)


def _day(text: str) -> date | Unreadable:
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return Unreadable(text, "a day, such as 01 Nov 2026", "not_a_date")
