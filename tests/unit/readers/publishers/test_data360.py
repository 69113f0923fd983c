"""Data360: percentages over 100, unweighted means, wrong labels, breakdowns, pages of 1,000."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.errors import FileRefused
from pipelines.readers.publishers.edition import Series
from pipelines.readers.publishers.world_bank.data360 import read_data360
from pipelines.readers.rows.read_result import Reading
from pipelines.settings import REPOSITORY
from tests.publishers import RECEIVED_ON, assert_conserved, body, economies, edition_of, rows_of
from tests.publishers.data360 import (
    CSV_COLUMNS,
    data360_csv,
    data360_page,
    data360_pages,
    data360_record,
)

COVERAGE = Series("ITU_DH_POP_COV_4G", "population_covered_4g", "pct", Decimal(0), Decimal(100))
ARUBA = data360_record("ABW", 2023, "93.6")
WORLD = data360_record("WLD", 2023, "88.14170731707318")


def read(bodies: list[bytes] | bytes, series: Series = COVERAGE) -> Reading:
    reading = read_data360(edition_of(bodies, "world_bank_data360"), series, economies())
    assert_conserved(reading)
    return reading


def refuse(bodies: list[bytes] | bytes, match: str) -> None:
    with pytest.raises(FileRefused, match=match):
        read(bodies)


both_ways = pytest.mark.parametrize("make", [data360_page, data360_csv], ids=["json", "csv"])


@both_ways
def test_the_vintage_is_the_day_of_receipt_for_no_answer_names_a_release(make) -> None:  # type: ignore[no-untyped-def]
    reading = read(make([ARUBA]))
    assert rows_of(reading, "iso3", "reference_year", "value", "vintage", "published_on") == [
        ("ABW", 2023, Decimal("93.6"), RECEIVED_ON.isoformat(), RECEIVED_ON)
    ]
    assert rows_of(reading, "provider", "provider_series", "route", "observation_status") == [
        ("world_bank_data360", "ITU_DH_POP_COV_4G", "world_bank_data360", None)
    ]


def test_a_place_is_said_by_list_or_by_line() -> None:
    assert rows_of(read(data360_page([WORLD, ARUBA])), "source_cell") == [("data-0001.value[1]",)]
    assert rows_of(read(data360_csv([WORLD, ARUBA])), "source_cell") == [("data-0001:3",)]


@both_ways
def test_a_mean_of_countries_is_never_loaded_whatever_its_label_says(make) -> None:  # type: ignore[no-untyped-def]
    board = data360_record("CEB", 2023, "99", REF_AREA_LABEL="Central Electricity Board (CEB)")
    reading = read(make([ARUBA, WORLD, board]))
    assert rows_of(reading, "iso3") == [("ABW",)]
    assert reading.notes == (
        "2 records left out: aggregates and other areas that are no economies (CEB, WLD)",
    )


@both_ways
def test_a_share_over_100_is_rejected_though_its_status_is_normal(make) -> None:  # type: ignore[no-untyped-def]
    mexico = data360_record("MEX", 2014, "347.0", AGE="Y_GE75", OBS_STATUS="A")
    (reject,) = read(make([ARUBA, mexico])).rejects
    assert (reject.reason, reject.found, reject.expected) == (
        "out_of_range",
        "347.0",
        "a value from 0 to 100",
    )
    assert reject.cell in ("data-0001.value[1]", "data-0001:3")


def test_a_series_that_may_exceed_100_says_so_by_its_range() -> None:
    prices = replace(COVERAGE, highest=None)
    reading = read(data360_page([data360_record("BDI", 2019, "964.2")]), prices)
    assert rows_of(reading, "value") == [(Decimal("964.2"),)]


def test_sex_age_and_place_keep_apart_and_only_totals_are_called_total() -> None:
    records = [
        data360_record("MEX", 2014, "50"),
        data360_record("MEX", 2014, "51", SEX="F"),
        data360_record("MEX", 2014, "52", SEX="M", AGE="Y15T24"),
        data360_record("MEX", 2014, "53", URBANISATION="RUR", AGE="Y_LT15"),
        data360_record("MEX", 2014, "54", URBANISATION="URB", SEX="_T", AGE="Y_GE75"),
        data360_record("MEX", 2015, "55", URBANISATION="_Z", SEX="_Z", AGE="_Z"),
    ]
    assert rows_of(read(data360_page(records)), "value", "sex", "location", "age") == [
        (Decimal(50), "total", "total", "total"),
        (Decimal(51), "female", "total", "total"),
        (Decimal(52), "male", "total", "15-24"),
        (Decimal(53), "total", "rural", "under 15"),
        (Decimal(54), "total", "urban", "75+"),
        (Decimal(55), "total", "total", "total"),
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SEX", "X"),
        ("SEX", None),
        ("AGE", "ADULTS"),
        ("AGE", None),
        ("URBANISATION", "TOWN"),
        ("UNIT_MULT", 3),
    ],
)
def test_a_code_that_is_not_known_is_rejected_and_never_taken_for_the_total(
    name: str, code: object
) -> None:
    reading = read(data360_page([ARUBA, data360_record("MEX", 2014, "50", **{name: code})]))
    (reject,) = reading.rejects
    assert reject.reason == "unknown_term"
    assert reject.found.startswith("data-0001.value[1]: ")
    assert name in reject.found


def test_parts_of_another_breakdown_are_left_out_and_told_of() -> None:
    part = data360_record("ABW", 2023, "10", COMP_BREAKDOWN_1="ITU_DH_RURAL")
    whole = data360_record("MEX", 2023, "10", COMP_BREAKDOWN_2="_T")
    reading = read(data360_page([ARUBA, part, whole]))
    assert rows_of(reading, "iso3") == [("ABW",), ("MEX",)]
    assert reading.notes == ("1 record left out: parts of a breakdown (ITU_DH_RURAL)",)


def test_months_and_values_that_are_not_there_are_left_out() -> None:
    month = data360_record("ABW", "2023-01", "10", FREQ="M")
    reading = read(data360_page([ARUBA, month, data360_record("MEX", 2023, None)]))
    assert reading.notes == (
        "1 record left out: no value served",
        "1 record left out: not by year (M)",
    )


def test_estimates_are_told_from_values_of_which_nothing_is_said() -> None:
    records = [data360_record("MEX", 2023, "1", OBS_STATUS="E"), ARUBA]
    assert rows_of(read(data360_page(records)), "observation_status") == [("estimate",), (None,)]


def test_pages_are_whole_only_when_they_hold_as_many_records_as_they_count() -> None:
    records = [data360_record("ABW", year, "1") for year in range(2015, 2020)]
    pages = data360_pages(records, per_page=2)
    assert read(pages).lines.accepted == 5
    refuse(pages[:2], "hold 4 records, and .* states 5")
    refuse([pages[0], pages[0], pages[2]], "repeats a record of data-0001")
    refuse([pages[0], data360_page(records[2:4], 6), pages[2]], "states 6 records")


def test_answers_of_another_shape_are_refused() -> None:
    refuse(body({"message": "Too many requests"}), "Too many requests")
    refuse(body([ARUBA]), "data-0001 is a list of 1")
    refuse(body({"value": [ARUBA]}), "count is 'nothing'")
    refuse(body({"count": 0, "value": []}), "there is no observation")
    refuse(body({"count": 1, "value": [None]}), r"data-0001.value\[0\] is null")
    refuse(data360_page([data360_record("ABW", 2023, "1", INDICATOR="ITU_DH_POP_COV_3G")]), "3G")


def test_an_export_with_other_columns_is_refused() -> None:
    refuse(data360_csv([ARUBA], [c for c in CSV_COLUMNS if c != "OBS_VALUE"]), "the header")
    refuse(data360_csv([ARUBA]).replace(b"STRUCTURE_ID", b"REF_AREA"), "repeats 'REF_AREA'")
    refuse(data360_csv([]), "there is no observation")


def test_a_row_with_a_field_too_many_is_rejected_and_the_others_are_not_shifted() -> None:
    content = data360_csv([ARUBA, data360_record("MEX", 2023, "50")])
    reading = read(content.replace(b"PT_POP", b"PT,POP", 1))
    assert rows_of(reading, "iso3") == [("MEX",)]
    (reject,) = reading.rejects
    assert (reject.reason, reject.found) == ("wrong_width", "data-0001:2: 40 fields")


def test_the_real_export_of_4g_coverage_has_2183_values_of_212_economies(
    third_party: Path,
) -> None:
    reading = read((third_party / "worldbank_data360" / "ITU_DH_POP_COV_4G.csv").read_bytes())
    assert reading.rejects == ()
    assert reading.lines.physical == 2710
    assert reading.lines.accepted == 2183
    assert len(set(rows_of(reading, "iso3"))) == 212
    (note,) = reading.notes
    assert note.startswith("527 records left out: aggregates and other areas that are no economies")
    assert "CEB" in note
    assert "WLD" in note
    assert max(row["value"] for row in reading.rows.to_pylist()) == 100
    ours = bundled_coverage()
    read_here = {(r["iso3"], r["reference_year"]): r["value"] for r in reading.rows.to_pylist()}
    assert {key: value for key, value in ours.items() if read_here.get(key) != value} == {}


def bundled_coverage() -> dict[tuple[str, int], Decimal]:
    path = REPOSITORY / "data" / "reference" / "country_observations.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            (row["iso3"], int(row["reference_year"])): round(Decimal(row["value"]), 8)
            for row in csv.DictReader(lines)
            if row["provider_series"] == "ITU_DH_POP_COV_4G"
        }
