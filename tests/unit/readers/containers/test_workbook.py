"""Workbooks: values as a person sees them, or the row rejected by its cell, or the book refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipelines.errors import FileRefused
from pipelines.readers.containers import workbook_safety
from pipelines.readers.containers.workbook import read_workbook
from pipelines.readers.rows import fields
from pipelines.readers.rows.contract import Column, Contract
from pipelines.readers.rows.read_result import InputFile, Reading

FILE = InputFile("ab" * 32, "stock.xlsx", "test", "2026-01-01")
STOCK = Contract(
    table="stock",
    columns=(
        Column("item", fields.text, pa.string(), required=True),
        Column("price", fields.decimal(38, 2), pa.decimal128(38, 2)),
        Column("fresh", fields.boolean, pa.bool_()),
        Column("bought", fields.text, pa.string()),
    ),
    key=("item",),
)
HEADER = ("item", "price", "fresh", "bought")
Change = Callable[[Any], object]


def book(*rows: Sequence[object], change: Change = id) -> bytes:
    made = openpyxl.Workbook()
    for row in (HEADER, *rows):
        made.active.append(row)
    change(made)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def rewritten(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one of its parts changed."""
    buffer = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(data))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == name else content)
    return buffer.getvalue()


def read(data: bytes) -> Reading:
    return read_workbook(data, FILE, STOCK)


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read(data)
    return refused.value.found


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_become_typed_rows_and_rows_are_counted_as_lines() -> None:
    reading = read(book(("tea", 1.5, True, date(2026, 5, 17)), (), ("007", "2.25", "false", None)))
    first, second = reading.rows.to_pylist()
    assert first == {
        "item": "tea",
        "price": Decimal("1.50"),
        "fresh": True,
        "bought": "2026-05-17",
        "source_sha256": FILE.sha256,
        "source_line": 2,
    }
    assert (second["item"], second["price"], second["source_line"]) == ("007", Decimal("2.25"), 4)
    lines = reading.lines
    assert (lines.physical, lines.accepted, lines.structural) == (4, 2, 2)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1e15, "1000000000000000"),
        (155000000, "155000000"),
        (2.5e-7, "0.00000025"),
        (-0.5, "-0.5"),
        (1e21, "1000000000000000000000"),
    ],
)
def test_numbers_are_plain_text_without_the_noise_of_binary_floats(
    number: float, text: str
) -> None:
    assert read(book(("tea", None, None, number))).rows["bought"].to_pylist() == [text]


@pytest.mark.parametrize(
    ("day", "number_format", "text"),
    [
        ((2026, 5, 1), "dd/mm/yyyy", "2026-05-01"),
        ((2026, 5, 1), "mmm yyyy", "2026-05"),
        ((2026, 5, 2), "mmm yyyy", "2026-05-02"),
        ((2026, 1, 1), "yyyy", "2026"),
        ((2026, 5, 1), '[$-409]mmmm" and "yyyy', "2026-05"),
        ((2026, 5, 1, 12, 30), "yyyy-mm-dd hh:mm", "2026-05-01 12:30:00"),
    ],
)
def test_a_date_is_as_exact_as_its_cell_shows_it(
    day: tuple[int, ...], number_format: str, text: str
) -> None:
    moment = datetime(*day)  # type: ignore[arg-type]  # noqa: DTZ001

    def form(made: Any) -> None:
        made.active["D2"].number_format = number_format

    assert read(book(("tea", None, None, moment), change=form)).rows["bought"].to_pylist() == [text]


def test_a_book_that_counts_days_from_1904_gives_the_same_dates() -> None:
    def since_1904(made: Any) -> None:
        made.epoch = CALENDAR_MAC_1904

    data = book(("tea", None, None, date(2026, 5, 17)), change=since_1904)
    assert b"46159" not in zipfile.ZipFile(io.BytesIO(data)).read(SHEET)
    assert read(data).rows["bought"].to_pylist() == ["2026-05-17"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("=1+1", "formula"),
        ("#N/A", "cell_error"),
        ("1,000", "not_a_number"),
        (True, "not_a_number"),
    ],
)
def test_a_cell_that_is_no_value_rejects_its_row_and_names_the_cell(
    value: object, reason: str
) -> None:
    reading = read(book(("tea", 1), ("salt", value)))
    (reject,) = reading.rejects
    assert (reject.line_from, reject.field, reject.reason) == (3, "price", reason)
    assert reject.cell == "B3"
    assert reading.rows["item"].to_pylist() == ["tea"]


def test_a_row_that_reaches_beyond_the_header_is_rejected_and_not_shifted() -> None:
    reading = read(book(("tea", 1), ("salt", 1, None, None, "extra")))
    assert [(r.line_from, r.reason) for r in reading.rejects] == [(3, "wrong_width")]


def hide_row(made: Any) -> None:
    made.active.row_dimensions[2].hidden = True


def hide_column(made: Any) -> None:
    made.active.column_dimensions["B"].hidden = True


def hide_sheet(made: Any) -> None:
    made.create_sheet("Secret").sheet_state = "hidden"


def merge(made: Any) -> None:
    made.active.merge_cells("A2:B2")


def second_sheet(made: Any) -> None:
    made.create_sheet("More").append(["x"])


def far_row(made: Any) -> None:
    made.active["A100001"] = "far"


def far_column(made: Any) -> None:
    made.active.cell(2, 201, "far")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (hide_row, "row 2 is hidden"),
        (hide_column, "column B is hidden"),
        (hide_sheet, "sheet 'Secret' is hidden"),
        (merge, "cells A2:B2 are merged"),
        (second_sheet, "several sheets hold data: 'Sheet', 'More'"),
        (far_row, "there is a value in A100001"),
        (far_column, "there is a value in GS2"),
    ],
)
def test_what_people_and_programs_would_read_differently_is_refused(
    change: Change, found: str
) -> None:
    assert found in refusal(book(("tea", 1), change=change))


def test_an_empty_sheet_beside_the_one_with_data_changes_nothing() -> None:
    data = book(("tea", 1), change=lambda made: made.create_sheet("Empty"))
    assert read(data).rows.num_rows == 1


def test_a_stated_dimension_is_not_believed() -> None:
    for lie in (b"A1:XFD1048576", b"A1:A1"):
        data = rewritten(book(("tea", 1)), SHEET, lambda part, lie=lie: part.replace(b"A1:D2", lie))
        assert lie in zipfile.ZipFile(io.BytesIO(data)).read(SHEET)
        reading = read(data)
        assert reading.rows["price"].to_pylist() == [Decimal(1)]
        assert reading.lines.physical == 2


def test_empty_formatted_cells_far_away_do_not_count() -> None:
    far = b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>'
    data = rewritten(book(("tea", 1)), SHEET, lambda part: part.replace(b"</sheetData>", far))
    assert read(data).lines.physical == 2


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (b'r="A2"', b'r="B2"', "cells of row 2 are not in order"),
        (b'r="A2"', b'r="A9"', "a cell in row 2 is named 'A9'"),
        (b'<row r="2"', b'<row r="1"', "row 1 comes after row 1"),
        (b'<row r="2"', b'<row r="-2"', "row is numbered '-2'"),
        (b"<sheetData>", b"<sheetData><", "is not XML"),
    ],
)
def test_a_sheet_whose_cells_contradict_their_places_is_refused(
    old: bytes, new: bytes, found: str
) -> None:
    data = rewritten(book(("tea", 1)), SHEET, lambda part: part.replace(old, new, 1))
    assert found in refusal(data)


def test_rows_that_the_parser_does_not_see_are_not_lost() -> None:
    other = rewritten(
        book(("tea", 1)), SHEET, lambda part: part.replace(b"spreadsheetml/2006/main", b"other", 1)
    )
    assert "cells reach to row 2 and 0 rows can be read" in refusal(other)


def test_entities_are_refused_wherever_they_stand() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "tea">]>'
    for name in (SHEET, "xl/styles.xml", "docProps/core.xml"):
        data = rewritten(book(("tea", 1)), name, lambda part: bomb + part.split(b"?>")[-1])
        assert "declares XML entities" in refusal(data)


def test_a_bomb_is_refused_by_its_directory_before_anything_is_unpacked() -> None:
    data = rewritten(book(("tea", 1)), SHEET, lambda part: part + b" " * 30_000_000)
    assert len(data) < 100_000
    assert "unpack to 30,0" in refusal(data)


def test_a_part_of_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_safety, "MAX_PART_ELEMENTS", 3)
    assert "more than 3 XML elements" in refusal(book(("tea", 1)))


def test_too_many_parts_are_refused() -> None:
    buffer = io.BytesIO(book(("tea", 1)))
    with zipfile.ZipFile(buffer, "a") as package:
        for number in range(1_001):
            package.writestr(f"part{number}.bin", b"")
    assert "parts" in refusal(buffer.getvalue())


def test_a_part_that_is_there_twice_is_refused() -> None:
    buffer = io.BytesIO(book(("tea", 1)))
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr(SHEET.upper(), b"<x/>")
    assert "twice" in refusal(buffer.getvalue())


def test_a_zip_of_something_else_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("pledges.csv", "item\ntea\n")
    assert refusal(buffer.getvalue()) == "the file is a zip archive and no workbook"


def test_a_workbook_cut_or_changed_anywhere_is_refused_or_read_whole() -> None:
    data = book(("tea", 1), ("salt", 2))
    whole = read(data).rows
    for position in range(0, len(data), 97):
        flipped = bytearray(data)
        flipped[position] ^= 0x10
        for broken in (data[:position], bytes(flipped)):
            try:
                assert read(broken).rows == whole
            except FileRefused:
                continue


def test_a_book_without_a_value_and_one_with_only_a_header_are_refused() -> None:
    def empty(made: Any) -> None:
        made.active.delete_rows(1)

    assert refusal(book(change=empty)) == "the file is empty"
    assert refusal(book()) == "the file has a header and no row"


def test_a_header_that_is_not_as_agreed_is_refused() -> None:
    def rename(made: Any) -> None:
        made.active["B1"] = "=A1"

    assert "missing: price; unknown: '(=A1)'" in refusal(book(("tea", 1), change=rename))
