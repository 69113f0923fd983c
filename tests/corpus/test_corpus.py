"""Every file of the corpus is read as its expectation says, and no line of any is lost."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines import checking
from pipelines.amounts import REASONS as AMOUNT_REASONS
from pipelines.checking import Checked, check_file
from pipelines.place_lists import bundled_place_reader
from pipelines.places import PlaceReader
from pipelines.places.model import NOT_STATED
from pipelines.places.model import REASONS as PLACE_REASONS
from pipelines.readers.pledge_amounts import UNREAD
from pipelines.settings import REPOSITORY, Settings
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
    return bundled_place_reader(Settings.from_environment({}))


@pytest.fixture
def check(
    place_reader: PlaceReader | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Check the file of a case as `p2c check` does, over the bundled lists, read once."""
    monkeypatch.setattr(checking, "bundled_place_reader", lambda _: place_reader)

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
    assert [{n: row[n] for n in names if n in expected} for row, expected in
            zip(contacts, case.contacts, strict=True)] == list(case.contacts)
    shown = json.dumps(checked.report(), ensure_ascii=False) + checked.as_text()
    for contact in case.contacts:
        for part in ("name", "email", "phone"):
            if contact.get(part):
                assert contact[part] not in shown
