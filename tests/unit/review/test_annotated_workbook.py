"""The workbook sent back: each problem marked, nothing personal in it, accepted when mended."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.archive.store import Archive
from pipelines.build.build_directory import start_build
from pipelines.errors import FileRefused, P2CError
from pipelines.readers.containers.any_container import read_submission
from pipelines.readers.rows.columns import Unreadable
from pipelines.readers.rows.contract import Contract
from pipelines.review import annotated_workbook as annotated_module
from pipelines.review.annotated_workbook import Annotated, annotate
from pipelines.review.workbook_cells import NOT_CARRIED, cell_text
from pipelines.settings import Settings
from pipelines.submissions.reasons import explanations, problem_words
from tests.build_steps import collect, load
from tests.unit.review.sent_back import (
    BAD,
    FILE,
    FORM,
    book_of,
    cell,
    csv_text,
    problems,
    resent,
)
from tests.unit.review.test_rejects import PLEDGE, csv_of, run


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("P2C_HOME", str(tmp_path / "warehouse"))
    return Settings.from_environment()


def test_each_problem_is_marked_in_its_cell_and_the_mended_workbook_is_accepted(
    send_back: Callable[..., Annotated], tmp_path: Path
) -> None:
    made = send_back(csv_of({}, BAD))
    assert (made.rows, made.marked, made.unplaced) == (2, 2, 0)
    book = book_of(made)
    assert book.sheetnames == ["Pledges", "Problems", "Guide", "Lists"]
    assert cell(book, 3, "pledge_id").value == "007"
    assert cell(book, 3, "sector").value == "Academy"
    marks = {
        found.coordinate: found.comment.text
        for row in book["Pledges"].iter_rows(min_row=2)
        for found in row
        if found.comment
    }
    sector, announced = cell(book, 3, "sector"), cell(book, 3, "announced")
    assert set(marks) == {sector.coordinate, announced.coordinate}
    assert sector.fill.start_color.rgb == "00FFC7CE"
    assert marks[announced.coordinate].startswith(explanations()["not_a_date"]["en"])
    assert "Found: 31/12/2023" in marks[announced.coordinate]
    assert "YYYY-MM-DD" in marks[announced.coordinate]
    assert [(each["line"], each["cell"], each["reason"]) for each in problems(book)] == [
        (3, announced.coordinate, "not_a_date"),
        (3, sector.coordinate, "unknown_term"),
    ]
    assert resent(book, tmp_path).exit_code == 1
    sector.value, announced.value = "Academia", "2023-12-31"
    checked = resent(book, tmp_path)
    assert checked.exit_code == 0
    assert [row["pledge_id"] for row in checked.reading.rows.to_pylist()] == ["p-1", "007"]


WILD = [
    {"title": '=HYPERLINK("https://example.org/")'},
    {"title": "+1+1"},
    {"title": "-1"},
    {"title": "@SUM(A1)"},
    {"title": "  spaces  inside  "},
    {"title": "two\nlines"},
    {"title": "1.50"},
    {"title": "TRUE"},
    {"title": "2023-01-01"},
    {"title": "#REF!"},
    {"title": "学校 مدارس школы 🌍 _x0041_"},
    {"entities": "A; B", "partner_sectors": "Government", "partner_countries": "Rwanda"},
    {"places": "Kenya|Rwanda", "value_stated": "USD 2 million in total"},
    {"amount": "1000.10", "currency_code": "USD", "amount_basis": "total", "sdgs": "4; 5"},
    {"status_reports": "2023-09-17 on_track 40%; 2024-01-01 completed"},
]


def test_accepted_rows_come_back_as_they_were_and_no_text_becomes_a_formula(
    send_back: Callable[..., Annotated], contract: Contract, tmp_path: Path
) -> None:
    columns = dict.fromkeys([*PLEDGE, *(name for change in WILD for name in change)], "")
    rows = [columns | PLEDGE | {"pledge_id": f"w-{n}"} | c for n, c in enumerate(WILD)]
    content = csv_text([*rows, columns | PLEDGE | BAD])
    sent = read_submission(content, FILE, contract)
    assert len(sent.rows) == len(WILD) and {r.line_from for r in sent.rejects} == {18}
    book = book_of(send_back(content))
    types = {found.data_type for row in book["Pledges"].iter_rows() for found in row}
    assert types <= {"s", "n"}, "n is the type of an empty cell, too"
    back = resent(book, tmp_path).reading
    without = ("source_sha256", "source_line")
    as_sent = sent.rows.drop_columns(list(without)).to_pylist()
    assert back.rows.drop_columns(list(without)).to_pylist() == as_sent


def test_every_container_comes_back_with_all_its_rows(
    send_back: Callable[..., Annotated], contract: Contract, tmp_path: Path
) -> None:
    good = {**PLEDGE, "pledge_id": "p-9", "places": "RWA|KEN"}
    bad = {**good, **BAD}
    book = openpyxl.Workbook()
    for row in (list(good), list(good.values()), list(bad.values())):
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    objects = [{**row, "places": row["places"].split("|")} for row in (good, bad)]
    contents = {
        "comma": csv_text([good, bad]),
        "semicolon": csv_text([good, bad], ";"),
        "utf-16": csv_text([good, bad]).decode().encode("utf-16"),
        "xlsx": packed.getvalue(),
        "array": json.dumps(objects, indent=1).encode(),
        "ndjson": "\n".join(map(json.dumps, objects)).encode(),
    }
    for name, content in contents.items():
        back = book_of(send_back(content))
        assert [cell(back, row, "pledge_id").value for row in (2, 3, 4)] == ["p-9", "007", None]
        assert cell(back, 2, "places").value == "RWA|KEN", name
        assert {each["reason"] for each in problems(back)} == {"not_a_date", "unknown_term"}
        cell(back, 3, "sector").value, cell(back, 3, "announced").value = "Academia", "2023-12"
        assert resent(back, tmp_path).exit_code == 0, name


def test_lines_that_cannot_be_divided_are_listed_and_stand_in_no_cell(
    send_back: Callable[..., Annotated], tmp_path: Path
) -> None:
    content = csv_of({}) + b'too,few,fields\np-8,1,"open\n\n' + csv_of({"pledge_id": "p-9"})[-60:]
    made = send_back(content)
    book = book_of(made)
    unplaced = [each for each in problems(book) if each["cell"] is None]
    assert {"wrong_width", "stray_quote"} <= {each["reason"] for each in unplaced}
    assert made.unplaced == len(unplaced)
    assert unplaced[0]["line"] == 3
    ids = [cell(book, row, "pledge_id").value for row in range(2, 9)]
    assert "too" not in ids and "p-8" not in ids
    (problem,) = problems(
        book_of(send_back(json.dumps(PLEDGE | {"notes": "x"}).encode() + b"\n{not json\n"))
    )
    assert (problem["line"], problem["cell"], problem["reason"]) == (2, None, "not_json")


def test_nothing_personal_is_in_any_part_of_the_workbook(
    send_back: Callable[..., Annotated], tmp_path: Path
) -> None:
    columns = {
        **PLEDGE, "contact_name": "Canary Person", "contact_phone": "+41 22 730 51 11",
        "contact_email": "canary@example.org",
    }  # fmt: skip
    rows = [
        columns,
        columns | {"pledge_id": "p-2", "sector": "Academy"},
        columns | {"pledge_id": "p-3", "notes": "ask canary@example.org or +41 22 730 51 11"},
        columns | {"pledge_id": "p-4", "contact_name": "Canary\u202ePerson"},
    ]
    made = send_back(csv_text(rows))
    with zipfile.ZipFile(io.BytesIO(made.data)) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    assert b"Academy" in everything
    for canary in (b"Canary", b"canary", b"730 51 11"):
        assert canary not in everything
    book = book_of(made)
    for field in FORM.personal_names:
        assert cell(book, 1, field).comment.text == problem_words("en").contacts
        assert {cell(book, row, field).value for row in range(2, 6)} == {None}
    assert cell(book, 4, "notes").value == NOT_CARRIED
    cell(book, 3, "sector").value = "Academia"
    assert [(r.line_from, r.reason) for r in resent(book, tmp_path).reading.rejects] == [
        (4, "cell_error")
    ], "what was left out is not accepted before somebody put something in its place"
    cell(book, 4, "notes").value = None
    assert resent(book, tmp_path).exit_code == 0


UNWRITABLE: list[tuple[str, Any]] = [
    ("notes", float("nan")),
    ("notes", {"nested": "object"}),
    ("notes", "bell\x07"),
    ("notes", "half \ud800"),
    ("targets", ["a; b", "c"]),
    ("notes", "x" * 40_000),
    ("notes", "not a character \uffff"),
]


@pytest.mark.parametrize(("field", "value"), UNWRITABLE, ids=lambda value: repr(value)[:20])
def test_what_a_cell_cannot_hold_is_neither_cut_nor_accepted_unseen(
    send_back: Callable[..., Annotated], tmp_path: Path, field: str, value: Any
) -> None:
    accepted = {**PLEDGE, "pledge_id": "p-1"}
    odd = {**PLEDGE, "pledge_id": "p-2", "sector": "Academy", field: value}
    book = book_of(send_back("\n".join(map(json.dumps, (accepted, odd))).encode()))
    assert cell(book, 3, field).value == NOT_CARRIED
    assert cell(book, 3, field).fill.start_color.rgb == "00FFC7CE"
    cell(book, 3, "sector").value = "Academia"
    assert {r.reason for r in resent(book, tmp_path).reading.rejects} == {"cell_error"}


def test_an_accepted_row_that_a_cell_would_change_is_left_out(
    send_back: Callable[..., Annotated],
) -> None:
    rows = [
        {**PLEDGE, "pledge_id": "p-1", "targets": ["a; b", "c"]},
        {**PLEDGE, "pledge_id": "p-2", "notes": "one\r\ntwo"},
        {**PLEDGE, "pledge_id": "p-3", "notes": "#N/A"},
        {**PLEDGE, "pledge_id": "p-4"},
        {**PLEDGE, "pledge_id": "p-5", "sector": "Academy", "notes": "one\r\ntwo"},
    ]
    book = book_of(send_back("\n".join(map(json.dumps, rows)).encode()))
    assert [cell(book, row, "pledge_id").value for row in (2, 3, 4)] == ["p-4", "p-5", None]
    assert cell(book, 3, "notes").value == "one\ntwo"


def test_formulas_and_errors_of_a_workbook_stay_rejected_until_they_are_mended(
    send_back: Callable[..., Annotated], tmp_path: Path
) -> None:
    source = openpyxl.Workbook()
    source.active.append(list(PLEDGE))
    source.active.append(list((PLEDGE | {"notes": "=1+1"}).values()))
    source.active.append(list((PLEDGE | {"pledge_id": "p-2", "notes": "#REF!"}).values()))
    packed = io.BytesIO()
    source.save(packed)
    book = book_of(send_back(packed.getvalue()))
    assert cell(book, 2, "notes").value == "=1+1"
    with zipfile.ZipFile(io.BytesIO(send_back(packed.getvalue()).data)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
    checked = resent(book, tmp_path)
    assert [r.reason for r in checked.reading.rejects] == ["formula", "cell_error"]


def test_rows_with_one_key_are_marked_in_their_first_cell(
    send_back: Callable[..., Annotated],
) -> None:
    book = book_of(send_back(csv_of({}, {}, {"pledge_id": "p-2"})))
    assert cell(book, 3, "pledge_id").comment.text.startswith(
        explanations()["identical_copy"]["en"]
    )
    assert cell(book, 2, "pledge_id").comment is None


def test_of_a_long_file_only_the_rows_with_problems_come_back(
    send_back: Callable[..., Annotated], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotated_module, "LARGEST_ROWS", 3)
    rows = [{"pledge_id": f"p-{n}"} for n in range(5)]
    made = send_back(csv_of(*rows, BAD))
    assert made.rows == 1
    book = book_of(made)
    assert cell(book, 2, "pledge_id").value == "007"
    assert problems(book)[0]["line"] == 7
    with pytest.raises(P2CError, match="4 rows of the file have problems"):
        send_back(csv_of(*({**BAD, "pledge_id": str(n)} for n in range(4))))


def test_the_same_submission_gives_the_same_bytes(send_back: Callable[..., Annotated]) -> None:
    assert send_back(csv_of(BAD)).data == send_back(csv_of(BAD)).data


def test_a_clean_file_needs_no_workbook_and_a_refused_one_has_no_rows(contract: Contract) -> None:
    assert annotate(io.BytesIO(csv_of({})), FILE, contract) is None
    with pytest.raises(FileRefused, match="not as agreed"):
        annotate(io.BytesIO(b"pledge_id,version\nx,1\n"), FILE, contract)


def test_no_text_of_a_cell_is_cut() -> None:
    assert cell_text("x" * 32_766, None) == "x" * 32_766
    assert cell_text("x" * 32_767, None) == NOT_CARRIED
    assert cell_text(Unreadable("a formula", "a value", "formula"), None) == NOT_CARRIED


def test_the_command_takes_a_hash_or_a_file_and_replaces_nothing(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings.inbox_dir.mkdir(parents=True)
    (settings.inbox_dir / "sent.csv").write_bytes(csv_of({}, BAD))
    build = start_build(settings)
    collect(settings, build)
    load(settings, build, "pledges")
    (entry,) = Archive(settings.archive_dir).all_submissions()
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "rejects", "annotate", entry.sha256[:8]) == 0
    target = tmp_path / f"to-correct-{entry.sha256[:12]}.xlsx"
    first = target.read_bytes()
    assert "2 rows, 2 problems marked, 0 listed" in " ".join(capsys.readouterr().out.split())
    (tmp_path / "own.csv").write_bytes(csv_of({}, BAD))
    own = ("rejects", "annotate", "own.csv", "--output", target)
    assert run(monkeypatch, *own) == 1
    assert "a file of that name exists" in capsys.readouterr().err
    assert run(monkeypatch, *own, "--language", "ar", "--force") == 0
    assert target.read_bytes() != first
    assert openpyxl.load_workbook(target)["Problems"].sheet_view.rightToLeft
    (tmp_path / "clean.csv").write_bytes(csv_of({}))
    capsys.readouterr()
    assert run(monkeypatch, "rejects", "annotate", "clean.csv") == 0
    assert "nothing was rejected" in capsys.readouterr().out
    (tmp_path / "bad.csv").write_bytes(b"a,b\n1,2\n")
    assert run(monkeypatch, "rejects", "annotate", "bad.csv") == 1
