from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from pipelines.errors import FileRefused
from pipelines.readers.publishers.edition import FetchedEdition, Series
from pipelines.readers.publishers.exchange_rates.imf_rates import read_imf_rates
from pipelines.readers.publishers.exchange_rates.un_rates import read_un_rates
from pipelines.readers.publishers.grids import read_grids
from pipelines.readers.publishers.itu.facts_figures import read_facts_figures
from pipelines.readers.publishers.itu.price_baskets import read_price_baskets
from pipelines.readers.publishers.itu.price_workbook_groups import read_price_workbook_groups
from pipelines.readers.publishers.row_builder import only_response
from pipelines.readers.publishers.united_nations.m49 import read_m49
from pipelines.readers.publishers.united_nations.member_lists import read_member_list
from pipelines.readers.publishers.world_bank.income_groups import read_income_groups
from pipelines.readers.rows.read_result import Reading
from tests.publishers.workbooks import bundled_economies, edition_of, new_workbook, saved
from tests.publishers.workbooks.facts_figures import SOURCE_URL, facts_figures_workbook
from tests.publishers.workbooks.income_groups import income_workbook
from tests.publishers.workbooks.lists import m49_csv
from tests.publishers.workbooks.price_baskets import price_workbook
from tests.publishers.workbooks.rates import imf_csv, un_csv, un_xml

ECONOMIES = bundled_economies()
SERIES = (Series("i271mb_5GB_GNI", "mobile_data_5gb_basket", "pct_of_gni_per_capita", Decimal(0)),)
Reader = Callable[[FetchedEdition], Reading]


def members(edition: FetchedEdition) -> Reading:
    return read_member_list(
        edition, economies=ECONOMIES, list_publisher="OHRLLS", group_codes=["LDC", "SIDS"]
    )


WORKBOOKS: dict[str, tuple[Callable[[], bytes], Reader]] = {
    "facts_figures": (
        facts_figures_workbook,
        lambda e: read_facts_figures(e, edition_year=2025, source_url=SOURCE_URL),
    ),
    "price_baskets": (
        price_workbook,
        lambda e: read_price_baskets(e, SERIES, economies=ECONOMIES),
    ),
    "price_workbook_groups": (
        price_workbook,
        lambda e: read_price_workbook_groups(e, economies=ECONOMIES),
    ),
    "income_groups": (income_workbook, lambda e: read_income_groups(e, economies=ECONOMIES)),
}
TEXTS: dict[str, tuple[Callable[[], bytes], Reader]] = {
    "m49": (m49_csv, lambda e: read_m49(e, economies=ECONOMIES)),
    "members": (lambda: b"group_code,iso3\nLDC,BGD\nSIDS,TUV\n", members),
    "imf": (imf_csv, read_imf_rates),
    "un_csv": (un_csv, lambda e: read_un_rates(e, fewest=1)),
    "un_xml": (un_xml, lambda e: read_un_rates(e, fewest=1)),
}
ODD_CELLS: tuple[Any, ...] = (
    None, "", " ", 0, -1, 2025, "2025*", 10**30, 1e-300, True, "x", "World", "N/A", "=1+1", "#N/A",
    "1,5", "\u202e", "a" * 200, "LM*", "..", "i271mb_5GB_GNI", "i271mb*",
)  # fmt: skip


def refused_or_counted(read: Reader, content: bytes) -> None:
    """The reader gives an account, or refuses; any other error fails the test."""
    reading = None
    with suppress(FileRefused):
        reading = read(edition_of(content))
    assert reading is None or reading.lines.accepted == len(reading.rows)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_with_odd_cells_is_read_or_refused(name: str) -> None:
    make, read = WORKBOOKS[name]
    content = make()
    chance = random.Random(name)  # noqa: S311
    for _ in range(8):
        book = openpyxl.load_workbook(io.BytesIO(content))
        for _ in range(chance.choice((1, 1, 3))):
            sheet = chance.choice(book.worksheets)
            row = chance.randint(1, min(sheet.max_row, 40))
            column = chance.randint(1, sheet.max_column)
            cell = sheet.cell(row, column)
            if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                cell.value = chance.choice(ODD_CELLS)
        refused_or_counted(read, saved(book))


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_damaged_workbook_is_read_or_refused(name: str) -> None:
    make, read = WORKBOOKS[name]
    content = make()
    chance = random.Random(name)  # noqa: S311
    for _ in range(6):
        damaged = bytearray(content)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        refused_or_counted(read, bytes(damaged))
        with pytest.raises(FileRefused):
            read(edition_of(content[: chance.randrange(len(content) - 30)]))
    for other in (b"", b"<html>blocked</html>", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        with pytest.raises(FileRefused):
            read(edition_of(other))


@pytest.mark.parametrize("name", TEXTS)
def test_a_damaged_list_is_read_or_refused(name: str) -> None:
    make, read = TEXTS[name]
    content = make()
    chance = random.Random(name)  # noqa: S311
    for _ in range(60):
        damaged = bytearray(content)
        for _ in range(chance.choice((1, 1, 5))):
            position = chance.randrange(len(damaged))
            damaged[position : position + chance.choice((0, 1))] = chance.choice(
                (b"", b",", b";", b'"', b"\n", b"\t", b"\x00", b"\xff", b"9", b"<")
            )
        refused_or_counted(read, bytes(damaged))
        refused_or_counted(read, content[: chance.randrange(len(content))])
    for other in (b"", b"\n", b"<html>blocked</html>", b"\xff\xfe", b"PK\x03\x04"):
        with pytest.raises(FileRefused):
            read(edition_of(other))


def test_an_edition_of_several_responses_is_not_one_file() -> None:
    edition = edition_of(b"a")
    two = FetchedEdition(edition.file, edition.responses * 2, edition.received_on)
    with pytest.raises(FileRefused, match="2 responses"):
        only_response(two)


def grid_book(edit: Callable[[Any], None]) -> bytes:
    book = new_workbook()
    book.create_sheet("Sheet")["A1"] = "a"
    return saved(book, edit)


def test_hidden_rows_refuse_and_merged_cells_do_not() -> None:
    def hide(book: Any) -> None:
        book["Sheet"]["A3"] = 1
        book["Sheet"].row_dimensions[3].hidden = True

    edition = edition_of(grid_book(hide))
    with pytest.raises(FileRefused, match="row 3 is hidden"):
        read_grids(edition.responses[0].content, edition.file, lambda _: True)

    def merge(book: Any) -> None:
        book["Sheet"].merge_cells("A1:C2")

    edition = edition_of(grid_book(merge))
    (grid,) = read_grids(edition.responses[0].content, edition.file, lambda _: True).grids
    assert grid.anchor(2, 3) == (1, 1)
    assert grid.last_column(1, 1) == 3
    assert grid.cells == {(1, 1): "a"}


def test_a_formula_counts_for_the_value_saved_with_it() -> None:
    plain = grid_book(lambda book: book["Sheet"].__setitem__("B1", "=1+1"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as package, zipfile.ZipFile(out, "w") as copy:
        for name in package.namelist():
            part = package.read(name).replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
            copy.writestr(name, part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"))
    edition = edition_of(out.getvalue())
    (grid,) = read_grids(out.getvalue(), edition.file, lambda _: True).grids
    assert grid.cells[1, 2] == "2"
