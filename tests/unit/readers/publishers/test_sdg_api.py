"""The UN SDG API: who found a value, areas by M49 codes without their zeros, years as floats."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.errors import FileRefused
from pipelines.readers.publishers.edition import Series
from pipelines.readers.publishers.united_nations.sdg_api import read_sdg_api
from pipelines.readers.rows.read_result import Reading
from tests.publishers import RECEIVED_ON, assert_conserved, body, economies, edition_of, rows_of
from tests.publishers.sdg_api import sdg_page, sdg_pages, sdg_record

INTERNET_USE = Series("IT_USE_ii99", "individuals_using_internet", "pct", Decimal(0), Decimal(100))
AFGHANISTAN = sdg_record("4", 2023, "17.7")
RWANDA = sdg_record("646", 2023, "34.2")


def read(bodies: list[bytes] | bytes) -> Reading:
    reading = read_sdg_api(edition_of(bodies, "un_sdg"), INTERNET_USE, economies())
    assert_conserved(reading)
    return reading


def read_records(*records: dict[str, object]) -> Reading:
    return read(sdg_page(records))


def refuse(bodies: list[bytes] | bytes, match: str) -> None:
    with pytest.raises(FileRefused, match=match):
        read(bodies)


def test_an_area_is_found_by_its_code_with_its_zeros_put_back_and_a_year_without_its_decimals() -> (
    None
):
    reading = read_records(AFGHANISTAN)
    assert rows_of(reading, "iso3", "reference_year", "value", "source_cell") == [
        ("AFG", 2023, Decimal("17.7"), "data-0001.data[0]")
    ]
    assert rows_of(reading, "provider", "vintage", "published_on") == [
        ("un_sdg_api", RECEIVED_ON.isoformat(), RECEIVED_ON)
    ]


@pytest.mark.parametrize(
    ("nature", "status"),
    [
        ("C", "country"),
        ("CA", "country"),
        ("E", "estimate"),
        ("M", "estimate"),
        ("G", "estimate"),
        ("NA", None),
        ("", None),
    ],
)
def test_the_nature_of_a_value_says_whether_it_is_an_estimate(
    nature: str, status: str | None
) -> None:
    reading = read_records(sdg_record("646", 2023, "34.2", nature))
    assert rows_of(reading, "observation_status") == [(status,)]


def test_the_sexes_keep_apart_and_a_series_without_sex_is_of_all() -> None:
    reading = read_records(
        RWANDA,
        sdg_record("646", 2023, "30", sex="FEMALE"),
        sdg_record("646", 2023, "38", sex="MALE"),
        sdg_record("4", 2023, "1", dimensions={"Reporting Type": "G"}),
    )
    assert rows_of(reading, "iso3", "sex") == [
        ("RWA", "total"),
        ("RWA", "female"),
        ("RWA", "male"),
        ("AFG", "total"),
    ]


def test_regions_are_left_out_and_told_of() -> None:
    reading = read_records(RWANDA, sdg_record("1", 2023, "67"), sdg_record("202", 2023, "40"))
    assert rows_of(reading, "iso3") == [("RWA",)]
    assert reading.notes == ("2 records left out: areas that are no economies (1, 202)",)


def test_what_a_country_reports_by_itself_and_other_parts_are_left_out() -> None:
    national = {"Sex": "BOTHSEX", "Reporting Type": "N"}
    young = {"Sex": "BOTHSEX", "Age": "15-24", "Reporting Type": "G"}
    skilled = {"Type of skill": "CODE", "Reporting Type": "G"}
    reading = read_records(
        RWANDA,
        sdg_record("646", 2023, "35", dimensions=national),
        sdg_record("646", 2023, "36", dimensions=young),
        sdg_record("646", 2023, "37", dimensions=skilled),
        sdg_record("646", 2023, "38", sex="UNKNOWN"),
    )
    assert rows_of(reading, "value") == [(Decimal("34.2"),)]
    assert reading.notes == (
        "1 record left out: not as the global database reports (N)",
        "3 records left out: parts of a breakdown that is not kept "
        "(Age 15-24, Sex BOTHSEX, Sex UNKNOWN, Type of skill CODE)",
    )


def test_nan_in_a_text_is_no_data_and_a_bound_is_rejected() -> None:
    reading = read_records(
        RWANDA, sdg_record("646", 2022, "NaN"), sdg_record("646", 2021, None),
        sdg_record("646", 2020, "<1"),
    )  # fmt: skip
    assert reading.notes == ("2 records left out: no value served",)
    assert [(reject.reason, reject.found) for reject in reading.rejects] == [("not_a_number", "<1")]


def test_nan_as_json_has_it_not_is_refused_with_its_place() -> None:
    nan = sdg_page([AFGHANISTAN]).replace(b'"17.7"', b"NaN")
    refuse(nan, r"data-0001.data\[0\].value is NaN")


def test_pages_are_read_whole_or_not_at_all() -> None:
    records = [sdg_record("646", year, "1") for year in range(2015, 2020)]
    pages = sdg_pages(records, per_page=2)
    assert read(pages).lines.accepted == 5
    refuse(pages[:2], "there are 2 pages of 3")
    refuse([pages[0], pages[0], pages[2]], "page 1 and came as number 2")
    refuse(sdg_page(records[:4], total=5), "hold 4 records, and .* states 5")
    again = [pages[0], sdg_page(records[1:3], 2, 3, 5), pages[2]]
    refuse(again, "repeats a record of data-0001")


def test_another_series_and_another_shape_are_refused() -> None:
    refuse(sdg_page([sdg_record("646", 2023, "1", series="IT_MOB_OWN")]), "'IT_MOB_OWN'")
    refuse(body({"data": None, "totalElements": 0}), "an object that says")
    refuse(body({"message": "An error has occurred."}), "An error has occurred")
    refuse(sdg_page([]), "there is no observation")
    refuse(b"", "data-0001 is empty")
