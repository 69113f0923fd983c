"""Opens ITU's price basket workbook: its sheets, its day of release, the table of economies.

What is read of it is for `price_baskets.py` and `price_workbook_groups.py` to say.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pipelines.readers.publishers.edition import FetchedEdition
from pipelines.readers.publishers.grids import Grid, cell_name, read_grids, stated_year
from pipelines.readers.publishers.row_builder import only_response
from pipelines.readers.rows.read_result import refused

OVERVIEW, HISTORY, MEDIANS, DENOMINATOR = (
    "overview",
    "baskethistory",
    "medians",
    "gni_denominator",
)
_ECONOMIES = re.compile(r"economies_[0-9]{4}-[0-9]{4}|basket_combined_simplified", re.IGNORECASE)
"""The name carries the years, so it is another one with every edition."""
NO_FIGURE = frozenset({"na", "n.a.", "n/a", ".."})
"""Texts that say there is no figure; the editions of 2024 and 2025 have the first two."""
_COLUMNS = {
    "iso3": ("IsoCode",),
    "name": ("Economy",),
    "code": ("Code",),
    "basket": ("Basket name", "basket_combined_simplified"),
    "unit": ("Unit",),
    "region": ("ITURegion",),
    "LDC": ("LDC",),
    "LLDC": ("LLDC",),
    "SIDS": ("SIDS",),
}
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if number}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if number}
_DATES = (
    re.compile(r"(?P<year>20[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
    re.compile(r"\b(?P<day>[0-9]{1,2})\s+(?P<name>[A-Za-z]{3,9})\.?,?\s+(?P<year>20[0-9]{2})\b"),
    re.compile(r"\b(?P<name>[A-Za-z]{3,9})\.?\s+(?P<day>[0-9]{1,2}),?\s+(?P<year>20[0-9]{2})\b"),
)


@dataclass(frozen=True)
class PriceWorkbook:
    """The workbook, as far as its landmarks are where they should be.

    Attributes:
        released_on: The day its sheet `Overview` gives.
        economies: The sheet with a row for each economy, basket and unit.
        header: Row of its header.
        columns: Column of each name of `_COLUMNS`.
        years: Year by column.
        sheets: The other sheets that were read, by their folded name.
        unread: Names of the sheets that were not.
    """

    released_on: date
    economies: Grid
    header: int
    columns: Mapping[str, int]
    years: Mapping[int, int]
    sheets: Mapping[str, Grid]
    unread: tuple[str, ...]

    @property
    def filled_cells(self) -> int:
        """Filled cells of all the sheets that were read."""
        return len(self.economies.cells) + sum(len(grid.cells) for grid in self.sheets.values())

    def text(self, row: int, name: str) -> str:
        """The text in a row of the economies under a name."""
        return self.economies.text(row, self.columns[name]).strip()


def open_price_workbook(edition: FetchedEdition) -> PriceWorkbook:
    """Opens the workbook.

    Raises:
        FileRefused: when a sheet, a column, the years or the day of release are not found.
    """
    file = edition.file
    known = (OVERVIEW, HISTORY, MEDIANS, DENOMINATOR)
    book = read_grids(
        only_response(edition),
        file,
        lambda title: title.lower() in known or bool(_ECONOMIES.fullmatch(title)),
    )
    economies = [grid for grid in book.grids if _ECONOMIES.fullmatch(grid.title)]
    sheets = {g.title.lower(): g for g in book.grids if g not in economies}
    missing = [name for name in (OVERVIEW, HISTORY, MEDIANS) if name not in sheets]
    if len(economies) != 1 or missing:
        titles = ", ".join(repr(title) for title in (*(g.title for g in book.grids), *book.others))
        raise refused(
            file,
            f"the workbook has the sheets {titles}",
            "Overview, BasketHistory, medians and one of economies_2008-2025 or another last year",
        )
    (grid,) = economies
    header, columns = _header(grid)
    return PriceWorkbook(
        released_on=_release(sheets[OVERVIEW]),
        economies=grid,
        header=header,
        columns=columns,
        years=year_columns(grid, header),
        sheets=sheets,
        unread=book.others,
    )


def year_columns(grid: Grid, row: int) -> Mapping[int, int]:
    """The years of a header by column, numbers or texts, each the one after that on its left.

    Raises:
        FileRefused: when there are none, or one is missing or out of order.
    """
    years = {
        column: year[0] for column, text in grid.row(row).items() if (year := stated_year(text))
    }
    if not years:
        raise grid.refused(row, 1, "the header has no years", "a column for each year")
    columns = sorted(years)
    for before, after in pairwise(columns):
        if years[after] != years[before] + 1:
            found = f"{years[after]} comes after {years[before]}"
            raise grid.refused(row, after, found, "a column for each year, in order")
    return years


def _header(grid: Grid) -> tuple[int, Mapping[str, int]]:
    for row in range(1, min(grid.rows, 20) + 1):
        texts = {text.strip(): column for column, text in grid.row(row).items()}
        if "IsoCode" not in texts:
            continue
        columns = {
            name: texts[alias]
            for name, aliases in _COLUMNS.items()
            for alias in aliases
            if alias in texts
        }
        if missing := [_COLUMNS[name][0] for name in _COLUMNS if name not in columns]:
            found = f"the header lacks {', '.join(missing)}"
            raise grid.refused(row, 1, found, "the columns of the edition of December 2025")
        return row, columns
    raise grid.refused(1, 1, "no header with IsoCode is in the first rows", "a header")


def _release(overview: Grid) -> date:
    """The day in the cell that speaks of a release, or in the cell to its right."""
    for (row, column), value in sorted(overview.cells.items()):
        if not isinstance(value, str) or "release" not in value.casefold():
            continue
        for text in (value, overview.text(row, column + 1)):
            if day := _day(text):
                return day
    name = cell_name(1, 1)
    raise refused(
        overview.file,
        f"sheet {overview.title!r}, from cell {name} on, gives no day of release",
        "Release date: 2 December 2025, or another day in words or as a date",
        "give the day in the registry of sources, or ask for a reader of the new layout",
    )


def _day(text: str) -> date | None:
    for form in _DATES:
        if match := form.search(text):
            parts = match.groupdict()
            month = _MONTHS.get(str(parts.get("name")).lower()) or int(parts.get("month") or 0)
            try:
                return date(int(parts["year"]), month, int(parts["day"]))
            except ValueError:
                continue
    return None
