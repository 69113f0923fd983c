"""`p2c rejects`: what the archived submissions had rejected, and the words it is explained in."""

from __future__ import annotations

import ast
import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.archive.store import Archive
from pipelines.build.build_directory import start_build
from pipelines.cli import _run
from pipelines.errors import SourceError
from pipelines.readers.amounts import REASONS as AMOUNT_REASONS
from pipelines.readers.currencies import check_currency
from pipelines.readers.places.model import NOT_STATED
from pipelines.readers.places.model import REASONS as PLACE_REASONS
from pipelines.readers.rows import columns, fields
from pipelines.review.rejects import read_rejects
from pipelines.settings import REPOSITORY, Settings
from pipelines.submissions import LANGUAGES
from pipelines.submissions import reasons as reasons_module
from pipelines.submissions.reasons import explanations, problem_words
from tests.build_steps import collect, load

PLEDGE = {
    "pledge_id": "p-1",
    "version": "1",
    "announced": "2026-05",
    "title": "Synthetic",
    "entities": "An Entity",
    "sector": "Academia",
    "notes": "",
    "contact_email": "",
    "is_synthetic": "true",
}


def csv_of(*changes: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(PLEDGE), lineterminator="\n")
    writer.writeheader()
    writer.writerows(PLEDGE | change for change in changes)
    return text.getvalue().encode()


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["p2c", *map(str, arguments)])
    return _run()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A warehouse of its own that reads the bundled registry and lists of places."""
    monkeypatch.setenv("P2C_HOME", str(tmp_path / "warehouse"))
    return Settings.from_environment()


@pytest.fixture
def received(settings: Settings) -> dict[str, str]:
    """Four files through the inbox, read by a build; hashes by name."""
    settings.inbox_dir.mkdir(parents=True)
    files = {
        "clean.csv": csv_of({}),
        "mixed.csv": csv_of(
            {"pledge_id": "p-2"},
            {"pledge_id": "p-3", "sector": "Academy", "announced": "31/12/2023"},
            {"pledge_id": "p-4", "notes": "ask canary@example.org or +41 22 730 51 11"},
            {"pledge_id": "p-5", "contact_email": "canary\u202e@example.org"},
        )
        + b"too,few,fields\n\n",
        "other.csv": csv_of({"pledge_id": "p-6", "sector": "Academy"}),
        "refused.csv": b"pledge_id,version\nx,1\n",
    }
    for name, content in files.items():
        (settings.inbox_dir / name).write_bytes(content)
    build = start_build(settings)
    collect(settings, build)
    load(settings, build, "pledges")
    return {entry.name: entry.sha256 for entry in Archive(settings.archive_dir).all_submissions()}


def listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(monkeypatch, "rejects", *arguments, "--format", "json") == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


def test_each_file_with_problems_is_listed_with_where_its_lines_went(
    received: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = {row["file"]: row for row in listed(monkeypatch, capsys)}
    assert set(rows) == {"mixed.csv", "other.csv", "refused.csv"}
    mixed = rows["mixed.csv"]
    assert mixed["sha256"] == received["mixed.csv"]
    assert (mixed["accepted"], mixed["rejected"], mixed["structural"]) == (1, 4, 2)
    assert (mixed["problems"], mixed["refused"]) == (5, None)
    refused = rows["refused.csv"]
    assert (refused["accepted"], refused["problems"]) == (None, 0)
    assert refused["refused"].startswith("the header in line 1 is not as agreed (missing: ")


def test_problems_of_one_file_stand_with_line_field_and_reason_and_nothing_about_a_person(
    received: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = listed(monkeypatch, capsys, "--file", received["mixed.csv"][:10])
    assert [(row["line"], row["field"], row["reason"]) for row in rows] == [
        (3, "announced", "not_a_date"),
        (3, "sector", "unknown_term"),
        (4, "notes", "personal_data"),
        (5, "contact_email", "control_character"),
        (6, None, "wrong_width"),
    ]
    assert "canary" not in json.dumps(rows) and "730 51 11" not in json.dumps(rows)
    assert rows[0]["found"] == "31/12/2023" and "YYYY-MM-DD" in rows[0]["expected"]


def test_a_refused_file_asked_for_says_why(
    received: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (row,) = listed(monkeypatch, capsys, "--file", received["refused.csv"])
    assert row["reason"] == "file_refused"
    assert "not as agreed" in row["found"]


def test_reasons_are_counted_over_files_the_most_frequent_first(
    received: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = listed(monkeypatch, capsys, "--by", "reason")
    assert rows[0] == {"reason": "unknown_term", "field": "sector", "problems": 2, "files": 2}
    assert {"reason": "file_refused", "field": None, "problems": 1, "files": 1} in rows
    assert sum(row["problems"] for row in rows) == 7
    one_file = listed(monkeypatch, capsys, "--by", "reason", "--file", received["other.csv"])
    assert [row["problems"] for row in one_file] == [1]


def test_an_excluded_submission_is_listed_only_when_it_is_asked_for(
    settings: Settings, received: dict[str, str]
) -> None:
    archive = Archive(settings.archive_dir)
    archive.decide(archive.find_submission(received["other.csv"]), "excluded", "sent in error")
    assert "other.csv" not in {file.entry.name for file in read_rejects(settings)}
    (asked,) = read_rejects(settings, received["other.csv"])
    assert len(asked.rejects) == 1


def test_what_a_build_read_is_not_read_again(
    settings: Settings, received: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        pytest.fail("a file was parsed again")

    monkeypatch.setattr("pipelines.review.submission_reader.read_submission", fail)
    assert len(read_rejects(settings)) == 3


def test_the_table_escapes_what_could_move_a_cursor(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive(settings.archive_dir)
    content = csv_of({"sector": "\x1b[2JAcademy"})
    entry = archive.store(
        content, kind="submission", source_id="inbox", edition="2026-01-01", name="a.csv"
    )
    assert run(monkeypatch, "rejects", "--file", entry.sha256) == 0
    shown = capsys.readouterr().out
    assert "\x1b[2J" not in shown and "x1b" in shown


def test_a_warehouse_without_submissions_has_nothing_rejected(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "rejects") == 0
    assert "No submission had anything rejected" in capsys.readouterr().out
    assert run(monkeypatch, "rejects", "--file", "abc") == 1
    assert "0 submissions begin with 'abc'" in capsys.readouterr().err


# The wordings

MADE_BY = {"FieldError": 0, "Unreadable": 2, "make_reject": 4, "_unreadable": 3, "Reject": 5}
"""Calls that name a reason, and which of their arguments it is."""
HANDED_ON = {
    "''",  # stands for what is not shown
    "value.reason", "content.reason", "problem.reason", "error.reason", "plain.reason", "reason",
    "read.reason",  # of AMOUNT_REASONS
    "problem",  # of check_currency
    "f'{part.reason}_place'",  # of PLACE_REASONS
    "f'{name}_do_not_match'",  # of the two columns of partners
}  # fmt: skip
"""Arguments that are no text of their own: what they can hold is collected where it is made."""


SUBMISSION_READERS = ("containers", "rows", "pledges", "snapshot")
"""The folders of `readers/` that give reasons to rows; the others give them a text or a place."""


def _named_reasons() -> Iterator[tuple[str, ast.expr]]:
    folders = [REPOSITORY / "pipelines" / "readers" / name for name in SUBMISSION_READERS]
    for path in sorted(path for folder in folders for path in folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in MADE_BY:
                place = MADE_BY[ast.unparse(node.func)]
                named = {keyword.arg: keyword.value for keyword in node.keywords}
                yield path.name, node.args[place] if place < len(node.args) else named["reason"]


def reasons_of_readers() -> set[str]:
    reasons = {
        node.value for _, node in _named_reasons() if isinstance(node, ast.Constant) and node.value
    }
    source = ast.parse((REPOSITORY / "pipelines/readers/rows/rows.py").read_text(encoding="utf-8"))
    copies = {
        node.value
        for node in ast.walk(source)
        if isinstance(node, ast.Constant) and node.value in ("identical_copy", "conflicting_rows")
    }
    assert len(copies) == 2
    currencies = ast.parse(Path(sys.modules[check_currency.__module__].__file__ or "").read_text())
    (check,) = (
        node
        for node in ast.walk(currencies)
        if isinstance(node, ast.FunctionDef) and node.name == "check_currency"
    )
    era = {
        node.value.value
        for node in ast.walk(check)
        if isinstance(node, ast.Return)
        and isinstance(node.value, ast.Constant)
        and node.value.value
    }
    assert len(era) == 3
    places = {f"{reason}_place" for reason in PLACE_REASONS if reason != NOT_STATED}
    partners = {"partner_sectors_do_not_match", "partner_countries_do_not_match"}
    return {str(each) for each in reasons | copies | era} | set(AMOUNT_REASONS) | places | partners


def test_every_way_in_which_readers_name_a_reason_is_known_to_these_tests() -> None:
    unknown = {
        f"{file}: {ast.unparse(node)}"
        for file, node in _named_reasons()
        if not isinstance(node, ast.Constant) and ast.unparse(node) not in HANDED_ON
    }
    assert unknown == set()


def test_every_reason_that_readers_can_raise_is_explained_and_no_other() -> None:
    assert {"missing_value", "wrong_width", "stray_quote", "formula"} <= reasons_of_readers()
    assert set(explanations()) == reasons_of_readers()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_explanation_is_one_sentence_of_its_own_in_every_language(language: str) -> None:
    texts = [texts[language] for texts in explanations().values()]
    for text in texts:
        assert 15 <= len(text) <= 220 or language == "zh", text
        assert text[-1] in ".。", text
        assert not columns.holds_personal_data(text)
        assert fields.text(text) == text
    if language != "en":
        english = {texts["en"] for texts in explanations().values()}
        assert english.isdisjoint(texts)
    assert len(problem_words(language).problem_columns) == 7


def test_a_reason_without_a_language_breaks_the_wordings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "reasons.yml"
    broken.write_text("sheet: {}\nreasons: {formula: {en: Replace it.}}\n")
    monkeypatch.setattr(reasons_module, "REASONS_FILE", broken)
    reasons_module._content.cache_clear()
    try:
        with pytest.raises(SourceError, match=r"reasons\.formula lacks fr, es, ar, zh, ru"):
            explanations()
    finally:
        reasons_module._content.cache_clear()


@pytest.mark.parametrize("text", ["call +254 20 496 2000", "+41 22 730 51 11", "ada@example.org"])
def test_how_to_reach_a_person_is_told_in_any_text(text: str) -> None:
    assert columns.holds_personal_data(text)


@pytest.mark.parametrize("text", ["+3 000 000", "+12.000.000 users", "+58 %", "3+4", "@home"])
def test_an_increase_or_a_sign_is_no_way_to_reach_a_person(text: str) -> None:
    assert not columns.holds_personal_data(text)
