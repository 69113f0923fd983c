"""The sheets of a publisher's workbook as grids: filled cells by row and column, with their names.

Where the figures of a publisher are in its sheets is for that publisher's reader to know.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from pipelines.errors import FileRefused
from pipelines.readers.containers.workbook import cell_value
from pipelines.readers.containers.workbook_safety import (
    SAVE_AGAIN,
    Extent,
    measure_sheet,
    open_package,
    refusing_damage,
)
from pipelines.readers.rows.columns import Unreadable, Value, shown
from pipelines.readers.rows.read_result import InputFile, refused

Place = tuple[int, int]
"""Row and column of a cell, both counted from 1."""
MAX_MERGED = 10_000
"""Merged ranges of a sheet; a publisher's headers have some dozens (November 2026)."""
_NEXT_STEP = "compare the workbook with the layout its reader agrees to; nothing of it was loaded"
_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*(\**)")


@dataclass(frozen=True)
class Grid:
    """One sheet.

    Attributes:
        title: Name of the sheet.
        cells: Contents of its filled cells.
        merged: First and last place of each range of merged cells.
        file: The file it comes from.
    """

    title: str
    cells: Mapping[Place, Value]
    merged: tuple[tuple[Place, Place], ...]
    file: InputFile

    @cached_property
    def rows(self) -> int:
        """The last row that holds anything."""
        return max((row for row, _ in self.cells), default=0)

    def value(self, row: int, column: int) -> Value:
        """The text of a cell, empty where there is none."""
        return self.cells.get((row, column), "")

    def text(self, row: int, column: int) -> str:
        """The text in a cell; an error value is shown as what it is."""
        value = self.value(row, column)
        return value if isinstance(value, str) else shown(value)

    def row(self, row: int) -> Mapping[int, str]:
        """The texts of a row by column, from left to right."""
        return self._texts.get(row, {})

    @cached_property
    def _texts(self) -> Mapping[int, Mapping[int, str]]:
        texts: dict[int, dict[int, str]] = {}
        for row, column in sorted(self.cells):
            texts.setdefault(row, {})[column] = self.text(row, column)
        return texts

    def anchor(self, row: int, column: int) -> Place:
        """The place whose content shows in a cell: the first one of the merged cells it is in."""
        for (top, left), (bottom, right) in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column

    def last_column(self, row: int, column: int) -> int:
        """The last column of the merged cells a cell begins, else its own."""
        for (top, left), (_, right) in self.merged:
            if (top, left) == (row, column):
                return right
        return column

    def refused(self, row: int, column: int, found: str, expected: str) -> FileRefused:
        """The error that refuses the workbook for the content of a cell, to be raised."""
        where = f"in sheet {self.title!r}, cell {cell_name(row, column)}, {found}"
        return refused(self.file, where, expected, _NEXT_STEP)


@dataclass(frozen=True)
class Workbook:
    """The sheets of a workbook that were asked for, and the names of the others."""

    grids: tuple[Grid, ...]
    others: tuple[str, ...]


def cell_name(row: int, column: int) -> str:
    """The name of a cell, such as `B17`."""
    return f"{get_column_letter(column)}{row}"


def stated_year(text: str) -> tuple[int, bool] | None:
    """A year, a whole number or a text, and whether a star marks it; None when it is no year."""
    match = _YEAR.fullmatch(text.strip())
    return (int(match[1]), bool(match[2])) if match else None


def read_grids(data: bytes, file: InputFile, is_wanted: Callable[[str], bool]) -> Workbook:
    """Reads the wanted sheets; merged cells may be there, hidden ones and bare formulas not.

    A formula counts for the value the publisher's program computed last.

    Raises:
        FileRefused: when the workbook is damaged or harmful, or a wanted sheet is hidden, has
            hidden cells, or has a formula whose value was not saved with it.
    """
    package = open_package(data, file)
    with refusing_damage(file):
        values = _open(data, data_only=True)
        grids, others = [], []
        for sheet in values.worksheets:
            if not is_wanted(sheet.title):
                others.append(sheet.title)
                continue
            if sheet.sheet_state != "visible":
                raise refused(file, f"sheet {sheet.title!r} is hidden", "it in sight")
            path = sheet._worksheet_path
            extent = measure_sheet(package, path, sheet.title, file, may_merge=True)
            if extent.has_formulas:
                formulas = _open(data, data_only=False)[sheet.title]
                _check_formulas(sheet, formulas, extent, file)
            grids.append(_grid(sheet, extent, file))
    return Workbook(tuple(grids), tuple(others))


def _open(data: bytes, *, data_only: bool) -> Any:
    return openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False
    )


def _cells(sheet: Any, extent: Extent) -> Iterator[tuple[Place, Any]]:
    if not extent.rows:
        return
    rows = sheet.iter_rows(max_row=extent.rows, max_col=extent.columns)
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells, start=1):
            if cell.value is not None:
                yield (row, column), cell


def _check_formulas(values: Any, formulas: Any, extent: Extent, file: InputFile) -> None:
    with_value = {place for place, _ in _cells(values, extent)}
    for place, cell in _cells(formulas, extent):
        if cell.data_type == "f" and place not in with_value:
            raise refused(
                file,
                f"in sheet {values.title!r}, cell {cell_name(*place)} holds a formula and no value",
                "formulas saved together with the values they give",
                SAVE_AGAIN,
            )


def _grid(sheet: Any, extent: Extent, file: InputFile) -> Grid:
    if len(extent.merged) > MAX_MERGED:
        found = f"in sheet {sheet.title!r} {len(extent.merged):,} ranges of cells are merged"
        raise refused(file, found, f"at most {MAX_MERGED:,}")
    cells: dict[Place, Value] = {}
    for place, cell in _cells(sheet, extent):
        value = cell_value(cell)
        if isinstance(value, Unreadable) or value:
            cells[place] = value
    if not cells:
        raise refused(file, f"sheet {sheet.title!r} is empty", "a sheet with figures")
    merged = []
    for text in extent.merged:
        left, top, right, bottom = range_boundaries(text)
        merged.append(((top, left), (bottom, right)))
    return Grid(sheet.title, cells, tuple(merged), file)
