"""Reads ITU's lists of groups from the columns beside the prices: regions, LDC, LLDC and SIDS.

Three lists of SIDS exist; ITU's, of 54 economies, is `SIDS_ITU`. Dates are for SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.readers.publishers.edition import Economies, FetchedEdition
from pipelines.readers.publishers.grids import cell_name
from pipelines.readers.publishers.itu.group_labels import ITU_REGIONS, group_of_label
from pipelines.readers.publishers.itu.price_workbook import (
    NO_FIGURE,
    PriceWorkbook,
    open_price_workbook,
)
from pipelines.readers.publishers.row_builder import FoundRow, rows_of
from pipelines.readers.publishers.united_nations.member_lists import economy_named
from pipelines.readers.rows.columns import Unreadable, Value
from pipelines.readers.rows.read_result import Reading
from pipelines.readers.snapshot.reference import GROUP_LISTS

LIST_PUBLISHER = "ITU"
_FLAGS = {"LDC": "LDC", "LLDC": "LLDC", "SIDS": "SIDS_ITU"}
_YES = frozenset({"x", "yes", "y", "1", "true"})
_NO = frozenset({"", "no", "n", "0", "false", "-"}) | NO_FIGURE


@dataclass
class _Account:
    """Notes about the cells, collected while they are read."""

    seen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    contradicting: set[str] = field(default_factory=set)


def read_price_workbook_groups(edition: FetchedEdition, *, economies: Economies) -> Reading:
    """The groups of each economy in the workbook into `raw.country_group_lists`.

    An economy has a row for each basket and unit; its first one is read and the others must say
    the same. `list_edition` and `published_on` are the day of release.

    Raises:
        FileRefused: when a landmark of the workbook is not where it should be.
    """
    book = open_price_workbook(edition)
    account = _Account()
    _compare_rows(book, account)
    found = list(_found(book, economies, account))
    return rows_of(
        edition,
        GROUP_LISTS,
        found,
        structural=book.filled_cells - len(found),
        notes=[
            f"released on {book.released_on}",
            f"{len(account.seen)} economies; their groups are repeated in the rows of each basket",
        ],
    )


def _compare_rows(book: PriceWorkbook, account: _Account) -> None:
    for row in range(book.header + 1, book.economies.rows + 1):
        code = book.text(row, "iso3")
        said = tuple(book.text(row, name) for name in ("region", *_FLAGS))
        if code and account.seen.setdefault(code, said) != said:
            account.contradicting.add(code)


def _found(book: PriceWorkbook, economies: Economies, account: _Account) -> Iterator[FoundRow]:
    done = set()
    for row in range(book.header + 1, book.economies.rows + 1):
        code = book.text(row, "iso3")
        if not code or code in done:
            continue
        done.add(code)
        iso3 = economy_named(code, economies)
        if isinstance(iso3, Unreadable):
            iso3 = economy_named(book.text(row, "name"), economies)
        if code in account.contradicting:
            expected = "the same groups in every row of an economy"
            iso3 = Unreadable(code, expected, "conflicting_rows")
        region = group_of_label(book.text(row, "region"))
        group: Value = region if region in ITU_REGIONS else _unknown(book.text(row, "region"))
        yield _row(book, row, "region", group, iso3)
        for name, flagged in _FLAGS.items():
            text = book.text(row, name)
            folded = text.lower()
            if folded in _YES or folded == name.lower():
                yield _row(book, row, name, flagged, iso3)
            elif folded not in _NO and folded.replace(" ", "-") not in (
                f"non-{name.lower()}",
                f"not-{name.lower()}",
            ):
                yield _row(book, row, name, _unknown(text), iso3)


def _unknown(text: str) -> Unreadable:
    return Unreadable(text or "nothing", "an ITU region, or x or nothing", "unknown_term")


def _row(book: PriceWorkbook, row: int, name: str, group: Value | None, iso3: Value) -> FoundRow:
    return FoundRow(
        {
            "group_code": group or "",
            "iso3": iso3,
            "list_publisher": LIST_PUBLISHER,
            "list_edition": book.released_on.isoformat(),
            "published_on": book.released_on.isoformat(),
        },
        row,
        cell_name(row, book.columns[name]),
    )
