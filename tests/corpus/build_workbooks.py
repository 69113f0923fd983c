"""Builds workbooks from descriptions that people can read and review.

A description has `sheets` (title, rows, formats by cell, hidden_rows, hidden_columns, merged,
state) and may have `epoch: 1904`, `shared_texts: true` (texts in a part of their own, as
spreadsheet programs keep them), `edits` of parts as text (part, old, new) and `adds` of parts.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

_TEXT_IN_CELL = re.compile(r't="inlineStr"><is>(<t.*?</t>)</is>', re.DOTALL)
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_TIME = re.compile(rb"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z?")


def build_workbook(description: Mapping[str, Any]) -> bytes:
    """The bytes of the workbook described, the same bytes each time."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    if description.get("epoch") == 1904:
        book.epoch = CALENDAR_MAC_1904
    for sheet in description["sheets"]:
        _fill(book.create_sheet(sheet.get("title", "Pledges")), sheet)
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
    parts = {name: old.read(name) for name in old.namelist()}
    parts["docProps/core.xml"] = _TIME.sub(b"2026-05-17T00:00:00Z", parts["docProps/core.xml"])
    if description.get("shared_texts"):
        _share_texts(parts)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            for edit in description.get("edits", ()):
                if edit["part"] == name:
                    assert edit["old"] in content.decode(), f"{edit['old']!r} is not in {name}"
                    content = content.decode().replace(edit["old"], edit["new"]).encode()
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        for name, content in description.get("adds", {}).items():
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _share_texts(parts: dict[str, bytes]) -> None:
    """Move the texts of cells into a part of their own."""
    texts: list[str] = []

    def keep(match: re.Match[str]) -> str:
        texts.append(match[1])
        return f't="s"><v>{len(texts) - 1}</v>'

    for name in parts:
        if "/worksheets/" in name:
            parts[name] = _TEXT_IN_CELL.sub(keep, parts[name].decode()).encode()
    shared = "".join(f"<si>{text}</si>" for text in texts)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_NAMESPACE}">{shared}</sst>'.encode()
    relation = f'<Relationship Id="rIdTexts" Type="{_RELATION}" Target="sharedStrings.xml"/>'
    content = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_CONTENT}"/>'
    for name, end, added in (
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", relation),
        ("[Content_Types].xml", b"</Types>", content),
    ):
        assert end in parts[name]
        parts[name] = parts[name].replace(end, added.encode() + end)
