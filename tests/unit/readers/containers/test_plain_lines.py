"""Lines read many at a time give what they give one by one, or are left to be read so."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.reading import made_up_pledges
from pipelines.errors import FileRefused
from pipelines.readers.containers import delimited, json_lines, plain_lines
from pipelines.readers.containers.any_container import read_submission
from pipelines.readers.containers.json_objects import JsonObject, _value, parse
from pipelines.readers.containers.plain_lines import ObjectLines, delimited_columns
from pipelines.readers.pledges.amounts import MONEY
from pipelines.readers.pledges.contract import PLEDGES
from pipelines.readers.pledges.rules import RULES
from pipelines.readers.rows import batches
from pipelines.readers.rows.columns import RuleReader
from pipelines.readers.rows.contract import Rule
from pipelines.readers.rows.header import Header
from pipelines.readers.rows.read_result import InputFile, Reading
from pipelines.readers.rows.record import Record
from pipelines.readers.rows.typed_columns import Coded, Numbers, TypedColumn, code

FILE = InputFile("ab" * 32, "pledges", "test", "2026-01-01")
LINES = 17
"""Just enough to be read at one go."""

PLAIN_FIELDS = st.sampled_from(
    ["a", "", '"b"', '""', '"x,y"', "é", "日", "\\", "\u2028", "\x0b", "\x85", "\x1c", "'", "\t",
     " ", '" a "', " a ", '";"', ";", "NA", "null", "1e5", "0", "\x1a"]
)  # fmt: skip
OTHER_FIELDS = st.sampled_from(
    ["\ufeff", '"a""b"', ' "a"', '"a" ', 'a"b', '"', '""""', '"a\nb"', "\0", "\r", "\n", ",",
     '"""', '","', '"",""']
)  # fmt: skip


@st.composite
def delimited_lines(draw: st.DrawFn) -> tuple[list[str], str, int]:
    """Lines of a table of which at most two fields are not plain."""
    width, delimiter = draw(st.integers(2, 4)), draw(st.sampled_from(",;\t"))
    row = st.lists(PLAIN_FIELDS, min_size=width - 1, max_size=width - 1)
    rows = [["a", *draw(row)] for _ in range(LINES)]
    for _ in range(draw(st.integers(0, 2))):
        number, place = draw(st.integers(0, LINES - 1)), draw(st.integers(0, width - 1))
        rows[number][place] = draw(OTHER_FIELDS)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = "".join(delimiter.join(row) + end for row in rows)
    text = text[: len(text) - draw(st.integers(0, len(end)))]
    return list(io.StringIO(text, newline="")), delimiter, width


@given(delimited_lines())
@settings(max_examples=300, deadline=None)
def test_delimited_lines_read_at_one_go_are_what_the_strict_parser_reads(
    case: tuple[list[str], str, int],
) -> None:
    lines, delimiter, width = case
    columns = delimited_columns(lines, delimiter, width)
    if columns is not None:
        rows = [list(row) for row in zip(*(c.to_pylist() for c in columns), strict=True)]
        assert rows == list(csv.reader(lines, delimiter=delimiter, strict=True))
        assert len(rows) == len(lines)
        assert not any('"' in field for row in rows for field in row)


def test_most_delimited_lines_are_read_at_one_go() -> None:
    lines = ['a,"USD 1,000",é\n', "b,,\\ \n"] * LINES
    columns = delimited_columns(lines, ",", 3)
    assert columns is not None
    assert columns[1].to_pylist() == ["USD 1,000", ""] * LINES


@pytest.mark.parametrize(
    "line", ["\ufeffa,b,c\n", 'a,"b""c",d\n', "a,b\n", "a,b,c,d\n", "\n", " ,b,c\n", "a,b\0,c\n",
             "a,b,c\r", "a" * 100_001 + ",b,c\n"]
)  # fmt: skip
def test_delimited_lines_that_could_be_read_in_two_ways_are_left_to_be_read_one_by_one(
    line: str,
) -> None:
    assert delimited_columns([line, *["a,b,c\n"] * LINES], ",", 3) is None


NAMES = st.sampled_from(["a", "b", "c", "", "\\ud800", "a\\u0000b", "\\u0061"])
PLAIN_VALUES = st.sampled_from(
    ['"x"', '""', "1", "true", "null", '["p", "q"]', "[]", '"\\u00e9\\ud83d\\ude00"', "false", "-5"]
)
OTHER_VALUES = st.sampled_from(
    ["-0", "0", "1.5", "1e999", "NaN", "-Infinity", "[null]", "[[1]]", '["x", 1]', '"\\ud800"',
     "{}", '{"a": 1}', '"x"} null {"a": "y"', '"x"}null', '"x", "a": "y"', "nul", "01", "0x1", "+1",
     '"\\x"', '"\x01"', '"{"', '"}"', "[" * 99, "1" * 30, "", '"x" // y', '"\u2028"', "\ufeff1",
     '"x"}\n{"a": "y"', '["x"', '"y"]']
)  # fmt: skip


@st.composite
def object_lines(draw: st.DrawFn) -> list[str]:
    """Lines of objects of alike fields, of which at most three values are anything."""
    kinds = draw(st.dictionaries(NAMES, PLAIN_VALUES, min_size=1, max_size=4))
    rows = [dict(kinds) for _ in range(LINES)]
    for _ in range(draw(st.integers(0, 3))):
        row = rows[draw(st.integers(0, LINES - 1))]
        row[draw(st.sampled_from(sorted(kinds)) | NAMES)] = draw(PLAIN_VALUES | OTHER_VALUES)
    fields = [(f'"{name}": {value}' for name, value in row.items()) for row in rows]
    text = "\n".join("{" + ", ".join(each) + "}" for each in fields)
    return list(io.StringIO(text + draw(st.sampled_from(["\n", "", " ", "x", "}"])), newline=""))


@given(object_lines())
@settings(max_examples=500, deadline=None)
def test_objects_read_at_one_go_are_what_the_strict_parser_reads(lines: list[str]) -> None:
    reader = ObjectLines()
    for _ in range(2):  # the second time it has learnt
        columns = reader.columns(lines)
        if columns is None:
            continue
        for number, line in enumerate(lines):
            content = parse(line)
            assert isinstance(content, JsonObject)
            expected = {name: _value(value) for name, value in content.pairs}
            assert len(expected) == len(content.pairs)
            found = {
                name: column[number].as_py() if isinstance(column, pa.Array) else column[number]
                for name, column in columns.items()
            }
            assert found == dict.fromkeys(columns, "") | expected


def test_fields_of_objects_are_learnt_where_one_was_not_known() -> None:
    reader = ObjectLines()
    lines = ['{"a": "x"}\n'] * 9 + ['{"a": null, "n": 5, "is": true, "of": ["p"]}\n'] * 9
    assert reader.columns(lines) is None
    columns = reader.columns(lines)
    assert columns is not None
    assert {name: list(map(_as_python, column))[-1] for name, column in columns.items()} == {
        "a": "",
        "n": "5",
        "is": "true",
        "of": ("p",),
    }


@pytest.mark.parametrize(
    "line",
    ['{"n": -0, "of": []}',  '{"n": 0, "of": [null]}', '{"n": 1.0}', '{"n": "1"}', '{"x": 1}',
             '{"n": 1, "n": 1}', '{"of": "p"}', '{"n": 1} ', '{"n": 1, "of": ["{"]}', ""]
)  # fmt: skip
def test_objects_that_could_be_read_in_two_ways_are_left_to_be_read_one_by_one(line: str) -> None:
    lines = ['{"n": 5, "of": ["p"]}\n'] * LINES
    reader = ObjectLines()
    assert reader.columns(lines) is not None
    assert reader.columns([*lines, line + "\n", *lines]) is None


def _as_python(value: object) -> object:
    return value.as_py() if isinstance(value, pa.Scalar) else value


@pytest.mark.parametrize(
    "line",
    ['{"a": "x"} null {"a": "y"}', '{"a": "x"}null}', "null", '[{"a": "x"}]', '{"a": {"b": 1}}'],
)
def test_a_line_with_anything_beside_one_flat_object_never_reaches_the_parser(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It crashes on some."""
    monkeypatch.setattr(plain_lines.pyarrow.json, "read_json", None)
    assert ObjectLines().columns(['{"a": "x"}\n'] * LINES + [line + "\n"]) is None


FAULTS: Sequence[tuple[int, str, str]] = (
    (3, "amount", "many"), (60, "title", "a \u202e b"), (61, "title", ""), (99, "title", 'say "a"'),
    (130, "title", "two\nlines"), (140, "pledge_id", "total"), (141, "pledge_id", ""),
    (150, "value_stated", "EUR 5"), (151, "amount", "0"), (152, "amount", "12345678901"),
    (153, "value_stated", ""), (154, "amount", ""), (155, "currency_code", "ZZZ"),
    (170, "announced", "2031"), (171, "places", "XXX"), (180, "entities", "A; ; B"),
    (190, "contact_email", "a@example.org"), (191, "notes", "write to a@example.org"),
    (192, "notes", "+254 712 345 678"), (200, "value_usd_stated", "5"), (210, "notes", "\u00a0é "),
    (220, "source_url", "ftp://example.org"),
)  # fmt: skip


def _made_up(format_: str, extra: Sequence[str]) -> bytes:
    rows = [row | {"notes": "", "contact_email": "", "value_usd_stated": ""}
            for row in made_up_pledges(300)]  # fmt: skip
    for number, name, value in FAULTS:
        rows[number][name] = value
    rows[250] = rows[249]
    rows[251] = rows[249] | {"title": "another"}
    text = io.StringIO()
    if format_ == "csv":
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        text.writelines(json.dumps(row) + "\n" for row in rows)
    lines = text.getvalue().splitlines(keepends=True)
    for place, line in zip(range(40, 300, 41), extra, strict=False):
        lines.insert(place, line + "\n")
    return "".join(lines).encode()


def _outcome(data: bytes) -> object:
    seen: list[tuple[int, object]] = []

    def keep(_: Header, record: Record) -> None:
        seen.append((record.line_from, record.unreadable or list(record.values)))

    try:
        reading: Reading = read_submission(data, FILE, PLEDGES, keep)
    except FileRefused as error:
        return str(error)
    return (
        reading.rows.to_pylist(), reading.contacts.to_pylist(), reading.rejects,
        reading.lines, reading.ignored_columns, seen,
    )  # fmt: skip


@pytest.mark.parametrize("format_", ["csv", "ndjson"])
@pytest.mark.parametrize(
    "extra",
    [
        (),
        ("", "a single field", "", "a single field", "# a note"),
        ('"', "a,b", 'a"b', ",,,"),
        ("{}", "null", '{"pledge_id": "a", "pledge_id": "b"}', "not JSON", '{"colour": 1}'),
        ('{"pledge_id": NaN}', '{"version": -0}', '{"amount": 5.5}', '{"places": ["KEN"]}'),
    ],
)
@pytest.mark.parametrize("block_lines", [(16, 16), (64, 20), (16_384, 1_024)])
def test_a_file_reads_the_same_in_blocks_and_line_by_line(
    format_: str,
    extra: Sequence[str],
    block_lines: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = _made_up(format_, extra)
    with monkeypatch.context() as patched:
        patched.setattr(plain_lines, "_LEAST_LINES", 1_000_000)
        expected = _outcome(data)
    for module in (delimited, json_lines):
        monkeypatch.setattr(module, "BLOCK_LINES", block_lines[0])
        monkeypatch.setattr(module, "FEW_LINES", block_lines[1])
    monkeypatch.setattr(batches, "BATCH_RECORDS", block_lines[0])
    assert _outcome(data) == expected


WORDS = st.sampled_from(
    [
        None,
        "5",
        "USD 5",
        "EUR 5",
        "1,234",
        "USD 1,234",
        "1,23",
        "usd 5",
        "5 million",
        "USD 5\n",
        "0",
    ]
)
NUMBERS = st.sampled_from([None, "5", "05", "0", "1234", "10000000001", "9999999999", "x", "1.5"])
AMOUNTS = st.tuples(
    WORDS, NUMBERS, st.sampled_from([None, "USD", "EUR", "ZZZ"]),
    st.sampled_from([None, "total", "people"]), st.sampled_from([None, "exact", "about"]),
)  # fmt: skip
_DAY = (date(2023, 1, 1),) * 2


@given(st.lists(AMOUNTS, min_size=1, max_size=20))
@example([(None, "10000000001", None, "people", None)])
@example([("USD 5", "5", "EUR", "total", None), ("5", "5", "EUR", "total", None)])
@settings(max_examples=200, deadline=None)
def test_amounts_of_which_one_stands_for_all_come_out_as_each_would_by_itself(
    rows: list[tuple[str | None, ...]],
) -> None:
    columns: dict[str, TypedColumn] = {
        name: code(list(values))
        for name, values in zip(
            MONEY.reads, zip(*((*row, _DAY, "en") for row in rows), strict=True), strict=True
        )
    }
    alone = Rule(MONEY.reads, MONEY.gives, MONEY.apply)
    assert _applied(MONEY, columns) == _applied(alone, columns)


@given(st.lists(st.text(max_size=5) | st.sampled_from(["Total", "TOTAL 1", "ſum"]), min_size=1))
def test_ids_of_which_one_stands_for_all_come_out_as_each_would_by_itself(ids: list[str]) -> None:
    rule = RULES[0]
    columns: dict[str, TypedColumn] = {"pledge_id": code(ids)}
    alone = Rule(rule.reads, rule.gives, rule.apply)
    assert _applied(rule, columns) == _applied(alone, columns)


def _applied(rule: Rule, columns: dict[str, TypedColumn]) -> object:
    given, problems = RuleReader(rule).apply(columns)
    errors = {row: (error.reason, error.field, error.expected) for row, error in problems}
    values = {name: column.to_list() for name, column in given.items()}
    for row in errors:
        for column in values.values():
            column[row] = None
    return errors, values


def test_plain_numbers_beside_others_keep_their_rows() -> None:
    numbers = Numbers(pa.array(["5", None, "7"]), Coded(pa.array([0, 1, 0]), (None, 2)))
    assert numbers.to_list() == [5, 2, 7]
    assert numbers.to_arrow(pa.int32()).to_pylist() == [5, 2, 7]
    assert numbers.filter(pa.array([False, True, True])).to_list() == [2, 7]
