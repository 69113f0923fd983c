"""The World Bank's workbook of historical classifications (OGHIST)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.publishers.workbooks import Edit, bundled_economies, new_workbook, saved

SHEET = "Country Analytical History"
THRESHOLDS = {
    2025: ("<= 1,145", "1,146 - 4,515", "4,516 - 14,005", "> 14,005"),
    2026: ("<= 1,135", "1,136-4,495", "4,496 – 13,935", "> 13,935 "),
    2027: ("<= 1,150", "1,151 - 4,600", "4,601 - 14,200", "> 14,200"),
}
LABELS = (
    "Low income (L)", "Lower middle income (LM)", "Upper middle income (UM)", "High income (H)",
)  # fmt: skip


def income_workbook(
    edit: Edit | None = None,
    *,
    first: int = 2025,
    last: int = 2026,
    with_thresholds: bool = True,
    classes: Mapping[str, str] | None = None,
) -> bytes:
    """Fiscal years side by side; FY27 dropped the rows of thresholds, so that all rows moved up.

    Args:
        edit: Spoils it.
        first: First fiscal year.
        last: Last fiscal year.
        with_thresholds: Whether it has the rows of thresholds.
        classes: Classes of the last year that are not `UM`, by code.
    """
    book = new_workbook()
    book.create_sheet("Parameters")["A1"] = "Label"
    sheet = book.create_sheet(SHEET)
    sheet["B1"] = "World Bank Analytical Classifications"
    years = range(first, last + 1)
    row = 5
    _put(sheet, row, "Bank's fiscal year:", [f"FY{year % 100:02}" for year in years])
    _put(sheet, row + 1, "Data for calendar year :", [year - 2 for year in years])
    row += 2
    if with_thresholds:
        for number, label in enumerate(LABELS):
            _put(sheet, row, label, [THRESHOLDS[year][number] for year in years])
            row += 1
        row += 1
    _economy(sheet, row, "AFG", "Afghanistan", ["L" for _ in years])
    for code in sorted(bundled_economies().iso3 - {"AFG"}):
        row += 1
        last_class = (classes or {}).get(code, "UM")
        _economy(sheet, row, code, f"Economy {code}", ["LM"] * (len(years) - 1) + [last_class])
    row += 1
    _economy(sheet, row, "CHI", "Channel Islands", ["H" for _ in years])
    sheet.cell(row + 2, 2, "* At this time there were two of them.")
    _economy(sheet, row + 4, "SUN", "USSR (former)", ["UM", *[None for _ in years][1:]])
    return saved(book, edit)


def _put(sheet: Any, row: int, label: str, values: list[Any]) -> None:
    sheet.cell(row, 2, label)
    for position, value in enumerate(values):
        sheet.cell(row, 3 + position, value)


def _economy(sheet: Any, row: int, code: str, name: str, classes: list[Any]) -> None:
    sheet.cell(row, 1, code)
    _put(sheet, row, name, classes)
