"""The World Bank API v2: paging, errors with status 200, aggregates told by the listing alone."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.errors import FileRefused
from pipelines.readers.publishers.edition import Series
from pipelines.readers.publishers.world_bank.indicators_api import (
    read_world_bank,
    read_world_bank_by_sex,
)
from pipelines.readers.rows.read_result import Reading
from pipelines.settings import REPOSITORY
from tests.publishers import RECEIVED_ON, assert_conserved, body, economies, edition_of, rows_of
from tests.publishers.world_bank import (
    AREAS,
    Row,
    world_bank_countries,
    world_bank_error,
    world_bank_pages,
    world_bank_responses,
)

INTERNET_USE = Series(
    "IT.NET.USER.ZS", "individuals_using_internet", "pct", Decimal(0), Decimal(100)
)
ARUBA: Row = ("AW", "ABW", "Aruba", 2024, 95.33467117)
NAMIBIA: Row = ("NA", "NAM", "Namibia", 2024, 64)
RWANDA: Row = ("RW", "RWA", "Rwanda", 2024, 34.2)
WORLD: Row = ("1W", "WLD", "World", 2024, 71)
HIGH_INCOME: Row = ("XD", "", "High income", 2024, 93.1)
WITHOUT_DATA: Row = ("PS", "PSE", "West Bank and Gaza", 2024, None)


def read(responses: dict[str, bytes], series: Series = INTERNET_USE) -> Reading:
    reading = read_world_bank(edition_of(responses, "world_bank_v2"), series, economies())
    assert_conserved(reading)
    return reading


def read_rows(*rows: Row, per_page: int = 20_000) -> Reading:
    return read(world_bank_responses(world_bank_pages(rows, per_page)))


def refuse(responses: dict[str, bytes], match: str) -> None:
    with pytest.raises(FileRefused, match=match) as refusal:
        read(responses)
    assert "p2c fetch" in str(refusal.value)


def test_values_are_rounded_from_the_digits_served_and_carry_their_vintage() -> None:
    reading = read(
        world_bank_responses(
            [
                body(
                    [
                        {"page": 1, "pages": 1, "total": 1, "lastupdated": "2026-07-13"},
                        [
                            {
                                "indicator": {"id": "IT.NET.USER.ZS"},
                                "country": {"id": "AW"},
                                "countryiso3code": "ABW",
                                "date": "2024",
                                "value": 0,
                            }
                        ],
                    ]
                ).replace(b'"value": 0', b'"value": 16.3647399572904')
            ]
        )
    )
    (row,) = reading.rows.to_pylist()
    del row["source_sha256"]
    assert row == {
        "iso3": "ABW",
        "indicator": "individuals_using_internet",
        "reference_year": 2024,
        "value": Decimal("16.36473996"),
        "unit": "pct",
        "provider": "world_bank_api_v2",
        "provider_series": "IT.NET.USER.ZS",
        "vintage": "2026-07-13",
        "sex": "total",
        "location": "total",
        "age": "total",
        "observation_status": None,
        "published_on": date(2026, 7, 13),
        "route": "world_bank_v2",
        "source_cell": "data-0001[1][0]",
        "source_line": 1,
    }


def test_a_number_may_be_written_whole_with_decimals_or_with_an_exponent() -> None:
    small: Row = ("RW", "RWA", "Rwanda", 2023, 3.7e-7)
    assert rows_of(read_rows(ARUBA, NAMIBIA, small), "value") == [
        (Decimal("95.33467117"),),
        (Decimal(64),),
        (Decimal("3.7E-7"),),
    ]


def test_aggregates_are_left_out_by_the_listing_even_those_whose_codes_look_like_a_countrys() -> (
    None
):
    reading = read_rows(ARUBA, WORLD, HIGH_INCOME, ("XL", "LDC", "LDC", 2024, 33))
    assert rows_of(reading, "iso3") == [("ABW",)]
    assert reading.lines.structural == 3
    assert reading.notes == (
        "3 records left out: aggregates, by the listing of countries (HIC, LDC, WLD)",
    )


def test_the_five_aggregates_without_a_code_of_three_letters_are_found_by_their_two() -> None:
    codes = {"XD": "HIC", "XM": "LIC", "XN": "LMC", "XT": "UMC", "XY": "INX"}
    areas = [(iso3, code, "", True) for code, iso3 in codes.items()]
    rows: list[Row] = [(code, "", "", 2024, 50.0) for code in codes]
    countries = world_bank_countries([AREAS[0], *areas])
    reading = read(world_bank_responses(world_bank_pages([ARUBA, *rows]), countries))
    assert rows_of(reading, "iso3") == [("ABW",)]
    assert reading.lines.structural == 5


def test_an_aggregate_is_one_by_the_id_of_its_region_too() -> None:
    countries = world_bank_countries()[0].replace(b', "value": "Aggregates"}, "ad', b'}, "ad')
    reading = read(world_bank_responses(world_bank_pages([ARUBA, WORLD]), [countries]))
    assert rows_of(reading, "iso3") == [("ABW",)]


def test_null_is_no_data_and_no_row() -> None:
    reading = read_rows(ARUBA, WITHOUT_DATA)
    assert reading.lines.structural == 1
    assert reading.notes == ("1 record left out: no value served",)


def test_namibia_is_not_taken_for_the_region_na() -> None:
    assert rows_of(read_rows(NAMIBIA), "iso3", "value") == [("NAM", Decimal(64))]


def test_kosovo_is_kept_and_the_channel_islands_are_told_of() -> None:
    reading = read_rows(("XK", "XKX", "Kosovo", 2018, 89.4), ("JG", "CHI", "Channel", 2018, 1))
    assert rows_of(reading, "iso3") == [("XKX",)]
    assert reading.notes == ("1 record left out: no economy of ISO 3166 (CHI)",)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("QQ", "QQQ", "Atlantis", 2024, 1), "an area of the listing of countries"),
        (("AW", "RWA", "Rwanda", 2024, 1), "ABW, as the listing of countries has it for AW"),
    ],
)
def test_an_area_the_listing_does_not_have_so_is_rejected(row: Row, expected: str) -> None:
    reading = read_rows(ARUBA, row)
    assert [(r.field, r.cell, r.expected) for r in reading.rejects] == [
        ("iso3", "data-0001[1][1]", expected)
    ]


def test_a_country_of_the_listing_that_is_no_economy_of_ours_is_rejected() -> None:
    countries = world_bank_countries([*AREAS, ("QQQ", "QQ", "Atlantis", False)])
    data = world_bank_pages([ARUBA, ("QQ", "QQQ", "Atlantis", 2024, 1)])
    (reject,) = read(world_bank_responses(data, countries)).rejects
    assert (reject.found, reject.reason) == ("QQQ", "unknown_country")


def test_a_share_over_100_is_rejected() -> None:
    (reject,) = read_rows(ARUBA, ("RW", "RWA", "Rwanda", 2024, 100.5)).rejects
    assert (reject.reason, reject.found) == ("out_of_range", "100.5")


def test_pages_are_read_as_one_answer() -> None:
    reading = read_rows(ARUBA, NAMIBIA, RWANDA, WORLD, HIGH_INCOME, per_page=2)
    assert rows_of(reading, "iso3", "source_cell") == [
        ("ABW", "data-0001[1][0]"),
        ("NAM", "data-0001[1][1]"),
        ("RWA", "data-0002[1][0]"),
    ]
    assert reading.lines.physical == 5


def test_pages_that_are_missing_repeated_or_out_of_order_are_refused() -> None:
    pages = world_bank_pages([ARUBA, NAMIBIA, RWANDA, WORLD, HIGH_INCOME], per_page=2)
    refuse(world_bank_responses(pages[:2]), "there are 2 pages of 3")
    refuse(world_bank_responses([pages[0], pages[0], pages[2]]), "page 1 and came as number 2")
    refuse(world_bank_responses([pages[0], pages[2], pages[1]]), "page 3 and came as number 2")
    refuse(world_bank_responses([*pages, pages[2]]), "page 3 and came as number 4")


def test_a_record_that_two_pages_hold_is_refused_for_another_one_is_missing() -> None:
    pages = world_bank_pages([ARUBA, NAMIBIA, NAMIBIA, RWANDA], per_page=2)
    refuse(world_bank_responses(pages), "repeats a record of data-0001")


def test_a_total_that_is_not_reached_or_changes_between_pages_is_refused() -> None:
    pages = world_bank_pages([ARUBA, NAMIBIA, RWANDA], per_page=2)
    changed = [pages[0], pages[1].replace(b'"total": 3', b'"total": 4')]
    refuse(world_bank_responses(changed), "states 4 records on 2 pages")
    fewer = [page.replace(b'"total": 3', b'"total": 4') for page in pages]
    refuse(world_bank_responses(fewer), "hold 3 records, and .* states 4")


def test_pages_of_two_vintages_are_refused() -> None:
    pages = world_bank_pages([ARUBA, NAMIBIA], per_page=1)
    pages[1] = pages[1].replace(b"2026-07-13", b"2026-07-14")
    refuse(world_bank_responses(pages), "last updated on 2026-07-13, 2026-07-14")


def test_an_error_with_status_200_is_refused_wherever_it_comes() -> None:
    refuse(world_bank_responses([world_bank_error()]), "is the error .*not valid")
    pages = world_bank_pages([ARUBA])
    refuse(world_bank_responses(pages, [world_bank_error()]), "countries-0001 is the error")


def test_an_answer_without_records_is_refused() -> None:
    nothing = b'[{"page": 0, "pages": 0, "per_page": 0, "total": 0, "lastupdated": null}, null]'
    refuse(world_bank_responses([nothing]), "holds no record")
    refuse(world_bank_responses([b"[]"]), "holds no record")


def test_nothing_but_aggregates_is_refused_and_what_was_left_out_is_said() -> None:
    refuse(world_bank_responses(world_bank_pages([WORLD])), "no observation .* 1 record left out")


def test_another_indicator_than_the_one_asked_for_is_refused() -> None:
    pages = world_bank_pages([ARUBA], indicator="IT.CEL.SETS.P2")
    refuse(world_bank_responses(pages), r"data-0001\[1\]\[0\].indicator.id is 'IT.CEL.SETS.P2'")


def test_xml_is_refused_as_it_comes_without_format_json() -> None:
    xml = b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?><wb:data page="1"></wb:data>'
    refuse(world_bank_responses([xml]), "data-0001 is a web page or XML")


def test_a_listing_is_needed_whole_and_with_aggregates_in_it() -> None:
    pages = world_bank_pages([ARUBA])
    refuse({"data-0001": pages[0]}, "no response is named countries")
    refuse(world_bank_responses(pages, world_bank_countries(per_page=4)[:2]), "2 pages of 3")
    countries = world_bank_countries([area for area in AREAS if not area[3]])
    refuse(world_bank_responses(pages, countries), "none of the 6 areas .* is an aggregate")
    without_regions = world_bank_countries()[0].replace(b'"region"', b'"zone"')
    refuse(world_bank_responses(pages, [without_regions]), r"countries-0001\[1\]\[0\] is an area")


def test_a_vintage_after_the_day_of_receipt_was_known_from_that_day() -> None:
    pages = world_bank_pages([ARUBA], last_updated="2026-11-21")
    (row,) = rows_of(read(world_bank_responses(pages)), "vintage", "published_on")
    assert row == ("2026-11-21", RECEIVED_ON)


def test_an_update_that_is_no_date_is_refused() -> None:
    refuse(world_bank_responses(world_bank_pages([ARUBA], last_updated="July")), "'July'")


def test_merged_pages_are_read_when_the_listing_is_beside_them() -> None:
    records = json.loads(world_bank_pages([ARUBA, WORLD])[0])[1]
    reading = read(world_bank_responses([body(records)]))
    assert rows_of(reading, "iso3", "vintage", "source_cell") == [
        ("ABW", RECEIVED_ON.isoformat(), "data-0001[0]")
    ]
    refuse({"data-0001": body(records)}, "no response is named countries")


def test_a_record_twice_on_a_page_is_loaded_once_and_two_values_not_at_all() -> None:
    assert rows_of(read_rows(ARUBA, ARUBA), "iso3") == [("ABW",)]
    reading = read_rows(RWANDA, ARUBA, ("AW", "ABW", "Aruba", 2024, 1))
    assert rows_of(reading, "iso3") == [("RWA",)]
    assert {reject.reason for reject in reading.rejects} == {"conflicting_rows"}


def test_the_real_merged_file_has_49_aggregates_one_area_of_no_code_and_1903_values(
    third_party: Path,
) -> None:
    """No listing of countries is held; this one is made of our economies and all else as
    aggregates, but for the Channel Islands, which the Bank lists as an economy."""
    content = (third_party / "worldbank_api_json" / "IT.NET.USER.ZS.json").read_bytes()
    ours = economies().iso3
    areas = {
        (each["countryiso3code"] or each["country"]["id"], each["country"]["id"])
        for each in json.loads(content)
    }
    listing = [(iso3, code, "", iso3 not in ours and iso3 != "CHI") for iso3, code in areas]
    assert len(listing) == 266
    assert sum(is_aggregate for *_, is_aggregate in listing) == 49
    reading = read(world_bank_responses([content], world_bank_countries(listing)))
    assert reading.rejects == ()
    assert reading.lines.physical == 2660
    assert reading.lines.accepted == 1903
    assert [note.split(" (")[0] for note in reading.notes] == [
        "490 records left out: aggregates, by the listing of countries",
        "267 records left out: no value served",
    ]
    assert bundled_internet_use() == {
        (row["iso3"], row["reference_year"]): row["value"] for row in reading.rows.to_pylist()
    }


def test_the_real_page_with_its_envelope_is_refused_for_its_total_is_of_more_records(
    third_party: Path,
) -> None:
    """The sample holds 5 of the 90 records that its envelope states."""
    content = third_party / "worldbank_api_json" / "IT.NET.USER.ZS_page_envelope_sample.json"
    whole = content.read_bytes()
    refuse(world_bank_responses([whole]), "hold 5 records, and .* states 90")
    listing = [("GTM", "GT", "", False), ("DOM", "DO", "", False), ("CRI", "CR", "", False)]
    countries = world_bank_countries([*listing, ("COL", "CO", "", False), *AREAS])
    five = whole.replace(b'"total": 90', b'"total": 5')
    reading = read(world_bank_responses([five], countries))
    assert reading.lines.accepted == 5
    assert {row["vintage"] for row in reading.rows.to_pylist()} == {"2026-07-13"}


def bundled_internet_use() -> dict[tuple[str, int], Decimal]:
    path = REPOSITORY / "data" / "reference" / "country_observations.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            (row["iso3"], int(row["reference_year"])): round(Decimal(row["value"]), 8)
            for row in csv.DictReader(lines)
            if row["provider_series"] == "IT.NET.USER.ZS"
        }


WOMEN = Series("IT.NET.USER.FE.ZS", "individuals_using_internet", "pct", sex="female")
MEN = Series("IT.NET.USER.MA.ZS", "individuals_using_internet", "pct", sex="male")


def by_sex(men_updated: str = "2026-07-13") -> dict[str, bytes]:
    """Women of Aruba and Rwanda, men of Rwanda alone."""
    (women,) = world_bank_pages([ARUBA, RWANDA, WORLD], indicator=WOMEN.code)
    (men,) = world_bank_pages([RWANDA], indicator=MEN.code, last_updated=men_updated)
    (listing,) = world_bank_countries()
    return {"countries-0001": listing, "female-0001": women, "male-0001": men}


def test_women_and_men_are_read_as_one_edition_with_a_series_each() -> None:
    edition = edition_of(by_sex(), "world_bank_v2")
    reading = read_world_bank_by_sex(edition, [WOMEN, MEN], economies())
    assert_conserved(reading)
    assert rows_of(reading, "iso3", "sex", "provider_series", "vintage") == [
        ("ABW", "female", "IT.NET.USER.FE.ZS", "2026-07-13"),
        ("RWA", "female", "IT.NET.USER.FE.ZS", "2026-07-13"),
        ("RWA", "male", "IT.NET.USER.MA.ZS", "2026-07-13"),
    ]


def test_women_and_men_of_different_states_are_refused() -> None:
    edition = edition_of(by_sex(men_updated="2026-10-01"), "world_bank_v2")
    with pytest.raises(FileRefused, match="2026-07-13, 2026-10-01"):
        read_world_bank_by_sex(edition, [WOMEN, MEN], economies())
