"""Reads an XLSX workbook strictly: one visible sheet with data, a header row, one pledge a row.

Rows count as lines. What a workbook may hold at all is looked over in `workbook_safety.py`; what
a field means belongs to the contract.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from pipelines.readers.containers.workbook_safety import (
    SAVE_AGAIN,
    Extent,
    measure_sheet,
    open_package,
    refusing_damage,
)
from pipelines.readers.rows.columns import Unreadable, Value, shown
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.header import agreed_header
from pipelines.readers.rows.read_result import InputFile, Reading, refused
from pipelines.readers.rows.record import MAX_FIELD_CHARACTERS, OnRecord, Record
from pipelines.readers.rows.records import read_records
from pipelines.submissions.sheets import GUIDE_SHEET, LISTS_SHEET, PROBLEMS_SHEET

TEMPLATE_NOTES = (GUIDE_SHEET, LISTS_SHEET, PROBLEMS_SHEET)
"""Sheets we hand out that hold no pledges; they are never read."""

# Colours and conditions in brackets, texts in quotes, escaped and padding characters of a format.
_NOT_OF_A_DATE = re.compile(r'\[[^\]]*\]|"[^"]*"|[\\_*].')
_NO_DATE = Unreadable("a time without a date", "a date or a text", "not_a_date")


def read_workbook(
    data: bytes, file: InputFile, contract: Contract, on_record: OnRecord | None = None
) -> Reading:
    """Reads the rows of the one sheet that holds data; `on_record` gets each as it is found.

    Raises:
        FileRefused: when the workbook is damaged or harmful, has hidden or merged parts, no sheet
            or several sheets with data, or a header that is not as agreed.
    """
    package = open_package(data, file)
    with refusing_damage(file):
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=False, keep_links=False
        )
        sheet, extent = _sheet_with_data(book, package, file)
        records = list(_records(sheet, extent))
        _check_rows(sheet.title, len(records), extent, file)
    header = _trimmed(records[0], 0)
    # What is no text is shown as what it is, and so is the name of no column.
    names = [v.strip() if isinstance(v, str) else f"({shown(v)})" for v in header.values]
    width = len(names)
    return read_records(
        agreed_header(names, 1, file, contract),
        (_trimmed(record, width) for record in records[1:]),
        file,
        contract,
        structural=1,
        physical=lambda: len(records),
        on_record=on_record,
    )


def _sheet_with_data(book: Any, package: Any, file: InputFile) -> tuple[Any, Extent]:
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        raise refused(file, f"sheet {hidden[0]!r} is hidden", "no hidden sheets")
    found = []
    for sheet in book.worksheets:
        if sheet.title in TEMPLATE_NOTES:
            continue
        extent = measure_sheet(package, sheet._worksheet_path, sheet.title, file)
        if extent.rows:
            found.append((sheet, extent))
    if not found:
        raise refused(file, "the file is empty", "a header line and at least one row")
    if len(found) > 1:
        titles = ", ".join(repr(sheet.title) for sheet, _ in found)
        raise refused(file, f"several sheets hold data: {titles}", "one sheet with data")
    return found[0]


def _check_rows(title: str, found: int, extent: Extent, file: InputFile) -> None:
    """Refuses a sheet of which openpyxl sees other rows than its cells reach to; some were lost."""
    if found != extent.rows:
        raise refused(
            file,
            f"in sheet {title!r} cells reach to row {extent.rows} and {found} rows can be read",
            "an .xlsx file as spreadsheet programs write it",
            SAVE_AGAIN,
        )


def _records(sheet: Any, extent: Extent) -> Iterator[Record]:
    rows = sheet.iter_rows(max_row=extent.rows, max_col=extent.columns)
    for number, cells in enumerate(rows, start=1):
        values = [cell_value(cell) for cell in cells]
        yield Record(number, number, values, cells=partial(_cell_name, number))


def _cell_name(row: int, position: int) -> str:
    return f"{get_column_letter(position + 1)}{row}"


def _trimmed(record: Record, width: int) -> Record:
    """The record without the empty cells to its right, but at least as wide as the header."""
    values = list(record.values)
    while len(values) > width and values[-1] == "":
        values.pop()
    values.extend([""] * (width - len(values)))
    return Record(record.line_from, record.line_to, values, cells=record.cells)


def cell_value(cell: Any) -> Value:
    """The content of a cell as text: numbers in plain digits, dates in ISO form."""
    content = cell.value
    if content is None:
        return ""
    if cell.data_type == "f" or (isinstance(content, str) and content.startswith("=")):
        shown = content if isinstance(content, str) else getattr(content, "text", None)
        return Unreadable(str(shown or "a formula"), "a value, not a formula", "formula")
    if cell.data_type == "e":
        return Unreadable(str(content), "a value, not an error", "cell_error")
    if isinstance(content, bool):
        return "true" if content else "false"
    if isinstance(content, int | float):
        number = _number(content)
        if isinstance(number, str) and "%" in str(cell.number_format or ""):
            return f"{format(Decimal(number) * 100, 'f')}%"
        return number
    if isinstance(content, datetime):
        return _date(content, str(cell.number_format or ""))
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, time | timedelta):
        return _NO_DATE
    text = str(content).strip()
    if len(text) > MAX_FIELD_CHARACTERS:
        return Unreadable(text[:200], f"at most {MAX_FIELD_CHARACTERS:,} characters", "too_long")
    return text


def _number(number: float) -> Value:
    """Plain digits; spreadsheets keep 15 of them, what comes after is noise of binary floats."""
    if isinstance(number, int):
        return format(Decimal(number), "f")
    if not math.isfinite(number):
        return Unreadable(str(number), "a finite number", "not_a_number")
    plain = format(Decimal(f"{number:.15g}"), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _date(moment: datetime, number_format: str) -> str:
    """ISO text, as exact as the cell shows it: `mmm yyyy` is a month where the day is the first."""
    if moment.time() != time():
        return moment.isoformat(sep=" ")
    shown = _NOT_OF_A_DATE.sub("", number_format).lower()
    if moment.day == 1 and "y" in shown and "d" not in shown:
        if "m" in shown:
            return f"{moment:%Y-%m}"
        if moment.month == 1:
            return f"{moment:%Y}"
    return moment.date().isoformat()
