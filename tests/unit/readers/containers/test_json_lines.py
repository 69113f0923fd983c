"""JSON: every object accepted or rejected, every line accounted for, no number converted."""

from __future__ import annotations

import json
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import FileRefused
from pipelines.readers.containers.json_lines import read_json
from pipelines.readers.rows import fields
from pipelines.readers.rows.contract import Column, Contract
from pipelines.readers.rows.read_result import InputFile, Reading
from pipelines.readers.rows.record import MAX_FIELD_CHARACTERS

FILE = InputFile("ab" * 32, "stock.json", "test", "2026-01-01")
STOCK = Contract(
    table="stock",
    columns=(
        Column("item", fields.text, pa.string(), required=True),
        Column("price", fields.decimal(38, 2), pa.decimal128(38, 2)),
        Column("fresh", fields.boolean, pa.bool_()),
        Column("places", fields.ListParser(fields.iso3, "|"), pa.list_(pa.string())),
    ),
    key=("item",),
)


def read(text: str) -> Reading:
    return read_json(text, FILE, STOCK)


def refusal(text: str) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(text)
    return refused.value


def problem(line: str) -> tuple[int, str | None, str, str]:
    """The one problem of an object that stands in line 2, under a good one."""
    (reject,) = read('{"item": "good"}\n' + line).rejects
    return reject.line_from, reject.field, reject.found, reject.reason


def test_a_line_is_a_row_with_its_types_and_its_line() -> None:
    text = '{"item": "tea", "price": 1.50, "fresh": true, "places": ["RWA", "KEN"]}\n\n'
    reading = read(text + '{"places": null, "item": "007"}\n')
    first, second = reading.rows.to_pylist()
    assert first == {
        "item": "tea",
        "price": Decimal("1.50"),
        "fresh": True,
        "places": ["RWA", "KEN"],
        "source_sha256": FILE.sha256,
        "source_line": 1,
    }
    assert (second["item"], second["places"], second["source_line"]) == ("007", None, 3)
    assert (reading.lines.physical, reading.lines.accepted, reading.lines.structural) == (3, 2, 1)


def test_a_list_may_also_be_written_as_the_text_a_csv_file_has() -> None:
    assert read('{"item": "tea", "places": "RWA|KEN"}').rows["places"].to_pylist() == [
        ["RWA", "KEN"]
    ]


def test_numbers_keep_every_digit_that_is_written() -> None:
    reading = read('{"item": "tea", "price": 999999999999999999999999999999.99}')
    assert reading.rows["price"].to_pylist() == [Decimal("999999999999999999999999999999.99")]
    assert read('{"item": 1.10}').rows["item"].to_pylist() == ["1.10"]


@pytest.mark.parametrize(
    ("line", "found", "reason"),
    [
        ('{"item": "a", "item": "b"}', "item", "repeated_field"),
        ('{"item": "a", "colour": "red"}', "colour", "unknown_field"),
        ('{"item": "a"', '{"item": "a"', "not_json"),
        ('{"item": "a"} trailing', '{"item": "a"} trailing', "not_json"),
        ("{'item': 'a'}", "{'item': 'a'}", "not_json"),
        ('["a"]', "a list", "not_an_object"),
        ('"a"', "a", "not_an_object"),
        ("null", "null", "not_an_object"),
        ("NaN", "something else", "not_an_object"),
        ('{"colour\\ud800": 1}', "colour\\ud800", "unknown_field"),
    ],
)
def test_a_line_that_is_no_row_is_rejected_whole(line: str, found: str, reason: str) -> None:
    assert problem(line) == (2, None, found, reason)


@pytest.mark.parametrize(
    ("field", "content", "found", "reason"),
    [
        ("price", "NaN", "NaN", "not_a_number"),
        ("price", "-Infinity", "-Infinity", "not_a_number"),
        ("price", "1e3", "1e3", "not_a_number"),
        ("price", '{"amount": 1}', "an object", "nested_value"),
        ("places", '["RWA", true]', "a list of other things", "nested_value"),
        ("places", '["RWA", ""]', "RWA,", "empty_item"),
        ("places", '["RWA|KEN"]', "RWA|KEN", "wrong_form"),
        ("price", '["1"]', "1", "several_values"),
        ("fresh", '"yes"', "yes", "not_a_boolean"),
        ("item", '"half \\ud83d"', "half \\ud83d", "half_character"),
        ("item", '"a\\u0000b"', "a\x00b", "control_character"),
        ("item", '""', "nothing", "missing_value"),
        ("item", "[]", "nothing", "missing_value"),
    ],
)
def test_a_field_that_cannot_be_read_is_rejected_by_its_name(
    field: str, content: str, found: str, reason: str
) -> None:
    line = (
        f'{{"{field}": {content}}}' if field == "item" else f'{{"item": "a", "{field}": {content}}}'
    )
    if reason == "missing_value":
        line = line.replace("}", ', "price": 1}')
    assert problem(line) == (2, field, found, reason)


def test_a_text_that_is_too_long_costs_its_row_only() -> None:
    assert problem(json.dumps({"item": "x" * (MAX_FIELD_CHARACTERS + 1)}))[3] == "too_long"


def test_nesting_without_end_is_rejected_and_breaks_nothing() -> None:
    assert problem('{"item": ' + "[" * 100_000)[3] == "not_json"
    assert "too deeply nested" in refusal("[" * 100_000).found


def test_the_elements_of_an_array_carry_the_lines_they_stand_in() -> None:
    objects = [{"item": "tea", "price": 1}, {"item": "salt", "price": "x"}, {"item": "oil"}]
    reading = read(json.dumps(objects, indent=1))
    assert reading.rows["source_line"].to_pylist() == [2, 10]
    assert [(r.line_from, r.line_to, r.field) for r in reading.rejects] == [(6, 9, "price")]
    assert (reading.lines.physical, reading.lines.structural) == (13, 2)


def test_a_line_shared_by_two_elements_belongs_to_the_second() -> None:
    reading = read('[{\n"item": "tea"\n}, {\n"item": "salt"\n}]')
    assert reading.rows["source_line"].to_pylist() == [1, 3]
    assert (reading.lines.physical, reading.lines.accepted) == (5, 5)


def test_elements_are_counted_when_they_share_their_lines() -> None:
    reading = read('[{"item": "tea"}, {"item": "salt", "price": "x"}, {"item": "oil"}]')
    assert reading.rows["source_line"].to_pylist() == [1, 3]
    assert reading.rejects[0].line_from == 2
    assert (reading.lines.physical, reading.lines.rejected) == (3, 1)


def test_one_object_over_several_lines_is_one_row() -> None:
    reading = read('\n{\n "item": "tea"\n}\n')
    assert reading.rows["source_line"].to_pylist() == [2]
    assert (reading.lines.physical, reading.lines.accepted, reading.lines.structural) == (4, 3, 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[]", "the array holds no object"),
        ('[{"item": "a"}\n', "not JSON from line 2 on: no comma or ] after an element"),
        ('[{"item": "a"},\n{"item": }]', "not JSON from line 2 on: Expecting value"),
        ('[{"item": "a"}] {"item": "b"}', "something follows the array"),
        ('{"item": "a', "no line of the file is a JSON object"),
        ('{"item": "a", "colour": 1}\n{"colour": 2}', "not agreed: 'colour'"),
        ("{}\n{}", "a header and no row"),
    ],
)
def test_a_text_that_is_not_as_agreed_is_refused(text: str, found: str) -> None:
    assert found in refusal(text).found


def test_copies_are_found_in_json_too() -> None:
    reading = read('{"item": "tea", "price": 1}\n{"item": "tea", "price": 2}\n{"item": "oil"}')
    assert [(r.line_from, r.reason) for r in reading.rejects] == [
        (1, "conflicting_rows"),
        (2, "conflicting_rows"),
    ]


PIECE = st.sampled_from(
    ['{"item": "a"}', '{"item": "b", "price": 1}', "[", "]", ",", "\n", "\r\n", " ", "{", "}", '"',
     '{\n"item": "c"}', "NaN", '{"places": ["RWA"]}', "\ufeff", "\u2028"]
)  # fmt: skip


@given(st.lists(PIECE, max_size=12).map("".join), st.booleans())
@settings(max_examples=400, deadline=None)
def test_any_text_is_refused_or_has_every_line_accounted_for(text: str, in_array: bool) -> None:
    try:
        reading = read(f"[{text}]" if in_array else text)
    except FileRefused:
        return
    lines = reading.lines
    assert lines.accepted + lines.rejected + lines.structural == lines.physical
    assert reading.rows.num_rows + lines.rejected <= lines.physical
