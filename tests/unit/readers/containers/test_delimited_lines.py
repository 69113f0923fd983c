"""Quotes, notes and texts of several lines in delimited files: every line is accounted for."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.errors import FileRefused
from pipelines.readers.containers import delimited
from pipelines.readers.rows import batches
from pipelines.readers.rows.record import MAX_FIELD_CHARACTERS
from tests.unit.readers.containers.stock import HEADER, items, read, refusal


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
