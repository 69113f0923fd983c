"""Reads delimited text strictly: every physical line is accepted, rejected or structural.

DuckDB's and pandas' readers load shifted or swapped columns without an error, so they are not the
readers of record here. What a column means belongs to the contract a caller passes in.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from pipelines.readers.containers.broken_lines import DELIMITERS, NARROW, doubt_neighbours
from pipelines.readers.containers.decoding import read_lines
from pipelines.readers.containers.plain_lines import delimited_columns
from pipelines.readers.rows.columns import Unreadable
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.header import agreed_header, known_name, read_header
from pipelines.readers.rows.read_result import InputFile, Reading, refused
from pipelines.readers.rows.record import (
    BLOCK_LINES,
    FEW_LINES,
    MAX_FIELD_CHARACTERS,
    Block,
    OnRecord,
    Record,
    block_of_lines,
)
from pipelines.readers.rows.records import read_records

MAX_RECORD_LINES = 1_000
"""Lines one record may span; a quote that is still open after that many was never meant to be."""
_QUOTES_EXPECTED = (
    "fields in which a quote is doubled, and quotes around the whole field, closed in its record"
)


def read_delimited(
    data: bytes | BinaryIO,
    file: InputFile,
    contract: Contract,
    delimiter: str = ",",
    on_record: OnRecord | None = None,
) -> Reading:
    """Reads delimited text with a header line, in UTF-8 or, by its mark, UTF-16.

    `on_record` is called with each record as it is found.

    Raises:
        FileRefused: when the file as a whole breaks the contract: empty, not decodable, a header
            that lacks, repeats or adds a column, or no row under the header.
    """
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    source = _Lines(read_lines(stream, file))
    first = next(_records(source, file, delimiter, None), None)
    names = _names(first)
    if not isinstance(first, Record) or names is None:
        raise refused(file, "the file is empty", "a header line and at least one row")
    header = agreed_header(names, first.line_from, file, contract)
    return read_records(
        header,
        doubt_neighbours(_records(source, file, delimiter, header.width), header.width),
        file,
        contract,
        structural=first.lines,
        physical=lambda: source.number,
        on_record=on_record,
    )


def choose_delimiter(stream: BinaryIO, file: InputFile, contract: Contract) -> str:
    """The one delimiter under which the header line is the agreed one; rows are not looked at.

    When none gives the agreed header, the one that finds most of its columns is returned, so that
    reading with it refuses the file with the most helpful reason.

    Raises:
        FileRefused: when more than one gives the agreed header.
    """
    beginning = list(islice(read_lines(stream, file), MAX_RECORD_LINES))
    stream.seek(0)
    names = {}
    for delimiter in DELIMITERS:
        first = next(_records(_Lines(beginning), file, delimiter, None), None)
        names[delimiter] = _names(first) or []
    agreed = [each for each in DELIMITERS if not read_header(names[each], contract).problems]
    if len(agreed) > 1:
        raise refused(
            file,
            "the header does not tell which delimiter separates the fields",
            "fields separated by one of comma, semicolon or tab",
        )
    if agreed:
        return agreed[0]
    return max(
        DELIMITERS, key=lambda d: sum(known_name(name, contract) is not None for name in names[d])
    )


def _names(first: Record | Block | None) -> list[str] | None:
    """The texts of a header line, None when there is none."""
    if not isinstance(first, Record) or first.is_blank:
        return None
    return [str(value).strip() for value in first.values] or [""]


class _TooManyLines(Exception):
    """A record goes on and on."""


class _Lines:
    """Physical lines, of which those of the present record can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._rest = iter(lines)
        self._ahead: deque[str] = deque()
        self.held: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else next(self._rest)
        self.held.append(line)
        self.number += 1
        if len(self.held) > MAX_RECORD_LINES:
            raise _TooManyLines
        return line

    def take(self, count: int) -> list[str]:
        """The next lines, as many as asked for or as are left."""
        taken = [self._ahead.popleft() for _ in range(min(count, len(self._ahead)))]
        taken += islice(self._rest, count - len(taken))
        self.number += len(taken)
        return taken

    def give_back(self, lines: list[str]) -> None:
        """Gives back lines that were taken."""
        self._ahead.extendleft(reversed(lines))
        self.number -= len(lines)

    def give_back_after(self, kept: int) -> None:
        """Keeps the first lines held as read and gives the others back."""
        self.give_back(self.held[kept:])
        self.held.clear()


def _records(
    lines: _Lines, file: InputFile, delimiter: str, width: int | None
) -> Iterator[Record | Block]:
    """Records of the lines; a record whose quotes are not as agreed is one that is unreadable.

    Reading goes on at the next line that is a whole record by itself, so that one stray quote
    costs its own line and not the rows after it.
    """
    well_quoted = _well_quoted(delimiter)
    few_until = slow_until = 0  # last lines of blocks that need a closer look
    previous_limit = csv.field_size_limit(MAX_FIELD_CHARACTERS)
    try:
        while True:
            block: list[str] = []
            if width is not None and lines.number >= slow_until:
                block = lines.take(BLOCK_LINES if lines.number >= few_until else FEW_LINES)
            if width is not None and block:
                numbers = range(lines.number - len(block) + 1, lines.number + 1)
                if (columns := delimited_columns(block, delimiter, width)) is not None:
                    yield block_of_lines(numbers.start, columns, len(block))
                    continue
                if len(block) > FEW_LINES:
                    few_until = lines.number
                    lines.give_back(block)
                    continue
                if (rows := _rows_of_a_line_each(block, delimiter)) is not None:
                    yield from map(Record, numbers, numbers, rows)
                    continue
                slow_until = lines.number
                lines.give_back(block)
            lines.held.clear()
            line_from = lines.number + 1
            try:
                for values in csv.reader(lines, delimiter=delimiter, strict=True):
                    held = lines.held
                    # The module lets a quote be within a field that is not quoted; only then,
                    # or where quotes are doubled, is one left in a value.
                    if '"' in "".join(values) and not well_quoted.fullmatch("".join(held)):
                        break
                    if len(held) > 1 and _swallows_rows(held, delimiter, width):
                        break
                    yield Record(line_from, lines.number, values)
                    held.clear()
                    line_from = lines.number + 1
                    if line_from > slow_until and width is not None:
                        break
                else:
                    return
                if not held:
                    continue
            except csv.Error as error:
                if "field limit" in str(error) and len(lines.held) == 1:
                    raise _too_long(file, line_from) from None
            except _TooManyLines:
                pass
            span = _lines_lost(lines.held, delimiter, width, well_quoted)
            found = lines.held[0].strip()
            lines.give_back_after(span)
            yield Record(
                line_from,
                line_from + span - 1,
                (),
                Unreadable(found, _QUOTES_EXPECTED, "stray_quote"),
            )
    finally:
        csv.field_size_limit(previous_limit)


def _rows_of_a_line_each(block: list[str], delimiter: str) -> list[list[str]] | None:
    """Rows of lines that are a record each, at one go; None when a quote needs a closer look."""
    if '"' in "".join(block) and any(line.count('"') % 2 for line in block):
        return None
    try:
        rows = list(csv.reader(block, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    if len(rows) != len(block) or '"' in "".join(map("".join, rows)):
        return None
    return rows


def _well_quoted(delimiter: str) -> re.Pattern[str]:
    """What a record looks like in which quotes are around whole fields or absent."""
    field = rf'(?:"(?:[^"]++|"")*+"|[^"\r\n{re.escape(delimiter)}]*+)'
    return re.compile(rf"{field}(?:{re.escape(delimiter)}{field})*+(?:\r\n|\n|\r)?")


def _swallows_rows(held: list[str], delimiter: str, width: int | None) -> bool:
    """Whether a field was closed by a stray quote rows after the stray quote that opened it.

    Then the first line and a later one have all the delimiters of a row each; a text of several
    lines has them shared out over its first and its last line.
    """
    if width is None or width < NARROW:
        return False
    enough = [line.count(delimiter) >= width - 1 for line in held]
    return enough[0] and any(enough[1:])


def _lines_lost(
    held: list[str], delimiter: str, width: int | None, well_quoted: re.Pattern[str]
) -> int:
    """How many lines, from the first, belong to a record that cannot be read.

    Reading goes on at the next line that is a whole record by itself.
    """
    if width is not None and width >= NARROW:
        for number, line in enumerate(held[1:], start=1):
            if line.count(delimiter) >= width - 1 and well_quoted.fullmatch(line):
                (values,) = csv.reader([line], delimiter=delimiter)
                if len(values) == width:
                    return number
    return len(held)


def _too_long(file: InputFile, line: int) -> Exception:
    return refused(
        file,
        f"a field from line {line} on is too long",
        f"fields of at most {MAX_FIELD_CHARACTERS:,} characters, quotes closed",
    )
