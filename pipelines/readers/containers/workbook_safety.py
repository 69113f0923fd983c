"""Looks a workbook over before it is parsed: its size unpacked, its XML, what it hides.

Refuses what could harm the reader or what people and programs would read differently. Values are
read in `workbook.py`.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from openpyxl.utils import column_index_from_string, get_column_letter

from pipelines.errors import FileRefused
from pipelines.readers.rows.read_result import InputFile, refused

MAX_MEMBERS = 1_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_SHEET_ELEMENTS = 10_000_000
MAX_PART_ELEMENTS = 4_000_000
_SHEET_ROWS, _SHEET_COLUMNS = 1_048_576, 16_384
_CHUNK_BYTES = 1 << 16
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,7}", re.ASCII)
_SPLIT = "split the file and send its parts"
SAVE_AGAIN = "open it in a spreadsheet program, save it as .xlsx and send it again"


@dataclass(frozen=True)
class Extent:
    """How far the values of a sheet reach.

    Attributes:
        rows: The last row that holds anything, counted from 1; 0 of an empty sheet.
        columns: The last column that holds anything, counted from 1.
        merged: Ranges of merged cells, such as `B3:D3`.
        has_formulas: Whether any cell holds a formula.
    """

    rows: int
    columns: int
    merged: tuple[str, ...] = ()
    has_formulas: bool = False


def open_package(data: bytes, file: InputFile) -> zipfile.ZipFile:
    """The zip of a workbook, of which every XML part has been parsed within the caps once.

    Raises:
        FileRefused: when the zip is damaged, encrypted, too large unpacked or ambiguous, is no
            workbook, or when a part is no XML or declares entities.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        _check_members(package, len(data), file)
        for name in package.namelist():
            if name.lower().endswith((".xml", ".rels", ".vml")):
                _check_xml(package, name, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise refused(file, f"the workbook is damaged: {error}", "a whole .xlsx file") from None
    return package


@contextmanager
def refusing_damage(file: InputFile) -> Iterator[None]:
    """Refuses a workbook of which openpyxl cannot read a part; its warnings are kept quiet."""
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except FileRefused:
        raise
    except Exception as error:  # openpyxl raises whatever a malformed part makes it stumble over
        raise refused(
            file,
            f"the workbook cannot be read: {type(error).__name__}: {error}",
            "an .xlsx file as spreadsheet programs write it",
            SAVE_AGAIN,
        ) from None


def _check_members(package: zipfile.ZipFile, packed: int, file: InputFile) -> None:
    members = package.infolist()
    counts = Counter(member.filename.lower() for member in members)
    if "xl/workbook.xml" not in counts or "[content_types].xml" not in counts:
        raise refused(
            file,
            "the file is a zip archive and no workbook",
            "a CSV, XLSX or JSON file of pledges",
            "unpack it and drop the files themselves",
        )
    if len(members) > MAX_MEMBERS:
        expected = f"at most {MAX_MEMBERS:,} parts"
        raise refused(file, f"the workbook has {len(members):,} parts", expected)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * packed:
        raise refused(
            file,
            f"the workbook's {packed:,} bytes unpack to {unpacked:,}",
            f"at most {MAX_UNPACKED_BYTES:,} bytes, and {MAX_RATIO} times the size of the file",
        )
    if repeated := [name for name, count in counts.items() if count > 1]:
        raise refused(file, f"the workbook holds {repeated[0]!r} twice", "each part once")
    if any(member.flag_bits & 1 for member in members):
        raise refused(file, "the workbook is encrypted", "a workbook without a password")


def _check_xml(package: zipfile.ZipFile, name: str, file: InputFile) -> None:
    limit = MAX_SHEET_ELEMENTS if "/worksheets/" in name.lower() else MAX_PART_ELEMENTS
    counter = _Counter(f"{name} has more than {limit:,} XML elements", limit, file)
    try:
        _parse(package, name, counter)
    except DefusedXmlException:
        raise refused(
            file, f"{name} declares XML entities or a document type", "plain XML", SAVE_AGAIN
        ) from None
    except ParseError as error:
        raise refused(file, f"{name} is not XML: {error}", "a whole .xlsx file") from None


def _parse(package: zipfile.ZipFile, name: str, target: object) -> None:
    """Feed a part to a target that keeps no tree, so that elements cost no memory."""
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    with package.open(name) as part:
        while chunk := part.read(_CHUNK_BYTES):
            parser.feed(chunk)
    parser.close()


class _Counter:
    """Counts the elements of a part: openpyxl keeps a trace of each in memory."""

    def __init__(self, too_many: str, limit: int, file: InputFile) -> None:
        self._too_many = too_many
        self._left = limit
        self._file = file

    def start(self, _tag: str, _attributes: Mapping[str, str]) -> None:
        """Counts one element."""
        self._left -= 1
        if self._left < 0:
            raise refused(self._file, self._too_many, "fewer rows and texts", _SPLIT)

    def end(self, _tag: str) -> None:
        """Nothing is done at an end."""


def measure_sheet(
    package: zipfile.ZipFile, path: str, title: str, file: InputFile, *, may_merge: bool = False
) -> Extent:
    """How far the values of a sheet reach, by its cells and not by the dimension it states.

    Args:
        package: The zip of the workbook.
        path: The sheet's part in it.
        title: Name of the sheet.
        file: What is known of the file.
        may_merge: Whether merged cells are part of what was agreed, as headers over several
            columns are in publishers' workbooks.

    Raises:
        FileRefused: when rows or columns with values are hidden, cells are merged and may not
            be, cells are out of order, or the sheet is too large.
    """
    survey = _Survey(file, title, may_merge)
    _parse(package, path, survey)
    return survey.extent()


class _Survey:
    def __init__(self, file: InputFile, title: str, may_merge: bool) -> None:
        self._file = file
        self._title = title
        self._may_merge = may_merge
        self._merged: list[str] = []
        self._has_formulas = False
        self._row = self._column = 0
        self._row_is_hidden = False
        self._rows = self._columns = 0
        self._hidden_columns: list[tuple[int, int]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Takes note of one XML element as it begins."""
        tag = name.rpartition("}")[2]
        if tag == "row":
            self._begin_row(attributes.get("r"), _is_true(attributes.get("hidden")))
        elif tag == "c":
            self._begin_cell(attributes.get("r"))
        elif tag in ("v", "is", "f"):
            self._keep_cell()
            self._has_formulas |= tag == "f"
        elif tag == "mergeCell":
            if not self._may_merge:
                raise self._refused(f"cells {attributes.get('ref')} are merged", "no merged cells")
            self._merged.append(str(attributes.get("ref")))
        elif tag == "col" and _is_true(attributes.get("hidden")):
            first, last = (self._count(attributes.get(end), "column") for end in ("min", "max"))
            self._hidden_columns.append((first, last))

    def end(self, _name: str) -> None:
        """Nothing is done at an end."""

    def _begin_row(self, stated: str | None, hidden: bool) -> None:
        number = self._count(stated, "row") if stated is not None else self._row + 1
        if not self._row < number <= _SHEET_ROWS:
            raise self._refused(f"row {number} comes after row {self._row}", "rows in order")
        self._row, self._column, self._row_is_hidden = number, 0, hidden

    def _begin_cell(self, stated: str | None) -> None:
        number = self._column + 1
        if stated is not None:
            match = _CELL.fullmatch(stated)
            if not match or int(match[2]) != self._row:
                raise self._refused(f"a cell in row {self._row} is named {stated!r}", "its own row")
            number = column_index_from_string(match[1])
        if not self._column < number <= _SHEET_COLUMNS:
            raise self._refused(f"cells of row {self._row} are not in order", "cells in order")
        self._column = number

    def _keep_cell(self) -> None:
        if self._row > MAX_ROWS or self._column > MAX_COLUMNS:
            raise self._refused(
                f"there is a value in {get_column_letter(self._column)}{self._row}",
                f"at most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns",
            )
        if self._row_is_hidden:
            raise self._refused(f"row {self._row} is hidden", "no hidden rows")
        self._rows = self._row
        self._columns = max(self._columns, self._column)

    def extent(self) -> Extent:
        """What was found, when no column in it is hidden."""
        for first, _ in self._hidden_columns:
            if first <= self._columns:
                column = get_column_letter(first)
                raise self._refused(f"column {column} is hidden", "no hidden columns")
        return Extent(self._rows, self._columns, tuple(self._merged), self._has_formulas)

    def _count(self, stated: str | None, what: str) -> int:
        if stated is None or not _NUMBER.fullmatch(stated) or int(stated) == 0:
            raise self._refused(f"{what} is numbered {stated!r}", "numbers from 1 on")
        return int(stated)

    def _refused(self, found: str, expected: str) -> FileRefused:
        return refused(self._file, f"in sheet {self._title!r} {found}", expected)


def _is_true(flag: str | None) -> bool:
    return flag in ("1", "true", "on")
