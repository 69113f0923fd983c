"""ITU's workbook of regional and global aggregates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.publishers.workbooks import Edit, new_workbook, saved

SOURCE_URL = "https://www.itu.int/en/ITU-D/Statistics/Documents/facts/aggregates_Nov_2025.xlsx"
LAST_YEAR = 2025
REGIONS = (
    "Africa", "The Americas", "Arab States", "Asia & Pacific", "CIS countries", "Europe countries",
)  # fmt: skip
GROUPS = (
    "World", "Low-income", "Lower-middle-income", "Upper-middle-income", "High-income",
    "Least Developed Countries (LDCs)", "Land Locked Developing Countries (LLDCs)",
    "Small Island Developing States (SIDS)", "Africa", "Americas", "Arab States", "Asia-Pacific",
    "CIS", "Europe",
)  # fmt: skip
TITLES = (
    ("Fixed-telephone subscriptions", "Millions", "Per 100 inhabitants"),
    ("Mobile-cellular telephone subscriptions", "Millions", "Per 100 inhabitants"),
    ("Active mobile-broadband subscriptions", "Millions", "Per 100 inhabitants"),
    ("Fixed-broadband subscriptions", "Millions", "Per 100 inhabitants"),
    ("Population covered by a mobile-cellular network", "Millions", "Percentage of population"),
    ("Population covered by at least a 3G mobile network", "Millions", "Percentage of population"),
    (
        "Population covered by at least an LTE/WiMAX mobile network",
        "Millions",
        "Percentage of population",
    ),
    ("Population covered by at least a 5G mobile network", "Millions", "Percentage of population"),
    ("International bandwidth usage", "Tbit/s", "kbit/s per Internet user"),
    ("Individuals using the Internet", "Millions", "Percentage of population"),
)
"""Ten tables of nine rows, each in two units side by side."""


def facts_figures_workbook(edit: Edit | None = None, last_year: int = LAST_YEAR) -> bytes:
    """The three sheets that are read, and one that is not."""
    book = new_workbook()
    _by_region(book.create_sheet("By BDT region"), last_year)
    _by_sex_and_age(book.create_sheet("Internet use by sex & age"), last_year)
    _by_area(book.create_sheet("By urban-rural area"), last_year)
    book.create_sheet("Definitions")["A1"] = "What the indicators mean"
    return saved(book, edit)


def share(row: int, year: int) -> float:
    """An invented share of people: of the row's group, growing by a point a year."""
    return round(20 + 3 * row + (year - 2005) + 0.1 * row, 1)


def _years(first: int, last: int) -> list[int | str]:
    return [*range(first, last), f"{last}*"]


def _by_region(sheet: Any, last_year: int) -> None:
    sheet["A1"] = "Key ICT indicators for the ITU/BDT regions (totals and penetration rates)"
    years = _years(2005, last_year)
    for number, (title, left, right) in enumerate(TITLES):
        top = 3 + 9 * number
        sheet.cell(top, 1, title)
        for column, unit in ((2, left), (3 + len(years), right)):
            sheet.cell(top, column, unit)
            put_row(sheet, top + 1, column, years)
        for row, group in enumerate((*REGIONS, "World")):
            sheet.cell(top + 2 + row, 1, group)
            for position in range(len(years)):
                year = 2005 + position
                sheet.cell(top + 2 + row, 2 + position, round(100 + 10 * row + position, 1))
                value: Any = share(row, year)
                if "5G" in title and year < 2019:
                    value = "N/A"
                sheet.cell(top + 2 + row, 3 + len(years) + position, value)
    end = 3 + 9 * len(TITLES)
    sheet.cell(end + 1, 1, "Note: * ITU estimate. Regions are based on the ITU regions.")
    sheet.cell(end + 2, 1, "Source: ITU World Telecommunication/ICT Indicators database")


def _by_sex_and_age(sheet: Any, last_year: int) -> None:
    sheet["A1"] = "Internet use by sex and age"
    cut_table(
        sheet, 3, "Percentage of individuals using the Internet, by sex",
        _years(last_year - 2, last_year), ("Total", "Female", "Male"),
    )  # fmt: skip
    cut_table(
        sheet, 24, "Percentage of individuals using the Internet, by age group",
        _years(last_year - 1, last_year), ("Total", "Youth (15-24)", "Rest of the population"),
    )  # fmt: skip


def cut_table(
    sheet: Any, top: int, title: str, years: Sequence[int | str], cuts: Sequence[str]
) -> None:
    """A title, years merged over a column for each cut, and a gap after each year."""
    sheet.cell(top, 1, title)
    for number, year in enumerate(years):
        column = 2 + number * (len(cuts) + 1)
        sheet.cell(top + 1, column, year)
        last = column + len(cuts) - 1
        sheet.merge_cells(start_row=top + 1, end_row=top + 1, start_column=column, end_column=last)
        for cut, words in enumerate(cuts):
            sheet.cell(top + 2, column + cut, words)
            for row, group in enumerate(GROUPS):
                sheet.cell(top + 3 + row, 1, group)
                plain = int(str(year).rstrip("*"))
                sheet.cell(top + 3 + row, column + cut, cut_share(row, plain, cut))


def cut_share(row: int, year: int, cut: int) -> float:
    """The share of a cut: that of all people where it is the first."""
    return round(share(row, year) + (0, -2, 2)[cut], 1)


def _by_area(sheet: Any, last_year: int) -> None:
    """Years on row 5 that are of the first table alone; the second has its own, one later."""
    sheet["A1"] = "Access and use by urban and rural area"
    sheet["A3"] = "Percentage of households with Internet access at home"
    years: list[int | str] = [
        f"{year}*" if year in (2019, 2024) else year
        for year in range(last_year - 10, last_year + 1)
    ]
    put_row(sheet, 5, 2, years)
    _put_groups(sheet, 6, 2, last_year - 10, 11, 5)
    top = 22
    sheet.cell(top, 1, "Percentage of individuals using the Internet, by area")
    for column, words, more in ((2, "Urban", AREA_URBAN), (12, "Rural", AREA_RURAL)):
        sheet.cell(top + 1, column, words)
        put_row(sheet, top + 2, column, _years(last_year - 9, last_year))
        _put_groups(sheet, top + 3, column, last_year - 9, 10, more)
    sheet.cell(top + 19, 1, "Ratio of urban to rural Internet use")
    put_row(sheet, top + 20, 2, _years(last_year - 9, last_year))
    for row, group in enumerate(GROUPS):
        sheet.cell(top + 21 + row, 1, group)
        for position in range(10):
            sheet.cell(top + 21 + row, 2 + position, round(1 + 0.1 * row, 1))


AREA_URBAN, AREA_RURAL = 36, 3
"""Points by which the invented shares of the areas lie above those of all people."""


def _put_groups(
    sheet: Any, top: int, column: int, first_year: int, years: int, more: float
) -> None:
    for row, group in enumerate(GROUPS):
        sheet.cell(top + row, 1, group)
        for position in range(years):
            value = min(99.0, round(share(row, first_year + position) + more, 1))
            sheet.cell(top + row, column + position, value)


def put_row(sheet: Any, row: int, column: int, values: Sequence[Any]) -> None:
    """Put values side by side."""
    for position, value in enumerate(values):
        sheet.cell(row, column + position, value)
