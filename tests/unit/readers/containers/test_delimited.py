"""Delimited text: every physical line accepted, rejected or structural, or the file refused."""

from __future__ import annotations

import csv

import pytest

from pipelines.readers.rows import fields
from pipelines.readers.rows.record import MAX_FIELD_CHARACTERS
from tests.unit.readers.containers.stock import FILE, HEADER, STOCK, items, read, refusal


def test_rows_carry_their_types_their_file_and_their_line() -> None:
    reading = read(HEADER + "\ntea,2,1.50,gone\n")
    assert reading.rows.to_pylist() == [
        {
            "item": "tea",
            "count": 2,
            "price": fields.decimal(38, 2)("1.50"),
            "doubled": 4,
            "source_sha256": FILE.sha256,
            "source_line": 3,
        }
    ]
    assert reading.rows.schema == STOCK.schema()
    assert (reading.lines.physical, reading.lines.accepted, reading.lines.structural) == (3, 1, 2)
    assert (reading.table, reading.file) == ("stock", FILE)


def test_reordered_columns_are_matched_by_name() -> None:
    reordered = read("comment,price,count,item\n,3,7,tea\n").rows
    assert reordered == read(HEADER + "tea,7,3,\n").rows


def test_a_byte_order_mark_changes_nothing() -> None:
    text = HEADER + "tea,1,,\n"
    assert read(b"\xef\xbb\xbf" + text.encode()).rows == read(text).rows


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_ending_gives_the_same_rows_and_lines(newline: str) -> None:
    text = HEADER + 'tea,1,,"two\nlines"\nsalt,2,,\n'
    reading = read(text.replace("\n", newline))
    assert items(reading) == ["tea", "salt"]
    assert reading.rows["source_line"].to_pylist() == [2, 4]
    assert (reading.lines.physical, reading.lines.accepted) == (4, 3)


def test_mixed_line_endings_are_counted_line_by_line() -> None:
    reading = read("item,count,price,comment\r\ntea,1,,\rsalt,x,,\npepper,3,,")
    assert items(reading) == ["tea", "pepper"]
    assert [reject.line_from for reject in reading.rejects] == [3]
    assert reading.lines.physical == 4


def test_the_namibian_code_and_the_word_null_stay_text() -> None:
    assert items(read(HEADER + "NA,1,,\nNULL,2,,\nNone,3,,\n007,4,,\n1e5,5,,\n")) == [
        "NA",
        "NULL",
        "None",
        "007",
        "1e5",
    ]


@pytest.mark.parametrize("data", [b"", b"\n\n \n", b"\xef\xbb\xbf"])
def test_a_file_with_nothing_in_it_is_refused_as_empty(data: bytes) -> None:
    error = refusal(data)
    assert error.found == "the file is empty"
    assert error.where == f"stock.csv (sha256 {'ab' * 6})"
    assert "a header line and at least one row" in str(error)
    assert "nothing of it was loaded" in str(error)


@pytest.mark.parametrize("rows", ["", "\n\n", ",,,\n", " , ,\t,\n"])
def test_a_file_with_a_header_and_no_row_is_refused(rows: str) -> None:
    error = refusal(HEADER + rows)
    assert error.found == "the file has a header and no row"
    assert error.expected == "at least one row"


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("item,count,price", ["missing: comment"]),
        ("item,count,count,price,comment", ["repeated: count"]),
        ("item,count,price,comment,colour", ["unknown: 'colour'"]),
        ("item,count,Price,comment", ["missing: price", "unknown: 'Price'"]),
        ("item,count,price,comment,", ["unknown: ''"]),
        ("item;count;price;comment", ["missing: item, count, price, comment"]),
        ("item,item,price", ["repeated: item", "missing: count, comment"]),
    ],
)
def test_a_header_that_is_not_as_agreed_is_refused_naming_the_columns(
    header: str, named: list[str]
) -> None:
    error = refusal(f"{header}\ntea,1,,\n")
    assert "the header in line 1" in error.found
    for name in named:
        assert name in error.found
    assert error.expected == "the columns item, count, price, comment, in any order"


def test_a_hostile_column_name_is_only_ever_shown_quoted() -> None:
    error = refusal('item,count,price,comment,"a""; drop table x; --"\ntea,1,,,\n')
    assert """unknown: 'a"; drop table x; --'""" in error.found


@pytest.mark.parametrize(
    ("data", "byte", "line"),
    [
        (HEADER.encode() + b"tea,1,,\ncaf\xe9,1,,\n", "0xe9", 3),
        (b"\xef\xbb\xbf" + HEADER.encode() + b"caf\xe9,1,,\n", "0xe9", 2),
        (HEADER.encode().replace(b"\n", b"\r") + b"tea,1,,\rcaf\xe9,1,,\r", "0xe9", 3),
        (HEADER.encode() + b"tea,1,,\n" * 200_000 + b"caf\xe9,1,,\n", "0xe9", 200_002),
    ],
    ids=["latin-1", "after a byte order mark", "carriage returns", "far down"],
)
def test_bytes_that_are_not_utf_8_are_refused_with_the_byte_and_its_line(
    data: bytes, byte: str, line: int
) -> None:
    error = refusal(data)
    assert error.found == f"byte {byte} in line {line} is not UTF-8"
    assert error.next_step == "save the file as CSV UTF-8 and send it again"


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("tea,1", "2 fields"),
        ("tea,1,,,extra", "5 fields"),
        ("tea,1,,a comment, unquoted", "5 fields"),
        ("tea,1,,,", "5 fields"),
    ],
)
def test_a_row_of_another_width_is_rejected_and_never_shifted(row: str, found: str) -> None:
    reading = read(f"{HEADER}salt,1,,\n{row}\n")
    (reject,) = reading.rejects
    assert items(reading) == ["salt"]
    assert (reject.line_from, reject.field, reject.reason) == (3, None, "wrong_width")
    assert (reject.found, reject.expected) == (found, "4 fields, as in the header")
    assert (reading.lines.accepted, reading.lines.rejected) == (1, 1)


def test_every_problem_of_a_row_is_reported_and_its_line_counted_once() -> None:
    reading = read(HEADER + ",many,1.005,\nsalt,1,,\n")
    assert [(r.line_from, r.field, r.found, r.reason) for r in reading.rejects] == [
        (2, "item", "nothing", "missing_value"),
        (2, "count", "many", "not_an_integer"),
        (2, "price", "1.005", "too_many_decimals"),
    ]
    assert reading.lines.rejected == 1


def test_a_type_break_far_down_costs_that_row_only() -> None:
    rows = [f"item {number},1,," for number in range(30_000)]
    rows[29_998] = "item 29998,a lot,,"
    reading = read(HEADER + "\n".join(rows))
    assert reading.rows.num_rows == 29_999
    assert [(r.line_from, r.found) for r in reading.rejects] == [(30_000, "a lot")]


def test_a_number_that_no_column_can_hold_is_rejected_and_does_not_break_the_reading() -> None:
    reading = read(HEADER + f"tea,99999999999,,\nsalt,1,{'9' * 37},\npepper,1,{'9' * 36},\n")
    assert [(r.line_from, r.reason) for r in reading.rejects] == [
        (2, "number_too_large"),
        (3, "number_too_large"),
    ]
    assert items(reading) == ["pepper"]


def test_control_and_bidi_characters_reject_the_row_with_their_column() -> None:
    reading = read(HEADER + "te\x00a,1,,\nsa\u202elt,1,,\npepper,1,,\n")
    assert [(r.line_from, r.field, r.reason) for r in reading.rejects] == [
        (2, "item", "control_character"),
        (3, "item", "control_character"),
    ]
    assert items(reading) == ["pepper"]


def test_a_rule_over_several_fields_rejects_the_row_and_shows_which_one() -> None:
    (reject,) = read(HEADER + "tea,13,,\n").rejects
    assert (reject.field, reject.found, reject.reason) == ("count", "13", "unlucky")
    assert reject.expected == "any count but 13"


def test_a_long_value_is_shown_shortened_in_its_reject() -> None:
    (reject,) = read(f"{HEADER}tea,{'x' * 5000},,\n").rejects
    assert reject.found == "x" * 200 + "…"


def test_a_field_over_the_cap_refuses_the_file_and_says_so() -> None:
    error = refusal(f"{HEADER}{'x' * (MAX_FIELD_CHARACTERS + 1)},1,,\n")
    assert error.found == "a field from line 2 on is too long"
    assert "100,000 characters" in str(error)


def test_the_cap_on_fields_does_not_outlive_the_reading() -> None:
    before = csv.field_size_limit()
    read(HEADER + "tea,1,,\n")
    read(HEADER + '"open')
    refusal("other\n1\n")
    assert csv.field_size_limit() == before


def test_identical_copies_keep_the_first_and_reject_the_others() -> None:
    reading = read(HEADER + "tea,1,2.5,\nsalt,1,,\ntea,1,2.50,\ntea,1,2.5,\n")
    assert reading.rows["source_line"].to_pylist() == [2, 3]
    assert [(r.line_from, r.field, r.found, r.reason) for r in reading.rejects] == [
        (4, "item", "tea", "identical_copy"),
        (5, "item", "tea", "identical_copy"),
    ]


def test_conflicting_rows_are_all_rejected_for_nobody_knows_which_is_right() -> None:
    reading = read(HEADER + "tea,1,,\nsalt,1,,\ntea,1,,\ntea,2,,\n")
    assert items(reading) == ["salt"]
    assert [(r.line_from, r.reason) for r in reading.rejects] == [
        (2, "conflicting_rows"),
        (4, "conflicting_rows"),
        (5, "conflicting_rows"),
    ]
    assert reading.rejects[0].expected == "each key once in a file"
    assert (reading.lines.accepted, reading.lines.rejected) == (1, 3)
