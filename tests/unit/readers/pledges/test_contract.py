"""The contract of pledge files: one version of a pledge a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from pipelines.readers.pledges.contract import PLEDGES
from pipelines.readers.rows.read_result import Reading

PLEDGE = {
    "pledge_id": "p-1",
    "version": "1",
    "announced": "2024-02-26",
    "title": "Fibre to schools",
    "entities": "Lead Entity; Second Entity",
    "sector": "Private sector",
    "entity_country_iso3": "NAM",
    "amount": "155000000",
    "currency_code": "USD",
    "amount_basis": "total",
    "amount_bound": "exact",
    "places": "RWA:60|KEN:40",
    "beneficiary_groups": "women; youth",
    "status": "published",
    "evidence": "confirmed",
    "source_url": "https://example.org/pledge",
    "is_synthetic": "true",
}
ReadRows = Callable[..., Reading]


@pytest.fixture
def read_pledge(read_rows_of: ReadRows) -> Callable[..., Reading]:
    return lambda **changes: read_rows_of(PLEDGES, [PLEDGE | changes])


@pytest.fixture
def reject_of(read_pledge: Callable[..., Reading]) -> Callable[..., tuple[str | None, str]]:
    def reject(**changes: str) -> tuple[str | None, str]:
        (found,) = read_pledge(**changes).rejects
        assert found.expected
        assert (found.line_from, found.line_to) == (2, 2)
        return found.field, found.reason

    return reject


def test_a_full_pledge_is_read_into_typed_columns(read_pledge: Callable[..., Reading]) -> None:
    reading = read_pledge()
    (row,) = reading.rows.to_pylist()
    assert reading.rejects == ()
    assert row["amount"] == Decimal("155000000.00")
    assert row["entities"] == ["Lead Entity", "Second Entity"]
    assert row["entity_country_iso3"] == "NAM"
    assert row["places"] == ["RWA:60", "KEN:40"]
    assert row["beneficiary_groups"] == ["women", "youth"]
    assert row["is_synthetic"] is True
    assert row["notes"] is None
    assert "announced" not in row


@pytest.mark.parametrize(
    ("announced", "stated", "earliest", "latest"),
    [
        ("2024-02-26", "2024-02-26", date(2024, 2, 26), date(2024, 2, 26)),
        ("2024-02", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", "2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_partial_date_stays_as_stated_beside_the_span_it_names(
    read_pledge: Callable[..., Reading], announced: str, stated: str, earliest: date, latest: date
) -> None:
    (row,) = read_pledge(announced=announced).rows.to_pylist()
    assert row["announced_stated"] == stated
    assert (row["announced_earliest"], row["announced_latest"]) == (earliest, latest)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"pledge_id": ""}, "pledge_id", "missing_value"),
        ({"version": "99999999999"}, "version", "number_too_large"),
        ({"announced": "26/02/2024"}, "announced", "not_a_date"),
        ({"sector": "Businesses"}, "sector", "unknown_term"),
        ({"entity_country_iso3": "Namibia"}, "entity_country_iso3", "wrong_form"),
        ({"amount": "155.0055"}, "amount", "too_many_decimals"),
        ({"amount": "155.005"}, "amount", "ambiguous_separator"),
        ({"amount": "155,000"}, "amount", "ambiguous_separator"),
        ({"amount": "a lot"}, "amount", "not_a_number"),
        ({"currency_code": "US$"}, "currency_code", "wrong_form"),
        ({"places": "Rwanda"}, "places", "wrong_form"),
        ({"places": "REGION:Sub\u202eSahara"}, "places", "control_character"),
        ({"places": "RWA|RWA"}, "places", "repeated_item"),
        ({"beneficiary_groups": "women, youth"}, "beneficiary_groups", "unknown_term"),
        ({"status": "done"}, "status", "unknown_term"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "wrong_form"),
        ({"is_synthetic": "maybe"}, "is_synthetic", "unknown_term"),
    ],
)
def test_a_wrong_field_rejects_the_pledge_and_is_named(
    reject_of: Callable[..., tuple[str | None, str]],
    changes: dict[str, str],
    field: str,
    reason: str,
) -> None:
    assert reject_of(**changes) == (field, reason)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"amount_basis": ""}, "amount_basis", "amount_without_basis"),
        ({"amount": "0"}, "amount", "amount_not_positive"),
        ({"amount": "-5"}, "amount", "amount_not_positive"),
        ({"currency_code": ""}, "currency_code", "money_without_currency"),
        ({"amount_basis": "people"}, "currency_code", "count_with_currency"),
        ({"places": "RWA:60|KEN:39"}, "places", "shares_not_100"),
        ({"places": "RWA:60|KEN:40.01"}, "places", "shares_not_100"),
        ({"places": "RWA:60|KEN"}, "places", "shares_not_100"),
        ({"places": "RWA:100|REGION:Africa"}, "places", "shares_not_100"),
        ({"places": "RWA:40|RWA:60"}, "places", "repeated_country"),
        ({"places": "RWA|RWA:100"}, "places", "repeated_country"),
        (
            {"period_start_year": "2027", "period_end_year": "2026"},
            "period_end_year",
            "period_ends_before_start",
        ),
    ],
)
def test_fields_that_contradict_each_other_reject_the_pledge(
    reject_of: Callable[..., tuple[str | None, str]],
    changes: dict[str, str],
    field: str,
    reason: str,
) -> None:
    assert reject_of(**changes) == (field, reason)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": "", "amount_basis": "", "currency_code": ""},
        {"amount_basis": "households", "currency_code": ""},
        {"places": ""},
        {"places": "GLOBAL"},
        {"places": "LIST:LDC|REGION:Sub-Saharan Africa|COUNT:53 African countries"},
        {"places": "RWA:33.33|KEN:33.33|UGA:33.34"},
        {"places": "RWA|KEN"},
        {"period_start_year": "2026", "period_end_year": "2026"},
    ],
)
def test_pledges_that_leave_things_open_are_accepted(
    read_pledge: Callable[..., Reading], changes: dict[str, str]
) -> None:
    reading = read_pledge(**changes)
    assert (reading.rows.num_rows, reading.rejects) == (1, ())


def test_versions_of_a_pledge_stand_beside_each_other_and_copies_do_not(
    read_rows_of: ReadRows,
) -> None:
    reading = read_rows_of(
        PLEDGES,
        [
            PLEDGE,
            PLEDGE | {"version": "2", "title": "Fibre to all schools"},
            PLEDGE,
            PLEDGE | {"pledge_id": "p-2"},
            PLEDGE | {"pledge_id": "p-2", "amount": "1"},
        ],
    )
    assert reading.rows["version"].to_pylist() == [1, 2]
    assert [(r.line_from, r.found, r.reason) for r in reading.rejects] == [
        (4, "p-1, 1", "identical_copy"),
        (5, "p-2, 1", "conflicting_rows"),
        (6, "p-2, 1", "conflicting_rows"),
    ]
