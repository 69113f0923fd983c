"""Contracts of reference files: economies, groups, dated membership, observations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.read_result import Reading
from pipelines.readers.snapshot.reference import (
    COUNTRY_GROUPS,
    ECONOMIES,
    MEMBERSHIPS,
    OBSERVATIONS,
)

ReadRows = Callable[..., Reading]
NAMIBIA = {"iso3": "NAM", "iso2": "NA", "m49": "516", "name": "Namibia"}
AFGHANISTAN = {"iso3": "AFG", "iso2": "AF", "m49": "004", "name": "Afghanistan"}
GROUP = {
    "group_code": "LDC",
    "scheme": "ldc",
    "group_name": "Least developed countries",
    "is_partition": "false",
    "list_publisher": "UN",
    "display_order": "1",
}
MEMBER = {
    "group_code": "LDC",
    "iso3": "BTN",
    "valid_to": "2023-12-13",
    "date_basis": "graduation",
    "source": "a resolution",
}
OBSERVATION = {
    "iso3": "NAM",
    "indicator": "internet_use",
    "reference_year": "2023",
    "value": "62.1234567891234",
    "unit": "percent",
    "provider": "a provider",
    "provider_series": "S",
    "vintage": "2026-01",
}


def test_the_code_of_namibia_is_text_and_the_zeros_of_m49_stay(read_rows_of: ReadRows) -> None:
    rows = read_rows_of(ECONOMIES, [NAMIBIA, AFGHANISTAN]).rows
    assert rows["iso2"].to_pylist() == ["NA", "AF"]
    assert rows["m49"].to_pylist() == ["516", "004"]


def test_membership_since_ever_and_without_end_has_open_dates(read_rows_of: ReadRows) -> None:
    (row,) = read_rows_of(MEMBERSHIPS, [MEMBER]).rows.to_pylist()
    assert (row["valid_from"], row["valid_to"]) == (None, date(2023, 12, 13))


def test_a_country_may_join_a_group_twice_and_not_on_one_day(read_rows_of: ReadRows) -> None:
    again = MEMBER | {"valid_from": "2030-01-01", "valid_to": ""}
    reading = read_rows_of(MEMBERSHIPS, [MEMBER, again, again | {"source": "another"}])
    assert reading.rows.num_rows == 1
    assert {r.reason for r in reading.rejects} == {"conflicting_rows"}
    assert read_rows_of(MEMBERSHIPS, [MEMBER, again]).rows.num_rows == 2


def test_an_observation_is_kept_to_eight_decimals(read_rows_of: ReadRows) -> None:
    assert read_rows_of(OBSERVATIONS, [OBSERVATION]).rows["value"].to_pylist() == [
        Decimal("62.12345679")
    ]


@pytest.mark.parametrize(
    ("contract", "row", "field", "reason"),
    [
        (ECONOMIES, NAMIBIA | {"iso2": "na"}, "iso2", "wrong_form"),
        (ECONOMIES, NAMIBIA | {"m49": "4"}, "m49", "wrong_form"),
        (ECONOMIES, NAMIBIA | {"m49": "٥١٦"}, "m49", "wrong_form"),
        (ECONOMIES, NAMIBIA | {"name": ""}, "name", "missing_value"),
        (COUNTRY_GROUPS, GROUP | {"group_code": "least developed"}, "group_code", "wrong_form"),
        (COUNTRY_GROUPS, GROUP | {"is_partition": "0"}, "is_partition", "not_a_boolean"),
        (MEMBERSHIPS, MEMBER | {"valid_to": "12/13/2023"}, "valid_to", "not_a_date"),
        (OBSERVATIONS, OBSERVATION | {"value": ""}, "value", "missing_value"),
        (OBSERVATIONS, OBSERVATION | {"value": ".."}, "value", "not_a_number"),
    ],
)
def test_a_wrong_field_rejects_the_row_and_is_named(
    read_rows_of: ReadRows, contract: Contract, row: dict[str, str], field: str, reason: str
) -> None:
    (reject,) = read_rows_of(contract, [row]).rejects
    assert (reject.field, reject.reason) == (field, reason)


def test_a_group_is_read_with_its_order_as_a_number(read_rows_of: ReadRows) -> None:
    (row,) = read_rows_of(COUNTRY_GROUPS, [GROUP]).rows.to_pylist()
    assert (row["is_partition"], row["display_order"], row["note"]) == (False, 1, None)
