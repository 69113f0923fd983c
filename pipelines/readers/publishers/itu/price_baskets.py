"""Reads the prices of ITU's basket workbook, in percent of income and in US dollars.

Baskets of 1.5, 2 and 5 GB are indicators of their own and never one series; which of them the
target is measured by is decided in SQL.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipelines.readers.publishers.edition import Economies, FetchedEdition, Series
from pipelines.readers.publishers.grids import Grid, cell_name
from pipelines.readers.publishers.itu.price_medians import compare_medians, numbers
from pipelines.readers.publishers.itu.price_workbook import (
    DENOMINATOR,
    HISTORY,
    MEDIANS,
    NO_FIGURE,
    PriceWorkbook,
    open_price_workbook,
    year_columns,
)
from pipelines.readers.publishers.row_builder import FoundRow, rows_of
from pipelines.readers.publishers.united_nations.member_lists import economy_named
from pipelines.readers.rows.columns import Unreadable, Value, shown
from pipelines.readers.rows.contract import Contract, Rule
from pipelines.readers.rows.read_result import Reading
from pipelines.readers.snapshot.reference import OBSERVATIONS

PROVIDER = "itu_price_baskets"
UNITS = {"pct_of_gni_per_capita": "GNIpc", "usd_per_month": "USD"}
"""What the sheet calls our units; its third, `PPP`, is of no use here."""
SUFFIXES = ("_GNI", "_PPP", "$")
_STATUS = {"x": "official", "exp": "experimental"}


@dataclass
class _Account:
    """Notes about the cells, collected while they are read."""

    no_figure: int = 0
    undated: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    values: dict[tuple[str, int], list[Decimal]] = field(default_factory=lambda: defaultdict(list))


def read_price_baskets(
    edition: FetchedEdition, series: Sequence[Series], *, economies: Economies
) -> Reading:
    """The series of a workbook into `raw.country_observations`.

    `provider_series` is ITU's code, which identifies basket and unit. Vintage and `published_on`
    are the day of release; the status is that of the basket in the year, official or experimental.

    Args:
        edition: The workbook as it was served.
        series: The codes to read, such as `i271mb_5GB_GNI` and `i154_FBB5$`.
        economies: The economies a row may be about.

    Raises:
        FileRefused: when a landmark is not where it should be, or a series is not in the workbook.
    """
    book = open_price_workbook(edition)
    status = _statuses(book.sheets[HISTORY])
    wanted = {each.code: each for each in series}
    account = _Account()
    found = list(_found(book, wanted, status, economies, account))
    baskets = {basket for basket, _ in status}
    for code in wanted:
        if _stem(code) not in baskets:
            found_none = f"no row is of {_stem(code)}*, the basket of {code}"
            raise book.sheets[HISTORY].refused(1, 1, found_none, "a row with its marks")
        if not any(key == code for key, _ in account.values):
            raise book.economies.refused(
                book.header, book.columns["code"], f"no row is of {code}", "a row for each economy"
            )
    return rows_of(
        edition,
        _contract(series),
        found,
        structural=book.filled_cells - len(found),
        notes=_notes(book, account),
    )


def _found(
    book: PriceWorkbook,
    wanted: Mapping[str, Series],
    status: Mapping[tuple[str, int], str],
    economies: Economies,
    account: _Account,
) -> Iterator[FoundRow]:
    grid = book.economies
    for row in range(book.header + 1, grid.rows + 1):
        code = book.text(row, "code")
        series = wanted.get(code)
        if series is None:
            account.others.update([code] if code else [])
            continue
        iso3 = economy_named(book.text(row, "iso3"), economies)
        if isinstance(iso3, Unreadable):
            iso3 = economy_named(book.text(row, "name"), economies)
        unit: Value = series.unit
        stated = book.text(row, "unit")
        if stated != UNITS.get(series.unit, stated):
            unit = Unreadable(stated, UNITS[series.unit], "wrong_unit")
        for column, year in book.years.items():
            if (row, column) not in grid.cells:
                continue
            value = grid.value(row, column)
            if shown(value).lower() in NO_FIGURE:
                account.no_figure += 1
                continue
            known = status.get((_stem(code), year))
            account.undated[code] += known is None
            account.values[code, year] += numbers(value)
            yield FoundRow(
                {
                    "iso3": iso3,
                    "indicator": series.indicator,
                    "reference_year": str(year),
                    "value": value,
                    "unit": unit,
                    "provider": PROVIDER,
                    "provider_series": code,
                    "vintage": book.released_on.isoformat(),
                    "sex": "total",
                    "location": "total",
                    "age": "total",
                    "observation_status": known or "",
                    "published_on": book.released_on.isoformat(),
                },
                row,
                cell_name(row, column),
            )


def _stem(code: str) -> str:
    """A code without its unit: the basket."""
    return next((code.removesuffix(end) for end in SUFFIXES if code.endswith(end)), code)


def _statuses(history: Grid) -> Mapping[tuple[str, int], str]:
    """Whether a basket was official or experimental in a year, from the marks of its row."""
    header = next(
        (
            row
            for row in range(1, history.rows + 1)
            if "Basket name (generic)" in history.row(row).values()
        ),
        None,
    )
    if header is None:
        raise history.refused(1, 1, "no header is found", "a header with Basket name (generic)")
    years = year_columns(history, header)
    statuses = {}
    for row in range(header + 1, history.rows + 1):
        codes = [text.strip() for text in history.row(row).values() if text.strip().endswith("*")]
        codes = [code for code in codes if " " not in code]
        if len(codes) != 1:
            continue
        for column, year in years.items():
            mark = history.text(row, column).strip().lower()
            if mark and mark not in _STATUS:
                found = f"{mark!r} is given for {codes[0]} in {year}"
                raise history.refused(row, column, found, "x, exp or nothing")
            if mark:
                statuses[codes[0].removesuffix("*"), year] = _STATUS[mark]
    if not statuses:
        raise history.refused(header, 1, "no row has a code that ends in *", "a row a basket")
    return statuses


def _contract(series: Sequence[Series]) -> Contract:
    """The contract of observations, each series held to its own range."""
    ranges = {(each.indicator, each.unit): each for each in series}

    def within(indicator: str, unit: str, value: Decimal) -> tuple[object, ...]:
        ranges[indicator, unit].require_possible(value, "value")
        return ()

    return replace(OBSERVATIONS, rules=(Rule(("indicator", "unit", "value"), (), within, False),))


def _notes(book: PriceWorkbook, account: _Account) -> Iterator[str]:
    yield f"released on {book.released_on}"
    if account.no_figure:
        yield f"{account.no_figure} cells say that there is no figure (NA, n.a.)"
    if account.others:
        codes = ", ".join(sorted(account.others))
        yield f"{account.others.total()} rows of other series left out: {codes}"
    for code, count in sorted(account.undated.items()):
        if count:
            yield f"{count} figures of {code} are of years for which its basket has no status"
    if DENOMINATOR in book.sheets:
        cells = len(book.sheets[DENOMINATOR].cells)
        yield f"the incomes prices were divided by ({cells} cells) are not read"
    if book.unread:
        yield f"sheets that are not read: {', '.join(book.unread)}"
    yield from compare_medians(book.sheets[MEDIANS], account.values)
