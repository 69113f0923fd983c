"""One record of a container as it was found, and what a reject says of it.

Reading its fields belongs to `records.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

from pipelines.readers.rows.columns import PERSONAL, Unreadable, Value, shown
from pipelines.readers.rows.contract import Column
from pipelines.readers.rows.fields import FieldError
from pipelines.readers.rows.header import Header
from pipelines.readers.rows.read_result import Reject

MAX_FIELD_CHARACTERS = 100_000
BLOCK_LINES = 16_384
"""Lines that are read at one go where none needs a closer look."""
FEW_LINES = 1_024
"""Lines that are read at one go where one of many needs it."""


class Record(NamedTuple):
    """One record of a container.

    Attributes:
        line_from: First line of the record, counted from 1.
        line_to: Last line of the record.
        values: Its fields, in the order of the header.
        unreadable: Why the record as a whole is none, when it is none.
        cells: Name of the cell at a position, where a container has cells.
    """

    line_from: int
    line_to: int
    values: Sequence[Value]
    unreadable: Unreadable | None = None
    cells: Callable[[int], str] | None = None

    @property
    def lines(self) -> int:
        """Lines the record spans."""
        return self.line_to - self.line_from + 1

    @property
    def is_blank(self) -> bool:
        """Whether no field holds anything."""
        return self.unreadable is None and not any(
            value.strip() if isinstance(value, str) else value for value in self.values
        )


FieldColumn = Sequence[Value] | pa.StringArray
"""The values of one column in several records."""


@dataclass(frozen=True)
class Block:
    """Records that all have the fields of the header, column by column.

    Attributes:
        lines: First line of each record.
        spans: Last line of each record that has more than one, by its first line.
        columns: Its fields, in the order of the header; None for a column that is nowhere filled.
        record: One of the records, by its place in the block.
    """

    lines: Sequence[int]
    spans: Mapping[int, int]
    columns: Sequence[FieldColumn | None]
    record: Callable[[int], Record]

    def __len__(self) -> int:
        return len(self.lines)

    def part(self, start: int, stop: int) -> Block:
        """Some of the records, which follow each other."""
        return Block(
            self.lines[start:stop],
            self.spans,
            [column if column is None else column[start:stop] for column in self.columns],
            lambda number: self.record(start + number),
        )


def block_of_records(records: Sequence[Record]) -> Block:
    """Records that all have the fields of the header, as a block."""
    return Block(
        [record.line_from for record in records],
        {r.line_from: r.line_to for r in records if r.line_to != r.line_from},
        list(zip(*(record.values for record in records), strict=True)),
        records.__getitem__,
    )


def block_of_lines(line_from: int, columns: Sequence[FieldColumn | None], rows: int) -> Block:
    """Records of one line each, as a block; the first column must be filled in all of them."""

    def record(number: int) -> Record:
        values = [_value_at(column, number) for column in columns]
        return Record(line_from + number, line_from + number, values)

    return Block(range(line_from, line_from + rows), {}, columns, record)


def _value_at(column: FieldColumn | None, number: int) -> Value:
    if column is None:
        return ""
    return column[number].as_py() if isinstance(column, pa.Array) else column[number]


OnRecord = Callable[[Header, Record], None]
"""Called with each record as it was found, before anything of it is read."""


def field_text(record: Record, position: int | None) -> Value:
    """The value at a position, nothing where there is none."""
    return record.values[position] if position is not None else ""


def field_reject(record: Record, position: int, column: Column, error: FieldError) -> Reject:
    """The reject of one field; of a personal one it shows nothing."""
    found = Unreadable(PERSONAL, "", "") if column.contact else record.values[position]
    return make_reject(record, column.name, found, error.expected, error.reason, position)


def make_reject(
    record: Record,
    column: str | None,
    found: Value,
    expected: str,
    reason: str,
    position: int | None = None,
) -> Reject:
    """A reject of a record, with the cell where the container has cells."""
    cell = record.cells(position) if record.cells and position is not None else None
    return Reject(record.line_from, record.line_to, column, shown(found), expected, reason, cell)
