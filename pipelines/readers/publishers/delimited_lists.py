"""Lines of a publisher's delimited text as fields, under a header found by the names it must hold.

Publishers leave quotes out, repeat what a submission may not, and shift fields; what such a line
means is for the reader of that publisher. Submissions are read in
`pipelines.readers.containers.delimited`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.readers.containers.decoding import read_lines
from pipelines.readers.publishers.row_builder import wrong_layout
from pipelines.readers.rows.read_result import InputFile, refused
from pipelines.readers.rows.record import MAX_FIELD_CHARACTERS

DELIMITERS = (",", ";", "\t")
_NO_DELIMITER = "\x1f"
MAX_LINES = 1_000_000
"""Lines of a list; the longest that is read here had 13,535 in November 2026."""


@dataclass(frozen=True)
class Line:
    """One line: its number, counted from 1, and its fields without the space around them."""

    number: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class DelimitedList:
    """A text of which the header is as agreed.

    Attributes:
        positions: Position of each agreed column.
        width: Number of fields of the header.
        lines: The lines under the header that hold anything.
        structural: Lines that hold nothing but the header or nothing at all.
    """

    positions: Mapping[str, int]
    width: int
    lines: tuple[Line, ...]
    structural: int


def read_list(
    data: bytes,
    file: InputFile,
    columns: Mapping[str, Sequence[str]],
    optional: Mapping[str, Sequence[str]] | None = None,
) -> DelimitedList:
    """Reads a text whose first filled line names its columns; they show which delimiter it has.

    Args:
        data: The bytes of the text.
        file: What is known of it.
        columns: The names each column that must be there goes by, case and spaces aside.
        optional: The same for columns that may be absent.

    Raises:
        FileRefused: when the bytes are not text, the header is another one, or nothing follows it.
    """
    lines = []
    for number, text in enumerate(read_lines(io.BytesIO(data), file), start=1):
        if number > MAX_LINES or len(text) > MAX_FIELD_CHARACTERS:
            raise wrong_layout(file, f"line {number:,} is too much", f"{MAX_LINES:,} short lines")
        lines.append(text)
    first = next((number for number, line in enumerate(lines) if line.strip(" ,;\t\r\n")), None)
    if first is None:
        raise refused(file, "the file is empty", "a header line and at least one row")
    accepted = {**columns, **(optional or {})}
    found = [
        (delimiter, names, positions)
        for delimiter in DELIMITERS
        for names in [_split(lines[first], delimiter)]
        for positions in [_positions(names, accepted)]
        if positions.keys() >= columns.keys()
    ]
    if len(found) > 1 and all(len(names) == 1 for _, names, _ in found):
        # A list of one column has no delimiter, and names may hold any.
        found = [(_NO_DELIMITER, *found[0][1:])]
    if len(found) != 1:
        raise wrong_layout(
            file,
            f"the header in line {first + 1} is {lines[first].strip()[:200]!r}",
            f"the columns {', '.join(names[0] for names in columns.values())}, each once, "
            "separated by one of comma, semicolon or tab",
        )
    delimiter, names, positions = found[0]
    read = [
        Line(number, tuple(_split(text, delimiter)))
        for number, text in enumerate(lines[first + 1 :], start=first + 2)
    ]
    filled = tuple(line for line in read if any(line.fields))
    if not filled:
        raise refused(file, "the file has a header and no row", "at least one row")
    return DelimitedList(positions, len(names), filled, len(lines) - len(filled))


def _positions(names: Sequence[str], accepted: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Position of each column; one that is there twice is left out."""
    folded = [_fold(name) for name in names]
    positions = {}
    for column, aliases in accepted.items():
        at = [number for number, name in enumerate(folded) if name in map(_fold, aliases)]
        if len(at) == 1:
            positions[column] = at[0]
    return positions


def _fold(name: str) -> str:
    return re.sub(r"[\s_]+", " ", name).strip().casefold()


def _split(line: str, delimiter: str) -> list[str]:
    """The fields of a line; quotes that are not as they should be are taken literally."""
    return [field.strip() for field in next(_rows(line, delimiter), [])]


def _rows(line: str, delimiter: str) -> Iterator[list[str]]:
    text = line.rstrip("\r\n")
    try:
        yield from csv.reader([text], delimiter=delimiter, strict=True)
    except csv.Error:
        yield text.split(delimiter)
