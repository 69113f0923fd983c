"""DataHub's aggregates of regions: both families of ids, unknown regions, editions by their day."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.errors import FileRefused
from pipelines.readers.publishers.edition import Series
from pipelines.readers.publishers.itu.datahub_aggregates import GROUPS, read_datahub_aggregates
from pipelines.readers.rows.read_result import Reading
from pipelines.settings import REPOSITORY
from tests.publishers import RECEIVED_ON, assert_conserved, body, economies, edition_of, rows_of
from tests.publishers.datahub import datahub_aggregates

INTERNET_USE = Series("11624", "individuals_using_internet", "pct", Decimal(0), Decimal(100))


def read(*bodies: bytes, received_on: date = RECEIVED_ON) -> Reading:
    edition = edition_of(list(bodies), "datahub_aggregates", received_on)
    reading = read_datahub_aggregates(edition, INTERNET_USE, economies())
    assert_conserved(reading)
    return reading


def refuse(body: bytes, match: str) -> None:
    with pytest.raises(FileRefused, match=match):
        read(datahub_aggregates(701, {2024: 71}), body)


def test_an_aggregate_becomes_a_figure_of_its_edition_as_it_was_stated() -> None:
    reading = read(datahub_aggregates(647, {2005: 8.6}))
    (row,) = reading.rows.to_pylist()
    del row["source_sha256"]
    assert reading.table == "facts_and_figures"
    assert row == {
        "edition": 2025,
        "page": "DataHub, aggregates of series 11624",
        "indicator": "individuals_using_internet",
        "group_code": "ARAB_STATES",
        "sex": "total",
        "location": "total",
        "age": "total",
        "reference_year": 2005,
        "value_stated": "8.6",
        "unit": "pct",
        "unit_note": None,
        "status": "published",
        "source_url": "https://datahub.itu.int/data/?i=11624",
        "published_on": date(2025, 11, 17),
        "route": "datahub_aggregates",
        "source_cell": "data-0001[0]",
        "value": Decimal("8.6"),
        "value_low": Decimal("8.6"),
        "value_high": Decimal("8.6"),
        "bound": "exact",
        "source_line": 1,
    }


def test_every_region_of_both_families_is_a_group_that_is_known() -> None:
    path = REPOSITORY / "data" / "reference" / "country_groups.csv"
    known = {row["group_code"] for row in csv.DictReader(path.read_text().splitlines())}
    assert set(GROUPS.values()) <= known
    assert len(GROUPS) == 14 + 6


def test_a_region_is_one_group_by_either_of_its_ids() -> None:
    reading = read(datahub_aggregates(716, {2024: 90}), datahub_aggregates(649, {2024: 91}))
    assert rows_of(reading, "group_code") == [("CIS",), ("EUROPE",)]


def test_a_region_served_under_both_ids_is_loaded_once() -> None:
    reading = read(datahub_aggregates(3, {2024: 70}), datahub_aggregates(647, {2024: 70}))
    assert rows_of(reading, "group_code", "source_cell") == [("ARAB_STATES", "data-0001[0]")]
    assert [reject.reason for reject in reading.rejects] == ["identical_copy"]


def test_a_region_that_is_not_known_is_refused() -> None:
    refuse(datahub_aggregates(999, {2024: 1}), r"data-0002\[0\].regionID is '999' \(A region\)")


def test_an_empty_list_is_refused_for_it_means_an_unknown_region() -> None:
    refuse(b"[]", "data-0002 is an empty list")
    refuse(body({"message": "Missing Authentication Token"}), "Missing Authentication Token")


@pytest.mark.parametrize(
    ("updated", "edition"),
    [
        ("2025-11-17T13:13:18.000Z", 2025),
        ("2026-03-02T08:00:00.000Z", 2025),
        ("2026-11-19", 2026),
    ],
)
def test_a_change_between_two_novembers_belongs_to_the_earlier_edition(
    updated: str, edition: int
) -> None:
    bodies = [datahub_aggregates(647, {2025: 70}, updated="2025-11-17T13:13:18.000Z")]
    bodies.append(datahub_aggregates(701, {2025: 74, 2024: 71}, updated=updated))
    reading = read(*bodies)
    day = date.fromisoformat(updated[:10])
    assert set(rows_of(reading, "edition", "published_on")) == {(edition, day)}
    estimates = [year for status, year in rows_of(reading, "status", "reference_year")
                 if status == "estimate"]  # fmt: skip
    assert estimates == ([2025, 2025] if edition == 2025 else [])


def test_without_a_day_of_change_the_day_of_receipt_is_taken() -> None:
    reading = read(datahub_aggregates(701, {2026: 76}, updated=None))
    assert rows_of(reading, "edition", "published_on", "status") == [
        (2026, RECEIVED_ON, "estimate")
    ]


def test_a_day_of_change_that_is_none_is_refused() -> None:
    refuse(datahub_aggregates(701, {2023: 1}, updated="soon"), "updateDate is 'soon'")


def test_no_answer_is_no_data_and_other_series_are_left_out() -> None:
    reading = read(
        datahub_aggregates(701, {2024: 71, 2025: None}), datahub_aggregates(701, {2024: 3}, 178)
    )
    assert reading.notes == (
        "1 record left out: no value served",
        "1 record left out: other series than the one asked for (178)",
    )
    with pytest.raises(FileRefused, match="no aggregate of 11624; 1 record left out"):
        read(datahub_aggregates(701, {2024: 3}, 178))


def test_a_share_over_100_and_a_wording_are_rejected() -> None:
    reading = read(datahub_aggregates(701, {2023: 71, 2024: 102.5, 2025: "almost 74"}))
    assert [(reject.field, reject.reason) for reject in reading.rejects] == [
        ("value_stated", "out_of_range"),
        ("value_stated", "not_a_number"),
    ]


def test_the_real_answer_for_region_3_is_of_region_647(third_party: Path) -> None:
    path = third_party / "itu_datahub" / "examples_v2" / "itu-get-regional-aggregate.json"
    reading = read(path.read_bytes())
    assert rows_of(reading, "group_code", "reference_year", "value_stated", "edition") == [
        ("ARAB_STATES", 2005, "8.6", 2025),
        ("ARAB_STATES", 2006, "10.5", 2025),
        ("ARAB_STATES", 2007, "14.1", 2025),
    ]
    assert set(rows_of(reading, "published_on")) == {(date(2025, 11, 17),)}
