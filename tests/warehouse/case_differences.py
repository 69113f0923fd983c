"""In what the rows of a case differ from those it expects, and how people are told.

Where the rows come from is the business of `folder_cases` and `case_files`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, dataclass

EMPTY_TEXT = "(empty)"
"""Stands for an empty text in expected rows, since nothing stands for null."""

Row = tuple[object, ...]


@dataclass(frozen=True)
class Difference:
    """One thing in which a case did not come out as it says."""

    case: str
    table: str
    key: str
    column: str
    expected: str
    got: str


def show_differences(differences: Sequence[Difference]) -> str:
    """The differences as a table for people."""
    header = ("case", "table", "key", "column", "expected", "got")
    lines = [header, *(astuple(difference) for difference in differences)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(header))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def compare_rows(
    place: tuple[str, str],
    columns: Sequence[str],
    primary_key: Collection[str],
    wanted: Sequence[Row],
    found: Sequence[Row],
) -> Iterator[Difference]:
    """Compare whole sets of rows, each row told by those columns of the key that are there.

    Args:
        place: Case and table.
        columns: Names of the columns of all rows.
        primary_key: Columns of the table's key; the rows need not have all of them.
        wanted: Rows that are expected.
        found: Rows of the table.
    """
    keys = [n for n, column in enumerate(columns) if column in primary_key]
    want, got = _by_key(wanted, keys), _by_key(found, keys)
    for key in {**want, **got}:
        named = zip((columns[n] for n in keys), key, strict=True)
        row = (*place, " ".join(f"{name}={_shown(value)}" for name, value in named))
        expected, counted = want.get(key, ()), got.get(key, ())
        if (len(expected), len(counted)) != (1, 1):
            yield Difference(*row, "(the row)", _rows(len(expected)), _rows(len(counted)))
            continue
        for column, left, right in zip(columns, expected[0], counted[0], strict=True):
            if left != right:
                yield Difference(*row, column, _shown(left), _shown(right))


def _by_key(rows: Sequence[Row], keys: Sequence[int]) -> dict[Row, tuple[Row, ...]]:
    by_key: dict[Row, tuple[Row, ...]] = {}
    for row in rows:
        key = tuple(row[n] for n in keys)
        by_key[key] = (*by_key.get(key, ()), row)
    return by_key


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"


def _shown(value: object) -> str:
    return "null" if value is None else str(value) or EMPTY_TEXT
