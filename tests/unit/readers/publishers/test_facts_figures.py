from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from pipelines.errors import FileRefused
from pipelines.readers.publishers.itu.facts_figures import read_facts_figures
from pipelines.readers.rows.read_result import Reading
from tests.publishers.workbooks import Edit, edition_of
from tests.publishers.workbooks.facts_figures import (
    AREA_RURAL,
    AREA_URBAN,
    GROUPS,
    SOURCE_URL,
    TITLES,
    cut_share,
    facts_figures_workbook,
    put_row,
    share,
)

REGION, CUTS, AREA = "By BDT region", "Internet use by sex & age", "By urban-rural area"


def read(edit: Edit | None = None, edition_year: int = 2025) -> Reading:
    return read_facts_figures(
        edition_of(facts_figures_workbook(edit)),
        edition_year=edition_year,
        source_url=SOURCE_URL,
        published_on=date(2025, 11, 17),
    )


def rows(reading: Reading, **wanted: Any) -> list[dict[str, Any]]:
    wanted = {"indicator": "individuals_using_internet", **wanted}
    return [
        row
        for row in reading.rows.to_pylist()
        if all(row[name] == value for name, value in wanted.items())
    ]


def by_year(found: Iterable[dict[str, Any]]) -> dict[int, float]:
    return {row["reference_year"]: float(row["value"]) for row in found}


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read()


def test_stacked_tables_are_read_under_their_own_titles(reading: Reading) -> None:
    found = rows(reading, page=REGION, group_code="AFRICA", unit="pct")
    assert by_year(found) == {year: share(0, year) for year in range(2005, 2026)}
    (coverage,) = rows(
        reading, indicator="population_covered_5g", group_code="CIS", reference_year=2025
    )
    assert coverage["value"] == Decimal(str(share(4, 2025)))


def test_units_side_by_side_are_told_apart(reading: Reading) -> None:
    wanted = {"page": REGION, "group_code": "WORLD", "reference_year": 2024}
    (people,) = rows(reading, indicator="internet_users", **wanted)
    (percent,) = rows(reading, **wanted)
    assert (people["unit"], people["value"]) == ("million", Decimal(179))
    assert (percent["unit"], percent["value"]) == ("pct", Decimal(str(share(6, 2024))))


def test_regions_go_by_several_labels(reading: Reading) -> None:
    codes = {row["group_code"] for row in rows(reading, page=REGION)}
    assert codes == {
        "WORLD", "AFRICA", "AMERICAS", "ARAB_STATES", "ASIA_PACIFIC", "CIS", "EUROPE",
    }  # fmt: skip


def test_years_merged_over_cuts_give_women_men_and_the_young(reading: Reading) -> None:
    wanted = {"page": CUTS, "group_code": "LDC", "reference_year": 2025}
    (women,) = rows(reading, sex="female", **wanted)
    (men,) = rows(reading, sex="male", **wanted)
    (young,) = rows(reading, age="15-24", **wanted)
    (rest,) = rows(reading, age="rest of population", **wanted)
    row = GROUPS.index("Least Developed Countries (LDCs)")
    assert float(women["value"]) == float(young["value"]) == cut_share(row, 2025, 1)
    assert float(men["value"]) == float(rest["value"]) == cut_share(row, 2025, 2)
    assert women["source_cell"] == "K11"
    assert women["source_line"] == 11


def naive(content: bytes) -> dict[tuple[str, int], list[Any]]:
    """The sheet read the way a public parser did: one header row for every table on it."""
    sheet = openpyxl.load_workbook(io.BytesIO(content))[AREA]
    years = {
        column: cell.value
        for column, cell in enumerate(sheet[5], start=1)
        if isinstance(cell.value, int)
    }
    titles = [str(cell.value) for cell in sheet["A"]]
    start = next(n for n, t in enumerate(titles, 1) if t.startswith("Percentage of individuals"))
    read: dict[tuple[str, int], list[Any]] = {}
    for row in sheet.iter_rows(min_row=start + 1):
        for column, year in years.items():
            if row[0].value and row[column - 1].value is not None:
                read.setdefault((row[0].value, year), []).append(row[column - 1].value)
    return read


def test_one_header_row_for_a_whole_sheet_would_lose_years_and_shift_the_others(
    reading: Reading,
) -> None:
    def world_in_cities_of_2016(book: Any) -> None:
        book[AREA].cell(25, 2, 67)

    content = facts_figures_workbook(world_in_cities_of_2016)
    wrong = naive(content)
    years = {year for _, year in wrong}
    assert {2019, 2024} & years == set()
    assert wrong["World", 2015][0] == 67
    assert wrong["World", 2025][0] == share(0, 2016) + AREA_RURAL, "the first year of rural areas"

    right = read(world_in_cities_of_2016)
    urban = by_year(rows(right, page=AREA, location="urban", group_code="WORLD"))
    rural = by_year(rows(right, page=AREA, location="rural", group_code="WORLD"))
    assert sorted(urban) == sorted(rural) == list(range(2016, 2026))
    assert urban[2016] == 67
    assert urban[2025] == share(0, 2025) + AREA_URBAN
    assert rural[2025] == share(0, 2025) + AREA_RURAL
    assert 2015 not in urban
    assert not rows(right, page=AREA, location="total")


def test_tables_under_one_row_of_years_are_told_apart_by_the_titles_between(
    reading: Reading,
) -> None:
    def one_header(book: Any) -> None:
        del book[AREA]
        sheet = book.create_sheet(AREA)
        sheet["A1"] = "Percentage of individuals using the Internet"
        put_row(sheet, 5, 2, [2023, 2024, "2025*"])
        for number, title in enumerate(("Total", "Urban", "Rural")):
            sheet.cell(6 + 16 * number, 1, title)
            for row, group in enumerate(GROUPS):
                put_row(
                    sheet, 7 + 16 * number + row, 1, [group, *(10 + number + n for n in range(3))]
                )

    found = read(one_header)
    assert by_year(rows(found, page=AREA, location="urban", group_code="SIDS")) == {
        2023: 11, 2024: 12, 2025: 13,
    }  # fmt: skip
    assert by_year(rows(found, page=AREA, location="rural", group_code="WORLD"))[2025] == 14


def test_tables_side_by_side_under_one_row_of_years_have_titles_of_their_own() -> None:
    def side_by_side(book: Any) -> None:
        del book[AREA]
        sheet = book.create_sheet(AREA)
        put_row(sheet, 5, 2, [2023, 2024, "2025*"])
        put_row(sheet, 5, 6, [2023, 2024, "2025*"])
        for top, left, right in (
            (6, "Households with Internet access, urban", "Households with Internet access, rural"),
            (
                23,
                "Percentage of individuals using the Internet, urban",
                "Percentage of individuals using the Internet, rural",
            ),
        ):
            sheet.cell(top, 1, left)
            sheet.cell(top, 6, right)
            for row, group in enumerate(GROUPS):
                put_row(sheet, top + 1 + row, 1, [group, top, top + 1, top + 2])
                put_row(sheet, top + 1 + row, 6, [top + 10, top + 11, top + 12])

    found = read(side_by_side)
    assert by_year(rows(found, page=AREA, location="urban", group_code="CIS")) == {
        2023: 23, 2024: 24, 2025: 25,
    }  # fmt: skip
    assert by_year(rows(found, page=AREA, location="rural", group_code="CIS")) == {
        2023: 33, 2024: 34, 2025: 35,
    }  # fmt: skip


def test_a_title_merged_over_two_tables_is_that_of_both() -> None:
    def merged(book: Any) -> None:
        del book[AREA]
        sheet = book.create_sheet(AREA)
        sheet["B3"] = "Percentage of individuals using the Internet"
        sheet.merge_cells("B3:H3")
        sheet["B4"], sheet["F4"] = "Urban", "Rural"
        for column, first in ((2, 10), (6, 50)):
            put_row(sheet, 5, column, [2023, 2024, "2025*"])
            for row, group in enumerate(GROUPS):
                sheet.cell(6 + row, 1, group)
                put_row(sheet, 6 + row, column, [first, first + 1, first + 2])

    found = read(merged)
    assert by_year(rows(found, page=AREA, location="urban", group_code="LLDC"))[2024] == 11
    assert by_year(rows(found, page=AREA, location="rural", group_code="LLDC"))[2024] == 51


def test_a_row_of_a_group_without_a_figure_is_not_lost() -> None:
    def words(book: Any) -> None:
        put_row(book[CUTS], 7, 2, ["see text", "see text", "see text"])
        for column in range(6, 13):
            book[CUTS].cell(7, column).value = None

    reading = read(words)
    assert {(reject.found, reject.reason) for reject in reading.rejects} == {
        ("see text", "not_a_stated_value")
    }


def test_a_star_on_the_year_or_the_figure_marks_an_estimate(reading: Reading) -> None:
    def star(book: Any) -> None:
        book[CUTS]["B6"] = "23.5*"

    starred = read(star)
    (figure,) = rows(starred, page=CUTS, sex="total", age="total", source_cell="B6")
    assert (figure["value_stated"], figure["status"]) == ("23.5", "estimate")
    statuses = {
        (row["reference_year"] == 2025, row["status"]) for row in rows(reading, page=REGION)
    }
    assert statuses == {(True, "estimate"), (False, "published")}


def test_a_note_that_all_are_estimates_needs_no_stars() -> None:
    def note(book: Any) -> None:
        book[AREA]["A70"] = "All data are ITU estimates"

    found = read(note)
    assert {row["status"] for row in rows(found, page=AREA)} == {"estimate"}


def test_years_may_be_numbers_or_texts() -> None:
    def as_texts(book: Any) -> None:
        for row in book[REGION].iter_rows(min_col=2):
            for cell in row:
                if isinstance(cell.value, int) and 2005 <= cell.value <= 2024:
                    cell.value = f" {cell.value} "

    assert len(read(as_texts).rows) == len(read().rows)


def test_figures_that_look_like_years_are_no_header() -> None:
    def large(book: Any) -> None:
        put_row(book[REGION], 5, 2, range(2001, 2022))

    assert len(read(large).rows) == len(read().rows)


def test_tables_of_other_indicators_are_told_of_by_their_titles(reading: Reading) -> None:
    notes = "\n".join(reading.notes)
    assert "294 figures under 'Fixed-telephone subscriptions'" in notes
    assert "98 cells say that there is no figure (N/A)" in notes
    assert "sheets that are not read: Definitions" in notes


def test_every_filled_cell_is_accounted_for(reading: Reading) -> None:
    book = openpyxl.load_workbook(io.BytesIO(facts_figures_workbook()))
    filled = sum(
        cell.value is not None
        for title in (REGION, CUTS, AREA)
        for row in book[title].iter_rows()
        for cell in row
    )
    assert reading.lines.physical == filled
    assert reading.lines.accepted == len(reading.rows)


def test_a_figure_on_two_sheets_is_kept_once_and_another_one_beside_it() -> None:
    def same(book: Any) -> None:
        book[CUTS]["B6"] = share(6, 2023)

    assert share(6, 2023) == cut_share(6, 2023, 0)
    twice, before = read(same), read()
    assert len(twice.rows) == len(before.rows) - 1
    assert "29 figures are the same in two places" in "\n".join(twice.notes)


def test_a_share_over_100_is_rejected_with_its_cell() -> None:
    def too_much(book: Any) -> None:
        book[CUTS]["C6"] = 347.0

    reading = read(too_much)
    (reject,) = reading.rejects
    assert (reject.cell, reject.reason, reject.found) == ("C6", "out_of_range", "347")


def test_a_cell_that_is_no_figure_is_rejected() -> None:
    def error(book: Any) -> None:
        book[CUTS]["C6"] = "about a half"
        book[CUTS]["C7"] = "#REF!"

    reading = read(error)
    assert [(r.cell, r.reason) for r in reading.rejects] == [
        ("C6", "not_a_stated_value"),
        ("C7", "cell_error"),
    ]


def rename(title: str, cell: str, text: Any) -> Edit:
    def edit(book: Any) -> None:
        book[title][cell] = text

    return edit


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (rename(REGION, "A15", "Atlantis"), "cell A15, 'Atlantis' is no group that is known"),
        (rename(REGION, "A86", None), "is beside no group"),
        (rename(REGION, "A84", "Internet penetration of homes"), "has no internet use of total"),
        (rename(CUTS, "A3", "Some title of people, by sex"), "has no internet use of female"),
        (rename(AREA, "B23", "Towns"), "has no internet use of total urban"),
        (rename(AREA, "L23", "Urban"), "is given for WORLD in 2016, and"),
        (rename(AREA, "L23", None), "has no internet use of total rural"),
    ],
)
def test_what_is_not_as_agreed_refuses_with_its_cell(edit: Edit, found: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(edit)
    assert found in str(refusal.value)


def test_a_missing_sheet_or_region_refuses() -> None:
    def without(book: Any) -> None:
        del book[AREA]

    with pytest.raises(FileRefused, match="lacks the sheets 'By urban-rural area'"):
        read(without)

    def without_europe(book: Any) -> None:
        for row in book[REGION].iter_rows(min_row=84, max_row=93):
            if row[0].value == "Europe countries":
                for cell in row:
                    cell.value = None

    with pytest.raises(FileRefused, match="lacks EUROPE"):
        read(without_europe)


def test_a_workbook_of_another_edition_refuses() -> None:
    with pytest.raises(FileRefused, match="the last year of the workbook is 2025"):
        read(edition_year=2024)


def test_a_hidden_sheet_or_a_formula_without_its_value_refuses() -> None:
    def hide(book: Any) -> None:
        book[AREA].sheet_state = "hidden"

    with pytest.raises(FileRefused, match="'By urban-rural area' is hidden"):
        read(hide)
    with pytest.raises(FileRefused, match="cell C6 holds a formula and no value"):
        read(rename(CUTS, "C6", "=B6*2"))


def test_the_invented_workbook_has_ten_tables_of_nine_rows() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(facts_figures_workbook()))[REGION]
    assert [sheet.cell(3 + 9 * n, 1).value for n in range(10)] == [title for title, *_ in TITLES]
