"""Builds workbooks from descriptions that people can read and review.

A description has `sheets` (title, rows, formats by cell, hidden_rows, hidden_columns, merged, state)
and may have `epoch: 1904`, `edits` of parts as text (part, old, new) and `adds` of parts.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

_DAY = datetime(2026, 5, 17)  # noqa: DTZ001 - workbooks know no zones


def build_workbook(description: Mapping[str, Any]) -> bytes:
    """The bytes of the workbook described, the same bytes each time."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    if description.get("epoch") == 1904:
        book.epoch = CALENDAR_MAC_1904
    for sheet in description["sheets"]:
        _fill(book.create_sheet(sheet.get("title", "Pledges")), sheet)
    book.properties.created = book.properties.modified = _DAY
    buffer = io.BytesIO()
    book.save(buffer)
    return _rewritten(buffer.getvalue(), description)


def _fill(sheet: Any, description: Mapping[str, Any]) -> None:
    for number, row in enumerate(description.get("rows", ()), start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(number, column, value)
    for cell, number_format in description.get("formats", {}).items():
        sheet[cell].number_format = number_format
    for row in description.get("hidden_rows", ()):
        sheet.row_dimensions[row].hidden = True
    for column in description.get("hidden_columns", ()):
        sheet.column_dimensions[column].hidden = True
    for cells in description.get("merged", ()):
        sheet.merge_cells(cells)
    sheet.sheet_state = description.get("state", "visible")


def _rewritten(data: bytes, description: Mapping[str, Any]) -> bytes:
    """The same workbook with parts edited or added, and no time of the day in it."""
    buffer = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(data))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            for edit in description.get("edits", ()):
                if edit["part"] == name:
                    before = content.decode()
                    assert edit["old"] in before, f"{edit['old']!r} is not in {name}"
                    content = before.replace(edit["old"], edit["new"]).encode()
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        for name, content in description.get("adds", {}).items():
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
