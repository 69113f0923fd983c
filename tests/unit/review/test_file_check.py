"""`p2c check` and `p2c submit`: what a refresh would make of a file, and its way into the inbox."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.archive.inbox import drop, waiting_files
from pipelines.archive.store import Archive
from pipelines.build.build_directory import start_build
from pipelines.cli import _run
from pipelines.readers.pledges.contract import PLEDGES
from pipelines.settings import Settings
from pipelines.storage.database import read_rows
from pipelines.storage.untrusted_files import MAX_BYTES
from tests.build_steps import collect, load

PLEDGE = {
    "pledge_id": "p-1",
    "version": "1",
    "announced": "2026-05",
    "title": "Synthetic",
    "entities": "An Entity",
    "sector": "Academia",
    "amount": "1000.10",
    "currency_code": "USD",
    "amount_basis": "total",
    "places": "RWA|KEN",
    "status": "published",
    "evidence": "confirmed",
    "source_url": "https://example.org/",
    "is_synthetic": "true",
}
NAMES = PLEDGES.column_names


def csv_of(*changes: dict[str, str]) -> str:
    lines = [[(PLEDGE | change).get(name, "") for name in NAMES] for change in changes]
    return "\n".join(",".join(line) for line in [NAMES, *lines]) + "\n"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["p2c", *map(str, arguments)])
    return _run()


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """Check a text by command; exit code and report."""

    def check_text(text: str, name: str = "sent.csv") -> tuple[int, dict[str, Any]]:
        (tmp_path / name).write_text(text)
        code = run(monkeypatch, "check", tmp_path / name, "--format", "json")
        return code, json.loads(capsys.readouterr().out)

    return check_text


def test_a_good_file_exits_0_and_shows_its_pledges_as_they_would_load(check: Any) -> None:
    code, report = check(csv_of({}))
    (pledge,) = report.pop("pledges")
    assert code == 0
    assert report == {
        "ignored_columns": [],
        "physical_lines": 2,
        "accepted": 1,
        "rejected": 0,
        "structural": 1,
        "refused": None,
        "rejects": [],
        "without_rate": [],
    }
    assert (pledge["amount"], pledge["announced_latest"]) == ("1000.10", "2026-05-31")
    assert (pledge["places"], pledge["is_synthetic"]) == (["RWA", "KEN"], True)


def test_a_bad_row_exits_1_and_says_where_and_why(check: Any) -> None:
    code, report = check(csv_of({}, {"pledge_id": "p-2", "amount": "1.0055"}))
    assert code == 1
    assert (report["accepted"], report["rejected"], len(report["pledges"])) == (1, 1, 1)
    (reject,) = report["rejects"]
    expected = reject.pop("expected")
    assert expected.startswith("a number with a decimal point")
    assert reject == {
        "cell": None,
        "line": 3,
        "field": "amount",
        "found": "1.0055",
        "reason": "too_many_decimals",
    }


def test_a_file_that_breaks_the_contract_exits_2_with_its_reason(check: Any) -> None:
    code, report = check("name,money\nx,1\n")
    assert code == 2
    assert "is not as agreed" in report["refused"]
    assert (report["physical_lines"], report["rejects"], report["pledges"]) == (None, [], [])


def test_a_file_that_is_not_there_is_refused_and_not_a_crash(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", tmp_path / "none.csv") == 2
    assert "cannot be opened" in capsys.readouterr().out


def test_the_text_report_names_each_problem_and_escapes_what_moves_a_cursor(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sent.csv").write_text(csv_of({"amount": "1\x1b[2J"}))
    assert run(monkeypatch, "check", tmp_path / "sent.csv") == 1
    shown = capsys.readouterr().out
    assert "2 lines: 0 accepted, 1 rejected, 1 structural" in shown
    assert "line 2, amount: found 1\\x1b[2J" in shown
    assert "\x1b" not in shown


def test_the_text_report_says_what_was_accepted_without_an_amount_or_a_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unread = {"amount": "", "currency_code": "", "amount_basis": "", "value_stated": "5 %"}
    unknown = {"pledge_id": "p-2", "places": "Zarnikovia"}
    (tmp_path / "sent.csv").write_text(csv_of(unread, unknown))
    assert run(monkeypatch, "check", tmp_path / "sent.csv") == 0
    shown = capsys.readouterr().out
    assert "line 2: no amount was read from 5 % (percentage)" in shown
    assert "line 3: Zarnikovia is no place that is known; the pledge is not allocated" in shown


def test_the_report_says_which_money_has_no_exchange_rate(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], check: Any
) -> None:
    money = {"value_stated": "", "currency_code": "NGN", "value_usd_stated": ""}
    given = {
        "pledge_id": "p-2",
        "currency_code": "NGN",
        "value_stated": "",
        "value_usd_stated": "7",
    }
    pegged = {
        "pledge_id": "p-3",
        "currency_code": "XOF",
        "value_stated": "",
        "value_usd_stated": "",
    }
    _, report = check(csv_of(money, given, pegged))
    assert report["without_rate"] == [{"line": 2, "currency_code": "NGN"}]
    (tmp_path / "sent.csv").write_text(csv_of(money))
    assert run(monkeypatch, "check", tmp_path / "sent.csv") == 0
    assert "line 2: no exchange rate of NGN is held; the pledge counts without a value in US$" in (
        capsys.readouterr().out
    )


def test_the_same_pledge_is_checked_alike_in_every_container(check: Any, tmp_path: Path) -> None:
    def rows(report: dict[str, Any]) -> list[dict[str, Any]]:
        return [{**row, "source_sha256": "", "source_line": 0} for row in report["pledges"]]

    code, from_json = check(json.dumps(PLEDGE | {"places": ["RWA", "KEN"], "version": 1}))
    assert (code, rows(from_json)) == (0, rows(check(csv_of({}))[1]))


def test_a_submitted_workbook_is_loaded_with_the_bundled_rows(
    settings: Settings,
    make_registry: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_registry({"pledges": {"p.csv": csv_of({}).encode()}})
    book = openpyxl.Workbook()
    book.active.append(NAMES)
    book.active.append([(PLEDGE | {"pledge_id": "p-2"}).get(name) for name in NAMES])
    book.save(tmp_path / "sent.xlsx")
    monkeypatch.setenv("P2C_HOME", str(settings.home))
    assert run(monkeypatch, "submit", tmp_path / "sent.xlsx") == 0
    assert "next: p2c refresh" in capsys.readouterr().out
    build = start_build(settings)
    collect(settings, build)
    load(settings, build, "pledges")
    rows = read_rows(build.database, "from raw.pledges order by pledge_id")
    assert [row["pledge_id"] for row in rows] == ["p-1", "p-2"]
    (entry,) = Archive(settings.archive_dir).submissions()
    assert entry.name == "sent.xlsx"


def test_files_of_one_name_do_not_replace_each_other_in_the_inbox(
    settings: Settings, tmp_path: Path
) -> None:
    sent = tmp_path / ".sent.csv"
    for content in ("first", "second"):
        sent.write_text(content)
        drop(settings, sent)
    waiting = [file.name for file in waiting_files(settings)]
    assert waiting == ["2-sent.csv", "sent.csv"]
    assert [(settings.inbox_dir / name).read_text() for name in waiting] == ["second", "first"]
    assert len(os.listdir(settings.inbox_dir)) == 2


def test_what_is_no_plain_file_of_a_fair_size_is_not_submitted(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("P2C_HOME", str(settings.home))
    with (tmp_path / "large.csv").open("wb") as large:
        large.truncate(MAX_BYTES + 1)
    (tmp_path / "link.csv").symlink_to(tmp_path / "large.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    for name in ("large.csv", "link.csv", "pipe.csv", "none.csv"):
        assert run(monkeypatch, "submit", tmp_path / name) == 1
        assert name in capsys.readouterr().err
    assert waiting_files(settings) == []
