"""ITU DataHub: JSON and downloads of v2 and v3, sibling series, broken lines, empty answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.errors import FileRefused
from pipelines.readers.publishers.edition import Series
from pipelines.readers.publishers.itu.datahub import read_datahub
from pipelines.readers.rows.read_result import Reading
from tests.publishers import RECEIVED_ON, assert_conserved, body, economies, edition_of, rows_of
from tests.publishers.datahub import (
    Row,
    datahub_json,
    datahub_records,
    datahub_v2_csv,
    datahub_v3_csv,
    zipped,
)

INTERNET_USE = Series("11624", "individuals_using_internet", "pct", Decimal(0), Decimal(100))
PER_100 = Series("19303", "fixed_broadband_subscriptions_per_100", "per_100")
ARUBA: Row = ("11624", "ABW", 2000, "15.4428229480349")
RWANDA: Row = ("11624", "RWA", 2000, "0.06")
Make = Callable[[list[Row]], bytes]

every_way = pytest.mark.parametrize(
    "make",
    [
        datahub_json,
        datahub_v2_csv,
        lambda rows: datahub_v2_csv(rows, with_units=True),
        datahub_v3_csv,
        lambda rows: zipped(datahub_v2_csv(rows)),
        lambda rows: zipped(datahub_v3_csv(rows)),
        lambda rows: b"\xef\xbb\xbf" + datahub_v3_csv(rows),
        lambda rows: datahub_v3_csv(rows).replace(b"\n", b"\r\n"),
    ],
    ids=["json", "v2", "v2 with units", "v3", "v2 zip", "v3 zip", "v3 with BOM", "v3 with CRLF"],
)


def read(bodies: bytes | list[bytes], series: Series = INTERNET_USE) -> Reading:
    reading = read_datahub(edition_of(bodies, "datahub"), series, economies())
    assert_conserved(reading)
    return reading


def refuse(bodies: bytes | list[bytes], match: str) -> None:
    with pytest.raises(FileRefused, match=match):
        read(bodies)


@every_way
def test_the_series_is_read_in_every_shape(make: Make) -> None:
    reading = read(make([ARUBA, RWANDA]))
    assert reading.rejects == ()
    assert rows_of(reading, "iso3", "reference_year", "value", "provider", "provider_series") == [
        ("ABW", 2000, Decimal("15.44282295"), "itu_datahub", "11624"),
        ("RWA", 2000, Decimal("0.06"), "itu_datahub", "11624"),
    ]


@every_way
def test_sibling_series_that_come_along_are_left_out_and_told_of(make: Make) -> None:
    count: Row = ("19257", "ABW", 2000, "1573815")
    reading = read(make([ARUBA, count, ("9291", "ABW", 2000, "12")]))
    assert rows_of(reading, "provider_series") == [("11624",)]
    assert reading.notes == (
        "2 records left out: other series than the one asked for (19257, 9291)",
    )


@every_way
def test_a_blank_value_is_a_record_without_data(make: Make) -> None:
    reading = read(make([ARUBA, ("11624", "RWA", 2000, None)]))
    assert (reading.lines.structural, reading.lines.physical) == (1, 2)
    assert reading.notes == ("1 record left out: no value served",)


@every_way
def test_areas_that_are_no_economies_are_left_out_and_told_of(make: Make) -> None:
    reading = read(make([ARUBA, ("11624", "ANT", 2000, "5")]))
    assert reading.notes == ("1 record left out: areas that are no economies (ANT)",)


@every_way
def test_namibia_is_an_economy_and_its_code_no_missing_value(make: Make) -> None:
    assert rows_of(read(make([("11624", "NAM", 2000, "1.6")])), "iso3") == [("NAM",)]


@every_way
def test_a_value_that_is_none_or_out_of_range_is_rejected_with_its_place(make: Make) -> None:
    reading = read(make([ARUBA, ("11624", "RWA", 2000, "n/a"), ("11624", "RWA", 2001, "101")]))
    assert [reject.reason for reject in reading.rejects] == ["not_a_number", "out_of_range"]
    assert all(reject.cell and reject.cell.startswith("data-0001") for reject in reading.rejects)


@every_way
def test_an_answer_of_other_series_only_is_refused(make: Make) -> None:
    refuse(make([("19257", "ABW", 2000, "1573815")]), "no observation of 11624; 1 record left out")


def test_an_empty_list_is_refused_for_it_means_an_unknown_id() -> None:
    refuse(b"[]", r"data-0001 is an empty list")
    refuse([datahub_json([ARUBA]), b"[]"], "data-0002 is an empty list")


def test_a_header_without_rows_is_refused() -> None:
    refuse(datahub_v3_csv([]), "a header and no row")


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("ITU estimate.", "estimate"),
        ("ITU estimate; UN Population Division", "estimate"),
        ("Servicio di Telecomunicacion di Aruba (SETAR).", "country"),
        ("", None),
    ],
)
@pytest.mark.parametrize("make", [datahub_json, datahub_v2_csv, datahub_v3_csv])
def test_the_source_of_a_value_says_whether_itu_estimated_it(
    make: Callable[..., bytes], source: str, status: str | None
) -> None:
    assert rows_of(read(make([ARUBA], source=source)), "observation_status") == [(status,)]


def test_the_newest_change_of_the_series_is_its_vintage_and_that_of_others_is_not() -> None:
    old, new = (datahub_v3_csv([ARUBA], modified=day) for day in ("2026-07-10", "2026-07-11"))
    other = datahub_v3_csv([("9291", "ABW", 2000, "1")], modified="2026-10-01")
    content = old + b"".join(each.split(b"\n", 1)[1].replace(b"2000", b"2001") for each in (new,))
    reading = read(content + other.split(b"\n", 1)[1])
    assert set(rows_of(reading, "vintage", "published_on")) == {("2026-07-11", date(2026, 7, 11))}


@pytest.mark.parametrize("make", [datahub_json, datahub_v2_csv])
def test_without_a_day_of_change_the_vintage_is_the_day_of_receipt(make: Make) -> None:
    assert rows_of(read(make([ARUBA])), "vintage", "published_on") == [
        (RECEIVED_ON.isoformat(), RECEIVED_ON)
    ]


def test_a_change_that_is_no_date_is_rejected() -> None:
    content = datahub_v3_csv([ARUBA]) + datahub_v3_csv([RWANDA], modified="July").split(b"\n", 1)[1]
    (reject,) = read(content).rejects
    assert reject.reason == "not_a_date"


def test_a_series_of_one_sex_is_loaded_as_of_that_sex() -> None:
    women = Series("30", "individuals_using_internet", "pct", sex="female", location="rural")
    reading = read(datahub_json([("30", "ABW", 2000, "14")]), women)
    assert rows_of(reading, "sex", "location", "age") == [("female", "rural", "total")]


def test_several_answers_to_one_question_are_rejected() -> None:
    records = datahub_records([ARUBA, RWANDA])
    records[1]["answer"] = [{"value": "1", "id": 1}, {"value": "2", "id": 2}]
    (reject,) = read(body(records)).rejects
    assert (reject.reason, reject.cell) == ("several_values", "data-0001[1]")


def test_no_answer_is_no_data() -> None:
    records = datahub_records([ARUBA, RWANDA, RWANDA])
    records[1]["answer"], records[2]["answer"] = [], None
    assert read(body(records)).notes == ("2 records left out: no value served",)


def test_a_line_break_that_is_not_quoted_is_mended_and_told_of() -> None:
    content = datahub_v3_csv([ARUBA, RWANDA]).replace(b"Statistics Office ", b"Statistics\nOffice")
    reading = read(content)
    assert reading.rejects == ()
    assert rows_of(reading, "iso3", "observation_status") == [
        ("ABW", "country"),
        ("RWA", "country"),
    ]
    assert reading.notes == ("2 records joined that a line break had cut in two",)
    assert reading.lines.physical == 2


def test_two_short_lines_that_make_no_whole_record_stay_two_rejected_ones() -> None:
    header, row = datahub_v3_csv([ARUBA]).split(b"\n", 1)
    cut = b",".join(row.split(b",")[:14]) + b"\n"
    reading = read(header + b"\n" + cut + b"Office,never\n" + row)
    assert [reject.reason for reject in reading.rejects] == ["wrong_width", "wrong_width"]
    assert reading.lines.accepted == 1


def test_a_stray_quote_swallows_no_rows() -> None:
    rows = [ARUBA, RWANDA, ("11624", "AFG", 2000, "1"), ("11624", "ALB", 2000, "1")]
    content = datahub_v3_csv(rows, source="Office").replace(b'"A name \n"', b"A name")
    opened = content.replace(b",Office,", b',"Office,', 1)
    refuse(opened, "is not CSV from line 2 on")
    closed_in_the_next_row = opened.replace(b",Office,", b',Office",', 1)
    reading = read(closed_in_the_next_row)
    assert [(reject.reason, reject.found) for reject in reading.rejects] == [
        ("stray_quote", "data-0001:2: a stray quote")
    ]
    assert rows_of(reading, "iso3") == [("AFG",), ("ALB",)]


def test_a_description_of_many_lines_and_commas_is_no_row_of_its_own() -> None:
    content = datahub_v2_csv([ARUBA]).replace(b"with a comma", b"," * 20)
    assert read(content).lines.accepted == 1


def test_a_zip_holds_one_csv_file_whole_or_is_refused() -> None:
    content = zipped(datahub_v2_csv([ARUBA] * 50))
    refuse(content[:-100], "the zip data-0001 is damaged")
    refuse(content[: len(content) // 2], "the zip data-0001 is damaged")
    refuse(zipped(b"a,b", "readme.txt"), "the zip data-0001 holds readme.txt")
    refuse(zipped(datahub_v2_csv([ARUBA]), more={"b.csv": b""}), "holds download.csv, b.csv")
    refuse(content.replace(b"download.csv", b"\0ownload.csv"), "damaged: string index")
    flipped = bytearray(content)
    flipped[60] ^= 0xFF
    refuse(bytes(flipped), "damaged")


@pytest.mark.parametrize("make", [datahub_v2_csv, datahub_v3_csv])
def test_a_csv_file_cut_within_a_row_is_refused(make: Make) -> None:
    content = make([ARUBA, RWANDA])
    last_loaded = content.rindex(b'"A text') if b'"A text' in content else len(content) - 2
    for end in range(content.index(b"RWA"), last_loaded):
        with pytest.raises(FileRefused, match="cut off"):
            read(content[:end])
    assert read(content[:-1]).lines.accepted == 2


def test_answers_that_are_no_data_are_refused() -> None:
    refuse(b'{"message":"Missing Authentication Token"}', "Missing Authentication Token")
    refuse(b"TypeError: Cannot read properties of undefined (reading 'x')", "the header")
    refuse(b"<!DOCTYPE html><title>Request blocked</title>", "is a web page")
    refuse(b"", "is empty")
    refuse(b"\xff\xfe[\x00]\x00", "is not UTF-8")
    refuse(datahub_v2_csv([ARUBA]).replace(b"dataValue", b"data_value"), "the header")


def test_the_real_first_elements_of_v2_answers_are_read(third_party: Path) -> None:
    examples = third_party / "itu_datahub" / "examples_v2"
    country = read((examples / "itu-get-country-series.json").read_bytes())
    assert rows_of(country, "iso3", "reference_year", "value", "observation_status")[0] == (
        "USA",
        2000,
        Decimal("43.07916264"),
        "estimate",
    )
    assert (country.lines.accepted, country.lines.physical) == (5, 5)
    series = read((examples / "itu-get-indicator-series.json").read_bytes())
    assert rows_of(series, "iso3", "reference_year", "value", "observation_status") == [
        ("ABW", 2000, Decimal("15.44282295"), "country"),
        ("ABW", 2001, Decimal("17.1"), "estimate"),
        ("ABW", 2002, Decimal("18.8"), "estimate"),
    ]


def test_every_other_real_answer_of_v2_is_refused(third_party: Path) -> None:
    examples = third_party / "itu_datahub" / "examples_v2"
    others = [path for path in sorted(examples.glob("*.json")) if "-series" not in path.name]
    assert len(others) == 15
    for path in others:
        refuse(path.read_bytes(), "data-0001|no observation")


def test_the_real_v3_sample_gives_one_value_of_nine_records_of_nine_series(
    third_party: Path,
) -> None:
    content = (third_party / "itu_datahub" / "itu_observations_v3_sample.csv").read_bytes()
    reading = read(content, PER_100)
    assert rows_of(reading, "iso3", "value", "vintage", "observation_status") == [
        ("MMR", Decimal("2.86927330"), "2026-07-11", "country")
    ]
    assert (reading.lines.physical, reading.lines.structural) == (9, 8)
    (note,) = reading.notes
    assert "19257, 33433, 33435, 34055, 34238, 391, 414, 459" in note
    with pytest.raises(FileRefused, match=r"no observation of 459.* 1 record left out: no value"):
        read(content, Series("459", "roaming", "minutes"))
