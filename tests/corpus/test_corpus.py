"""Every file of the corpus is read as its expectation says, and no line of any is lost."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.readers.amounts import REASONS as AMOUNT_REASONS
from pipelines.readers.places import PlaceReader
from pipelines.readers.places.model import NOT_STATED
from pipelines.readers.places.model import REASONS as PLACE_REASONS
from pipelines.readers.pledges.amounts import UNREAD
from pipelines.review import file_check as checking
from pipelines.review.file_check import Checked, check_file
from pipelines.settings import REPOSITORY, Settings
from pipelines.sources.place_lists import bundled_place_reader
from pipelines.sources.registry import load_registry
from tests.corpus.cases import EXPECTED, FILES, WORKBOOKS, Case, count_lines, load_cases

CASES = load_cases()
each_case = pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case.id,
            marks=[pytest.mark.xfail(reason=case.defect, strict=True)] if case.defect else [],
        )
        for case in CASES
    ],
)


@pytest.fixture(scope="session")
def place_reader() -> PlaceReader | None:
    settings = Settings.from_environment({})
    return bundled_place_reader(settings, load_registry(settings.sources_file))


@pytest.fixture
def check(place_reader: PlaceReader | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Check the file of a case as `p2c check` does, over the bundled lists, read once."""
    monkeypatch.setattr(checking, "bundled_place_reader", lambda *_: place_reader)

    def check_case(case: Case) -> tuple[Path, Checked]:
        path = case.write(tmp_path)
        return path, check_file(Settings.from_environment({}), path)

    return check_case


@each_case
def test_a_file_is_read_as_expected(case: Case, check: Any) -> None:
    path, checked = check(case)
    if case.refused is not None:
        assert checked.refusal is not None, "the file was read"
        assert case.refused in checked.refusal.found
        assert (case.next_step or "") in str(checked.refusal)
        assert checked.exit_code == 2
        return
    assert checked.reading is not None, str(checked.refusal)
    reading = checked.reading
    found = [_seen(reject.__dict__) for reject in reading.rejects]
    assert _sorted(found) == _sorted(_seen_of_case(each) for each in case.rejects)
    _compare_details(case, reading.rejects)
    lines = reading.lines
    assert {
        "accepted": lines.accepted,
        "rejected": lines.rejected,
        "structural": lines.structural,
    } == case.lines
    assert reading.ignored_columns == case.ignored
    assert checked.exit_code == (1 if case.rejects else 0)
    pledges = checked.report()["pledges"]
    if case.rows is not None:
        shown = [
            {name: row[name] for name in expected}
            for row, expected in zip(pledges, case.rows, strict=True)
        ]
        assert shown == list(case.rows)
    if path.suffix != ".xlsx" and not case.counts_elements:
        assert lines.accepted + lines.rejected + lines.structural == count_lines(path)
    assert lines.accepted + lines.rejected + lines.structural == lines.physical


def _seen(reject: dict[str, Any]) -> tuple[Any, ...]:
    cell = reject["cell"]
    return (cell or reject["line_from"], reject["line_to"], reject["field"], reject["reason"])


def _seen_of_case(expected: Any) -> tuple[Any, ...]:
    place = expected.get("cell") or expected["line"]
    line = int("".join(filter(str.isdigit, str(place))))
    return (place, expected.get("to", line), expected["field"], expected["reason"])


def _sorted(rejects: Any) -> list[tuple[Any, ...]]:
    return sorted(rejects, key=str)


def _compare_details(case: Case, rejects: Any) -> None:
    for expected in case.rejects:
        (reject,) = (r for r in rejects if _seen(r.__dict__) == _seen_of_case(expected))
        assert expected.get("found", "") in reject.found
        assert expected.get("suggests", "") in reject.expected


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.contacts], ids=lambda case: case.name
)
def test_contacts_come_out_as_contacts_and_nowhere_else(case: Case, check: Any) -> None:
    _, checked = check(case)
    contacts = checked.reading.contacts.to_pylist()
    names = [name for name in contacts[0] if name not in ("source_sha256",)] if contacts else []
    assert [
        {n: row[n] for n in names if n in expected}
        for row, expected in zip(contacts, case.contacts, strict=True)
    ] == list(case.contacts)
    shown = json.dumps(checked.report(), ensure_ascii=False) + checked.as_text()
    for contact in case.contacts:
        for part in ("name", "email", "phone"):
            if contact.get(part):
                assert contact[part] not in shown


def test_the_corpus_is_large_and_every_file_in_it_is_a_case() -> None:
    assert len(CASES) >= 130
    names = Counter(case.id for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []
    described = {EXPECTED, WORKBOOKS}
    kept = {
        f"{path.parent.name}/{path.name}"
        for path in FILES.glob("*/*")
        if path.name not in described
    }
    assert kept <= set(names)


def test_the_workbooks_of_the_corpus_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    for case in CASES:
        if case.name.endswith(".xlsx"):
            first, second = case.write(tmp_path), case.write(tmp_path / "again")
            assert first.read_bytes() == second.read_bytes(), case.id


NOT_IN_THE_CORPUS = {
    "not_a_boolean": "only bundled lists have plain booleans; pledges have yes and no as terms",
    "not_a_stated_value": "only of the figures that ITU published",
}
"""Reasons that no submission can be given, each with why."""
FILLED_IN = {
    "f'{name}_do_not_match'": {"partner_sectors_do_not_match", "partner_countries_do_not_match"},
    "f'{part.reason}_place'": {f"{reason}_place" for reason in PLACE_REASONS}
    - {f"{NOT_STATED}_place"},
}
"""What reasons that are put together in the source can become."""
FORWARDED = {
    "reason",
    "problem",
    "value.reason",
    "read.reason",
    "plain.reason",
    "error.reason",
    "problem.reason",
    "reason_",
}
"""Names under which a reason is passed on that another call has given."""


SUBMISSION_READERS = ("containers", "rows", "pledges", "snapshot")
"""The folders of `readers/` that give reasons to rows; the others give them a text or a place."""


def _reasons_raised() -> Iterator[tuple[str, str]]:
    """Each reason code the readers can give to a row, with where."""
    folders = [REPOSITORY / "pipelines" / "readers" / name for name in SUBMISSION_READERS]
    for path in sorted(path for folder in folders for path in folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            position = {"FieldError": 0, "Unreadable": 2, "_unreadable": 3}.get(node.func.id)
            if position is None or len(node.args) <= position:
                continue
            reason = node.args[position]
            if isinstance(reason, ast.Constant):
                if reason.value:
                    yield str(reason.value), path.name
            elif isinstance(reason, ast.JoinedStr):
                yield from ((filled, path.name) for filled in FILLED_IN[ast.unparse(reason)])
            else:
                name = ast.unparse(reason)
                assert name in FORWARDED or name.endswith(".reason"), f"{path.name}: {name}"
    yield from ((amount_reason, "amounts") for amount_reason in AMOUNT_REASONS)
    source = REPOSITORY / "pipelines" / "readers" / "currencies"
    for path in source.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "check_currency":
                for inner in ast.walk(node):
                    returned = inner.value if isinstance(inner, ast.Return) else None
                    if isinstance(returned, ast.Constant) and returned.value:
                        yield str(returned.value), "currencies"
    yield from ((code, "rows.py") for code in ("identical_copy", "conflicting_rows"))


def test_every_reason_the_readers_can_give_occurs_in_the_corpus() -> None:
    given = {reject["reason"] for case in CASES for reject in case.rejects}
    given |= {
        row["amount_unread_because"]
        for case in CASES
        for row in case.rows or ()
        if row.get("amount_unread_because")
    }
    raised = dict(_reasons_raised())
    assert len(raised) > 60
    assert {
        r: where for r, where in raised.items() if r not in given | set(NOT_IN_THE_CORPUS)
    } == {}
    assert set(NOT_IN_THE_CORPUS) <= set(raised)
    assert given <= set(raised), "a reason is expected that no reader gives"


def test_reasons_to_keep_a_pledge_without_an_amount_are_shown_as_such() -> None:
    kept = {row.get("amount_unread_because") for case in CASES for row in case.rows or ()}
    assert kept >= set(UNREAD)
