"""Reads the World Bank's history of income classes (OGHIST), by fiscal year.

Rows are what the workbook says of each year; which class holds on a day is for SQL to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from pipelines.readers.publishers.edition import Economies, FetchedEdition
from pipelines.readers.publishers.grids import Grid, cell_name, read_grids
from pipelines.readers.publishers.row_builder import FoundRow, only_response, rows_of
from pipelines.readers.publishers.world_bank.income_thresholds import check_thresholds
from pipelines.readers.rows.columns import Unreadable, Value, shown
from pipelines.readers.rows.read_result import Reading, refused
from pipelines.readers.snapshot.reference import GROUP_LISTS

SHEET = "Country Analytical History"
"""The other sheets are of operations and debt, or, as `Parameters` in a copy of 2025, not the
Bank's at all."""
LIST_PUBLISHER = "World Bank"
CLASSES = {
    "L": "LOW_INCOME",
    "LM": "LOWER_MIDDLE_INCOME",
    "UM": "UPPER_MIDDLE_INCOME",
    "H": "HIGH_INCOME",
}
NO_CLASS = ("..",)
FIRST_ECONOMY = ("AFG", "Afghanistan")
"""The row it is in moved from 12 to 7 with FY27, when the rows of thresholds were dropped."""
NO_ECONOMIES = frozenset({"CHI", "CSK", "ANT", "YUG", "YUGf", "SUN"})
"""Codes of the Bank that ISO 3166-1 does not have (any more), as of FY26: the Channel Islands, and
States that are no more."""
FEWEST_CLASSIFIED = 200
"""Economies with a class in the latest year; FY23 to FY26 have 217 each."""
_FISCAL_YEAR = re.compile(r"FY([0-9]{2})")


@dataclass
class _Account:
    """Notes about the cells, collected while they are read."""

    read: int = 0
    starred: list[str] = field(default_factory=list)
    no_class: int = 0
    no_economies: list[str] = field(default_factory=list)
    by_class: Counter[str] = field(default_factory=Counter)


def read_income_groups(
    edition: FetchedEdition, *, economies: Economies, published_on: date | None = None
) -> Reading:
    """The class of each economy in each fiscal year, into `raw.country_group_lists`.

    A fiscal year runs from 1 July of the year before to 30 June, so FY26 is listed from 2025-07-01
    to 2026-07-01. `list_edition` is the latest fiscal year of the workbook.

    Args:
        edition: The workbook as it was served.
        economies: The economies a row may be about.
        published_on: The day from which it was known; the first day of its latest fiscal year when
            not given, on which the Bank publishes its classes.

    Raises:
        FileRefused: when a landmark of the sheet is not where it should be, or a threshold is
            another one than was announced.
    """
    book = read_grids(only_response(edition), edition.file, lambda title: title == SHEET)
    if not book.grids:
        sheets = ", ".join(map(repr, book.others))
        raise refused(edition.file, f"the workbook has the sheets {sheets}", f"a sheet {SHEET!r}")
    (grid,) = book.grids
    header, years = _fiscal_years(grid)
    first = _first_economy(grid, header)
    thresholds = check_thresholds(grid, range(header + 1, first), years)
    latest = max(years.values())
    account = _Account()
    shared = {
        "list_publisher": LIST_PUBLISHER,
        "list_edition": f"FY{latest % 100:02}",
        "published_on": (published_on or date(latest - 1, 7, 1)).isoformat(),
    }
    found = [
        FoundRow(
            {
                "group_code": group,
                "iso3": iso3,
                "listed_from": f"{year - 1}-07-01",
                "listed_to": f"{year}-07-01",
                **shared,
            },
            row,
            cell_name(row, column),
        )
        for row, column, year, iso3, group in _classes(grid, first, years, economies, account)
    ]
    classified = sum(account.by_class.values())
    if classified < FEWEST_CLASSIFIED:
        raise grid.refused(
            header,
            max(years, key=lambda column: years[column]),
            f"{classified} economies have a class in FY{latest % 100:02}",
            f"at least {FEWEST_CLASSIFIED}",
        )
    return rows_of(
        edition,
        GROUP_LISTS,
        found,
        structural=len(grid.cells) - len(found),
        notes=_notes(account, latest, thresholds),
    )


def _fiscal_years(grid: Grid) -> tuple[int, Mapping[int, int]]:
    """The row of the fiscal years, and the year by column; each year follows the one before."""
    best: dict[int, int] = {}
    row = 0
    for number in range(1, grid.rows + 1):
        years = {
            column: _year(int(match[1]))
            for column, text in grid.row(number).items()
            if (match := _FISCAL_YEAR.fullmatch(text.strip()))
        }
        if len(years) > len(best):
            row, best = number, years
    if not best:
        raise grid.refused(1, 1, "no row has fiscal years", "a row of FY89, FY90 and on")
    columns = sorted(best)
    for before, after in pairwise(columns):
        if after != before + 1 or best[after] != best[before] + 1:
            found = f"FY{best[after] % 100:02} follows FY{best[before] % 100:02}"
            raise grid.refused(row, after, found, "each fiscal year beside the one before it")
    for column in columns:
        data_year = grid.text(row + 1, column)
        if data_year and data_year != str(best[column] - 2):
            found = f"the data of FY{best[column] % 100:02} are of {data_year!r}"
            raise grid.refused(row + 1, column, found, f"{best[column] - 2}, two years before")
    return row, best


def _year(two_digits: int) -> int:
    return two_digits + (1900 if two_digits >= 80 else 2000)


def _first_economy(grid: Grid, header: int) -> int:
    for row in range(header + 1, grid.rows + 1):
        if re.fullmatch(r"[A-Z]{3}", grid.text(row, 1)):
            if (grid.text(row, 1), grid.text(row, 2)) != FIRST_ECONOMY:
                found = f"the first economy is {grid.text(row, 1)} {grid.text(row, 2)!r}"
                raise grid.refused(row, 1, found, " ".join(FIRST_ECONOMY))
            return row
    raise grid.refused(header + 1, 1, "no row begins with a code", " ".join(FIRST_ECONOMY))


def _classes(
    grid: Grid, first: int, years: Mapping[int, int], economies: Economies, account: _Account
) -> Iterator[tuple[int, int, int, Value, Value]]:
    latest = max(years.values())
    for row in range(first, grid.rows + 1):
        code = grid.text(row, 1).strip()
        cells = [column for column in years if (row, column) in grid.cells]
        if not code or not cells:
            continue
        if code in NO_ECONOMIES:
            account.no_economies.append(f"{grid.text(row, 2)} ({code})")
            account.by_class.update(
                text
                for column in cells
                if years[column] == latest and (text := grid.text(row, column)) in CLASSES
            )
            continue
        iso3: Value = code
        if code not in economies.iso3:
            iso3 = Unreadable(code, "the ISO code of an economy", "unknown_economy")
        for column in cells:
            value = grid.value(row, column)
            text = value.strip() if isinstance(value, str) else shown(value)
            if text in NO_CLASS:
                account.no_class += 1
                continue
            name = text.rstrip("*")
            if name != text:
                account.starred.append(f"{code} in FY{years[column] % 100:02}")
            group: Value = CLASSES.get(name) or Unreadable(
                text, "L, LM, UM, H or ..", "unknown_term"
            )
            if years[column] == latest and name in CLASSES:
                account.by_class[name] += 1
            yield row, column, years[column], iso3, group


def _notes(account: _Account, latest: int, thresholds: int) -> Iterator[str]:
    counts = ", ".join(f"{account.by_class[name]} {name}" for name in ("H", "UM", "LM", "L"))
    yield f"economies by class in FY{latest % 100:02}, those without an ISO code too: {counts}"
    if thresholds:
        yield f"thresholds of {thresholds} fiscal years have no gap and are as announced"
    else:
        yield "the sheet has no rows of thresholds"
    if account.no_economies:
        yield f"no economies of ISO 3166-1, left out: {', '.join(account.no_economies)}"
    if account.no_class:
        yield f"{account.no_class} cells say that no class was given (..)"
    if account.starred:
        yield f"classes with a footnote, read without it: {', '.join(account.starred)}"
