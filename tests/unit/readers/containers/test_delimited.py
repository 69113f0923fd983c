"""Delimited text: every physical line accepted, rejected or structural, or the file refused."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.errors import FileRefused
from pipelines.readers.containers import delimited
from pipelines.readers.containers.delimited import read_delimited
from pipelines.readers.rows import batches, fields
from pipelines.readers.rows.contract import Column, Contract, Rule
from pipelines.readers.rows.fields import FieldError
from pipelines.readers.rows.read_result import InputFile, Reading
from pipelines.readers.rows.record import MAX_FIELD_CHARACTERS

FILE = InputFile("ab" * 32, "stock.csv", "test", "2026-01-01")


def _double(count: int | None) -> tuple[object, ...]:
    if count == 13:
        raise FieldError("unlucky", "any count but 13", "count")
    return ((count or 0) * 2,)


STOCK = Contract(
    table="stock",
    columns=(
        Column("item", fields.text, pa.string(), required=True),
        Column("count", fields.integer, pa.int32()),
        Column("price", fields.decimal(38, 2), pa.decimal128(38, 2)),
        Column("comment", fields.text, pa.null()),
    ),
    key=("item",),
    rules=(Rule(("count",), ("doubled",), _double),),
    derived=(pa.field("doubled", pa.int32()),),
    dropped=frozenset({"comment"}),
)
HEADER = "item,count,price,comment\n"


def read(text: str | bytes) -> Reading:
    return read_delimited(text.encode() if isinstance(text, str) else text, FILE, STOCK)


def refusal(text: str | bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(text)
    return refused.value


def items(reading: Reading) -> list[Any]:
    return reading.rows["item"].to_pylist()


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


def test_stray_quotes_cost_their_own_lines_and_not_the_rows_between_them() -> None:
    reading = read(HEADER + 'tea,"1,,\nsalt,2,,\npepper",3,,\nrice,4,,\n')
    assert [(r.line_from, r.line_to, r.found, r.reason) for r in reading.rejects] == [
        (2, 2, 'tea,"1,,', "stray_quote"),
        (4, 4, 'pepper",3,,', "stray_quote"),
    ]
    assert items(reading) == ["salt", "rice"]


def test_a_text_of_several_lines_is_no_stray_quote() -> None:
    reading = read(HEADER + '"green\ntea",1,,\nsalt,1,,"a\nb, c"\n')
    assert (items(reading), reading.rejects) == (["green\ntea", "salt"], ())


@pytest.mark.parametrize("row", ['tea,1,,"open', 'tea,1,,"closed"again', 'te"a,1,,'])
def test_a_row_whose_quotes_are_not_as_agreed_is_rejected_and_the_next_is_read(row: str) -> None:
    reading = read(f"{HEADER}oil,1,,\n{row}\nsalt,1,,\n")
    (reject,) = reading.rejects
    assert (reject.line_from, reject.line_to, reject.found) == (3, 3, row)
    assert reject.reason == "stray_quote"
    assert "a quote is doubled" in reject.expected
    assert items(reading) == ["oil", "salt"]


def test_lines_after_a_quote_that_never_closes_are_all_accounted_for() -> None:
    reading = read(f'{HEADER}oil,1,,\ntea,1,"open\n' + "no row\n" * 2_500 + "salt,1,,\n")
    assert (reading.lines.accepted, reading.lines.rejected) == (1, 2_502)
    assert {reject.reason for reject in reading.rejects} == {
        "stray_quote",
        "wrong_width",
        "beside_broken_line",
    }


@pytest.mark.parametrize(
    "text",
    ["tea,1,,\n00\n30,2,,\n", 'tea,1,,\nsalt,2,"a",\nrest\n'],
    ids=["the first field is cut", "the last field is cut"],
)
def test_rows_beside_a_line_with_a_single_field_may_be_cut_and_are_rejected(text: str) -> None:
    reading = read(HEADER + "oil,3,,\n" + text + "\nrice,4,,\n")
    reasons = [reject.reason for reject in reading.rejects]
    assert sorted(set(reasons)) == ["beside_broken_line", "wrong_width"]
    assert "rice" in items(reading)
    assert "30" not in items(reading)
    assert "salt" not in items(reading)


def test_a_note_after_an_empty_line_costs_no_row() -> None:
    reading = read(HEADER + "tea,1,,\n\nSource: the ministry\n")
    assert items(reading) == ["tea"]
    assert [reject.reason for reject in reading.rejects] == ["wrong_width"]


FIELD = st.one_of(
    st.sampled_from(["tea", "salt", "NA", "1", "13", "1.5", "1.555", "", " ", '"', '""', "a,b"]),
    st.text(alphabet='ab1,."\n\r\x00\u202e \x1c\x85\u2028é', max_size=6),
)
ROWS = st.lists(st.lists(FIELD, min_size=0, max_size=5), max_size=8)


def _as_text(rows: list[list[str]], newline: str, quoted: bool) -> str:
    if not quoted:
        return "".join(",".join(row) + newline for row in rows)
    text = io.StringIO()
    csv.writer(text, lineterminator=newline).writerows(rows)
    return text.getvalue()


@given(
    rows=ROWS,
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    quoted=st.booleans(),
    cut=st.integers(0, 3),
)
@example(rows=[["tea", '"'], ["salt", "1", "", ""]], newline="\n", quoted=False, cut=0)
@example(rows=[["a\nb", "1", "", ""]] * 2, newline="\r\n", quoted=True, cut=1)
@settings(max_examples=300, deadline=None)
def test_any_text_is_refused_or_has_every_physical_line_accounted_for(
    rows: list[list[str]], newline: str, quoted: bool, cut: int
) -> None:
    text = HEADER + _as_text(rows, newline, quoted)
    text = text[: len(text) - cut]
    try:
        reading = read(text)
    except FileRefused:
        return
    lines = reading.lines
    assert lines.accepted + lines.rejected + lines.structural == lines.physical
    assert lines.physical == len(io.StringIO(text, newline="").readlines())
    assert reading.rows.num_rows <= lines.accepted
    named = {line for r in reading.rejects for line in range(r.line_from, r.line_to + 1)}
    assert len(named) == lines.rejected
    assert not named & set(reading.rows["source_line"].to_pylist())


# A text of several lines with as many commas as a row has is taken for rows a quote swallowed.
NAMES = st.text('abcé,"\n ', min_size=1).filter(
    lambda name: name.count(",") < 3 or "\n" not in name
)


@given(rows=st.lists(st.tuples(NAMES, st.integers(0, 12)), max_size=9))
@settings(max_examples=100, deadline=None)
def test_well_formed_rows_with_keys_of_their_own_are_all_accepted_as_written(
    rows: list[tuple[str, int]],
) -> None:
    unique = {name.strip(): count for name, count in rows if name.strip()}
    text = _as_text([[name, str(count), "", ""] for name, count in unique.items()], "\n", True)
    if not unique:
        assert refusal(HEADER + text).found == "the file has a header and no row"
        return
    reading = read(HEADER + text)
    assert dict(zip(items(reading), reading.rows["count"].to_pylist(), strict=True)) == unique
    assert reading.rejects == ()


def test_rows_too_many_for_memory_are_the_same_rows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = [f"tea {number},{number + 20},1.5,\n" for number in range(200)]
    text = HEADER + "".join(rows) + "tea 7,8,,\n"
    expected = read(text)
    monkeypatch.setattr(batches, "BATCH_RECORDS", 3)
    monkeypatch.setattr(delimited, "BLOCK_LINES", 16)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    reading = read(text)
    assert reading.rows.to_pylist() == expected.rows.to_pylist()
    assert reading.rejects == expected.rejects
    assert {reject.reason for reject in reading.rejects} == {"conflicting_rows"}
    refusal(text + '"' + "x" * (MAX_FIELD_CHARACTERS + 1))
    assert list(tmp_path.iterdir()) == []
