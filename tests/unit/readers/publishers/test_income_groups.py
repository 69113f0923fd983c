from __future__ import annotations

import io
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.errors import FileRefused
from pipelines.readers.publishers.world_bank.income_groups import read_income_groups
from pipelines.readers.rows.read_result import Reading
from tests.publishers.workbooks import Edit, bundled_economies, edition_of
from tests.publishers.workbooks.income_groups import SHEET, income_workbook

ECONOMIES = bundled_economies()


def read(edit: Edit | None = None, **shape: Any) -> Reading:
    return read_income_groups(edition_of(income_workbook(edit, **shape)), economies=ECONOMIES)


def set_cell(cell: str, value: Any) -> Edit:
    def edit(book: Any) -> None:
        book[SHEET][cell] = value

    return edit


def test_a_fiscal_year_runs_from_july_to_july() -> None:
    (row,) = [
        row
        for row in read(classes={"RWA": "L"}).rows.to_pylist()
        if (row["iso3"], row["listed_from"]) == ("RWA", date(2025, 7, 1))
    ]
    assert row["group_code"] == "LOW_INCOME"
    assert row["listed_to"] == date(2026, 7, 1)
    assert (row["list_publisher"], row["list_edition"]) == ("World Bank", "FY26")
    assert row["published_on"] == date(2025, 7, 1)


def test_rows_are_found_whether_or_not_the_thresholds_stand_over_them() -> None:
    with_them = read()
    without = read(last=2027, with_thresholds=False)
    assert "thresholds of 2 fiscal years have no gap and are as announced" in with_them.notes
    assert "the sheet has no rows of thresholds" in without.notes
    cells = {row["iso3"]: row["source_cell"] for row in with_them.rows.to_pylist()}
    moved = {row["iso3"]: row["source_cell"] for row in without.rows.to_pylist()}
    assert (cells["AFG"], moved["AFG"]) == ("D12", "E7")
    assert without.rows["list_edition"][0].as_py() == "FY27"
    assert len(without.rows) == 3 * len(ECONOMIES.iso3)


def test_a_class_with_a_footnote_is_the_class_and_dots_are_none() -> None:
    def edit(book: Any) -> None:
        book[SHEET]["D13"] = "LM*"
        book[SHEET]["D14"] = ".."

    reading = read(edit)
    by_cell = {row["source_cell"]: row["group_code"] for row in reading.rows.to_pylist()}
    assert by_cell["D13"] == "LOWER_MIDDLE_INCOME"
    assert "D14" not in by_cell
    assert "1 cells say that no class was given (..)" in reading.notes
    assert "read without it: ABW in FY26" in "\n".join(reading.notes)


def test_codes_that_iso_does_not_have_are_left_out_and_named() -> None:
    notes = "\n".join(read().notes)
    assert "left out: Channel Islands (CHI), USSR (former) (SUN)" in notes


def test_an_unknown_economy_or_class_is_rejected_with_its_cell() -> None:
    def edit(book: Any) -> None:
        book[SHEET]["A13"] = "ATL"
        book[SHEET]["D14"] = "XL"

    reading = read(edit)
    assert [(r.cell, r.reason) for r in reading.rejects] == [
        ("C13", "unknown_economy"),
        ("D13", "unknown_economy"),
        ("D14", "unknown_term"),
    ]


def test_every_filled_cell_is_accounted_for() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(income_workbook()))[SHEET]
    filled = sum(cell.value is not None for row in sheet.iter_rows() for cell in row)
    assert read().lines.physical == filled


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (set_cell("D5", "FY27"), "cell D5, FY27 follows FY25"),
        (set_cell("D6", 2023), "cell D6, the data of FY26 are of '2023'"),
        (set_cell("A12", "ABW"), "the first economy is ABW 'Afghanistan'"),
        (set_cell("B8", "Middle income"), "no thresholds of LM"),
        (set_cell("D8", "1,137 - 4,495"), "the thresholds of FY26 are <= 1,135, 1,137"),
        (set_cell("D7", "about 1,135"), "the thresholds of FY26 are about 1,135"),
    ],
)
def test_what_is_not_as_agreed_refuses_with_its_cell(edit: Edit, found: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(edit)
    assert found in str(refusal.value)


def test_thresholds_other_than_announced_refuse() -> None:
    def edit(book: Any) -> None:
        book[SHEET]["D7"], book[SHEET]["D8"] = "<= 1,136", "1,137 - 4,495"

    with pytest.raises(FileRefused, match=r"the thresholds of FY26 are <= 1,136"):
        read(edit)


def test_a_list_of_few_economies_or_without_its_sheet_refuses() -> None:
    def cut(book: Any) -> None:
        book[SHEET].delete_rows(100, 300)

    with pytest.raises(FileRefused, match="88 economies have a class in FY26"):
        read(cut)

    def rename(book: Any) -> None:
        book[SHEET].title = "History"

    with pytest.raises(FileRefused, match="sheets 'Parameters', 'History'"):
        read(rename)


def test_the_workbook_of_the_bank_gives_the_known_counts(third_party: Path) -> None:
    path = third_party / "worldbank_classification" / "OGHIST_FY89_FY26.xlsx"
    if not path.is_file():
        pytest.skip(f"{path.name} is not there")
    reading = read_income_groups(edition_of(path.read_bytes(), path.name), economies=ECONOMIES)
    assert not reading.rejects
    assert len(reading.rows) == 7795
    assert (reading.lines.physical, reading.lines.structural) == (9046, 1251)
    assert (
        "economies by class in FY26, those without an ISO code too: 87 H, 54 UM, 50 LM, 26 L"
        in (reading.notes)
    )
    assert "thresholds of 38 fiscal years have no gap and are as announced" in reading.notes
    rows = reading.rows.to_pylist()
    in_force = [row for row in rows if row["listed_from"] == date(2025, 7, 1)]
    assert Counter(row["group_code"] for row in in_force) == {
        "HIGH_INCOME": 86,  # the Channel Islands are no economy of ISO 3166-1
        "UPPER_MIDDLE_INCOME": 54,
        "LOWER_MIDDLE_INCOME": 50,
        "LOW_INCOME": 26,
    }
    palestine = {r["listed_from"].year + 1: r["group_code"] for r in rows if r["iso3"] == "PSE"}
    assert palestine[2024] == "UPPER_MIDDLE_INCOME"
    assert palestine[2025] == "LOWER_MIDDLE_INCOME"
    assert ("ETH", "LOW_INCOME") in {(row["iso3"], row["group_code"]) for row in in_force}
    assert "VEN" not in {row["iso3"] for row in in_force}
