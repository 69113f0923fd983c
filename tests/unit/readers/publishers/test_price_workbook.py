from __future__ import annotations

import io
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from pipelines.errors import FileRefused
from pipelines.readers.publishers.edition import Series
from pipelines.readers.publishers.itu.price_baskets import read_price_baskets
from pipelines.readers.publishers.itu.price_workbook_groups import read_price_workbook_groups
from pipelines.readers.rows.read_result import Reading
from tests.publishers.workbooks import Edit, bundled_economies, edition_of
from tests.publishers.workbooks.price_baskets import price_workbook

ECONOMIES = bundled_economies()
SHEET = "economies_2008-2025"
SERIES = (
    Series("i271mb_2GB_GNI", "mobile_data_2gb_basket", "pct_of_gni_per_capita", Decimal(0)),
    Series("i271mb_5GB_GNI", "mobile_data_5gb_basket", "pct_of_gni_per_capita", Decimal(0)),
    Series("i154_FBB5_GNI", "fixed_broadband_5gb_basket", "pct_of_gni_per_capita", Decimal(0)),
    Series("i154_FBB5$", "fixed_broadband_5gb_basket_price", "usd_per_month", Decimal(0)),
)


def read(edit: Edit | None = None, series: tuple[Series, ...] = SERIES) -> Reading:
    return read_price_baskets(edition_of(price_workbook(edit)), series, economies=ECONOMIES)


def values(reading: Reading, code: str, year: int) -> dict[str, tuple[Decimal, str]]:
    return {
        row["iso3"]: (row["value"], row["observation_status"])
        for row in reading.rows.to_pylist()
        if (row["provider_series"], row["reference_year"]) == (code, year)
    }


def test_baskets_of_two_sizes_are_two_series_and_their_status_goes_by_year() -> None:
    reading = read()
    two = values(reading, "i271mb_2GB_GNI", 2025)
    five = values(reading, "i271mb_5GB_GNI", 2025)
    assert (two["BGD"], five["BGD"]) == (
        (Decimal(1), "experimental"),
        (Decimal("1.5"), "official"),
    )
    assert values(reading, "i271mb_2GB_GNI", 2024)["BGD"] == (Decimal("1.1"), "official")
    assert values(reading, "i271mb_5GB_GNI", 2024)["BGD"] == (Decimal("1.6"), "experimental")
    indicators = Counter(reading.rows["indicator"].to_pylist())
    assert indicators["mobile_data_2gb_basket"] == 10
    assert indicators["mobile_data_5gb_basket"] == 11


def test_a_year_for_which_a_basket_has_no_status_is_told_of() -> None:
    reading = read()
    assert values(reading, "i271mb_5GB_GNI", 2021) == {"BGD": (Decimal("2.9"), None)}
    assert any("1 figures of i271mb_5GB_GNI are of years" in note for note in reading.notes)


def test_vintage_and_day_are_those_of_the_release() -> None:
    (row, *_) = read().rows.to_pylist()
    assert (row["vintage"], row["published_on"]) == ("2025-12-02", date(2025, 12, 2))
    assert (row["provider"], row["route"]) == ("itu_price_baskets", "test-route")
    assert (row["source_cell"], row["source_line"]) == ("AA2", 2)


def test_namibia_is_a_country_and_na_is_no_figure() -> None:
    reading = read()
    assert values(reading, "i271mb_2GB_GNI", 2024)["NAM"] == (Decimal("2.2"), "official")
    assert "NAM" not in values(reading, "i271mb_2GB_GNI", 2025)
    assert any("4 cells say that there is no figure" in note for note in reading.notes)


def test_a_price_may_be_more_than_all_income() -> None:
    assert values(read(), "i154_FBB5_GNI", 2024)["RWA"][0] == Decimal("964.25")


def test_an_economy_with_a_footnote_and_another_code_is_found_by_its_name() -> None:
    def recode(book: Any) -> None:
        for row in book[SHEET].iter_rows(min_row=2):
            if row[1].value == "Palestine*":
                row[0].value = "WBG"
            if row[1].value == "Rwanda":
                row[0].value, row[1].value = "XYZ", "Nowhere"

    reading = read(recode)
    assert "PSE" in values(reading, "i271mb_5GB_GNI", 2025)
    assert {reject.reason for reject in reading.rejects} == {"unknown_economy"}
    assert len(reading.rejects) == 8


def test_published_medians_of_the_world_are_compared_with_the_economies() -> None:
    assert "7 of 7 published medians" in "\n".join(read().notes)

    def other(book: Any) -> None:
        book["medians"]["V4"] = 1.38

    notes = "\n".join(read(other).notes)
    assert "6 of 7 published medians" in notes
    assert "i271mb_2GB_GNI 2025: 1.38, not 2.0000" in notes


def test_every_filled_cell_is_accounted_for() -> None:
    book = openpyxl.load_workbook(io.BytesIO(price_workbook()))
    filled = sum(c.value is not None for s in book for row in s.iter_rows() for c in row)
    assert read().lines.physical == filled


def set_cell(sheet: str, cell: str, value: Any) -> Edit:
    def edit(book: Any) -> None:
        book[sheet][cell] = value

    return edit


def test_a_unit_that_is_not_the_codes_is_rejected() -> None:
    reading = read(set_cell(SHEET, "E2", "PPP"))
    assert {(r.field, r.reason, r.line_from) for r in reading.rejects} == {
        ("unit", "wrong_unit", 2)
    }


def test_a_price_below_zero_is_rejected() -> None:
    (reject,) = read(set_cell(SHEET, "AA2", -1)).rejects
    assert (reject.cell, reject.reason) == ("AA2", "out_of_range")


def test_the_columns_of_the_edition_of_2024_are_known_too() -> None:
    def as_in_2024(book: Any) -> None:
        book[SHEET]["D1"] = "basket_combined_simplified"
        book[SHEET]["J1"] = "Income_2024"
        book[SHEET].title = "economies_2008-2024"

    assert len(read(as_in_2024).rows) == len(read().rows)


@pytest.mark.parametrize(
    "text",
    ["Released on 2 Dec 2025", "Release: December 2, 2025", "Release 2025-12-02"],
)
def test_the_day_of_release_stands_in_several_forms(text: str) -> None:
    assert read(set_cell("Overview", "A3", text)).rows["vintage"][0].as_py() == "2025-12-02"


def test_the_day_of_release_may_be_a_date_beside_its_words() -> None:
    def beside(book: Any) -> None:
        book["Overview"]["A3"] = "Release date"
        book["Overview"]["B3"] = date(2025, 12, 2)

    assert read(beside).rows["vintage"][0].as_py() == "2025-12-02"


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (set_cell("Overview", "A3", "Release date: soon"), "gives no day of release"),
        (set_cell("Overview", "A3", "Release date: 31 February 2025"), "gives no day of release"),
        (set_cell(SHEET, "E1", "Units"), "the header lacks Unit"),
        (set_cell(SHEET, "A1", "ISO"), "no header with IsoCode"),
        (set_cell(SHEET, "L1", None), "2010 comes after 2008"),
        (set_cell("BasketHistory", "V4", "maybe"), "'maybe' is given for i271mb_2GB* in 2025"),
        (set_cell("BasketHistory", "B2", "Name"), "no header is found"),
        (set_cell("medians", "A3", "code"), "no header begins with Code"),
        (set_cell("medians", "D3", "region"), "the header has no column group"),
    ],
)
def test_what_is_not_as_agreed_refuses_with_its_cell(edit: Edit, found: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(edit)
    assert found in str(refusal.value)


def test_a_basket_without_a_history_refuses() -> None:
    with pytest.raises(FileRefused, match=r"no row is of i271mb_2GB\*"):
        read(set_cell("BasketHistory", "D4", "i271mb_two*"))


def test_a_series_the_workbook_has_not_refuses() -> None:
    series = Series("i271mb_10GB_GNI", "mobile_data_10gb_basket", "pct_of_gni_per_capita")
    with pytest.raises(FileRefused, match=r"no row is of i271mb_10GB\*"):
        read(series=(series,))

    def none_left(book: Any) -> None:
        for row in book[SHEET].iter_rows(min_row=2):
            row[2].value = str(row[2].value).replace("_2GB_GNI", "_2GB_XYZ")

    with pytest.raises(FileRefused, match="no row is of i271mb_2GB_GNI"):
        read(none_left)


def test_a_workbook_without_medians_refuses() -> None:
    def without(book: Any) -> None:
        del book["medians"]

    with pytest.raises(FileRefused, match="has the sheets 'Overview', 'BasketHistory'"):
        read(without)


def groups(edit: Edit | None = None) -> Reading:
    return read_price_workbook_groups(edition_of(price_workbook(edit)), economies=ECONOMIES)


def members(reading: Reading, group: str) -> set[str]:
    return {row["iso3"] for row in reading.rows.to_pylist() if row["group_code"] == group}


def test_regions_and_flags_are_lists_of_itu() -> None:
    reading = groups()
    assert members(reading, "LDC") == {"BGD", "RWA", "TUV", "SDN"}
    assert members(reading, "LLDC") == {"BTN", "RWA"}
    assert members(reading, "SIDS_ITU") == {"TUV", "BMU"}
    assert members(reading, "ARAB_STATES") == {"SDN", "PSE"}, "not Africa, by ITU's regions"
    assert members(reading, "OTHER_ECONOMIES") == {"BMU"}
    (row, *_) = reading.rows.to_pylist()
    assert (row["list_publisher"], row["list_edition"]) == ("ITU", "2025-12-02")
    assert row["published_on"] == date(2025, 12, 2)


def test_flags_may_be_words() -> None:
    def words(book: Any) -> None:
        for row in book[SHEET].iter_rows(min_row=2):
            for cell, name in zip(row[6:9], ("LDC", "LLDC", "SIDS"), strict=True):
                cell.value = name if cell.value else f"non-{name}"

    assert len(groups(words).rows) == len(groups().rows)


def test_rows_of_an_economy_that_contradict_one_another_are_rejected() -> None:
    def contradict(book: Any) -> None:
        book[SHEET]["G3"] = None

    reading = groups(contradict)
    assert {(r.found, r.reason) for r in reading.rejects} == {("BGD", "conflicting_rows")}
    assert "BGD" not in members(reading, "ASIA_PACIFIC")


def test_an_unknown_region_or_flag_is_rejected() -> None:
    def unknown(book: Any) -> None:
        for row in book[SHEET].iter_rows(min_row=2):
            if row[0].value == "BTN":
                row[5].value, row[7].value = "Himalaya", "perhaps"

    reading = groups(unknown)
    assert [(r.found, r.cell) for r in reading.rejects] == [("Himalaya", "F11"), ("perhaps", "H11")]
