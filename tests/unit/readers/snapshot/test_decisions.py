"""Contracts of reviewed decisions: each says who took it, when and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.read_result import Reading
from pipelines.readers.snapshot.decisions import (
    COMMITMENTS,
    ENTITY_ALIASES,
    PUBLISHED_DISAGREEMENTS,
    REGION_TOUCHES,
)

ReadRows = Callable[..., Reading]
REVIEW = {"why": "same report", "decided_by": "a reviewer", "decided_on": "2026-01-02"}
DECISIONS = [
    (ENTITY_ALIASES, {"alias": "ACME Ltd", "entity_id": "acme", "entity_name": "ACME"} | REVIEW),
    (COMMITMENTS, {"commitment_id": "c-1", "pledge_id": "p-1", "reading_rank": "1"} | REVIEW),
    (REGION_TOUCHES, {"region_stated": "Sahel", "group_code": "AFRICA"} | REVIEW),
    (
        PUBLISHED_DISAGREEMENTS,
        {
            "disagreement_id": "two_totals",
            "as_of_date": "2024-05-27",
            "metric": "value",
            "dimension": "total",
            "member": "all",
            "value_stated": "46",
            "disagreement": "46 and 50.96 on one day",
            "largest_difference": "4960000000",
        }
        | REVIEW,
    ),
]
by_table = pytest.mark.parametrize(
    ("contract", "row"), DECISIONS, ids=[contract.table for contract, _ in DECISIONS]
)


@by_table
def test_a_reviewed_decision_is_read_with_its_day(
    read_rows_of: ReadRows, contract: Contract, row: dict[str, str]
) -> None:
    reading = read_rows_of(contract, [row])
    assert reading.rejects == ()
    assert reading.rows["decided_on"].to_pylist() == [date(2026, 1, 2)]


@by_table
@pytest.mark.parametrize("field", REVIEW)
def test_a_decision_without_who_when_or_why_is_rejected(
    read_rows_of: ReadRows, contract: Contract, row: dict[str, str], field: str
) -> None:
    (reject,) = read_rows_of(contract, [row | {field: ""}]).rejects
    assert (reject.field, reject.reason) == (field, "missing_value")


@by_table
def test_two_decisions_about_one_thing_are_both_rejected(
    read_rows_of: ReadRows, contract: Contract, row: dict[str, str]
) -> None:
    reading = read_rows_of(contract, [row, row | {"why": "another reason"}])
    assert reading.rows.num_rows == 0
    assert [r.reason for r in reading.rejects] == ["conflicting_rows", "conflicting_rows"]


def test_a_pledge_reads_one_commitment_only(read_rows_of: ReadRows) -> None:
    row = DECISIONS[1][1]
    reading = read_rows_of(COMMITMENTS, [row, row | {"commitment_id": "c-2"}])
    assert {(r.field, r.found) for r in reading.rejects} == {("pledge_id", "p-1")}


def test_a_region_may_touch_several_groups(read_rows_of: ReadRows) -> None:
    row = DECISIONS[2][1]
    assert read_rows_of(REGION_TOUCHES, [row, row | {"group_code": "LDC"}]).rows.num_rows == 2
