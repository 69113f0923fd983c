"""One record of a container as it was found, and what a reject says of it.

Reading its fields belongs to `records.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipelines.readers.columns import PERSONAL, Unreadable, Value, shown
from pipelines.readers.contract import Column
from pipelines.readers.fields import FieldError
from pipelines.readers.header import Header
from pipelines.readers.reading import Reject

MAX_FIELD_CHARACTERS = 100_000


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


OnRecord = Callable[[Header, Record], None]
"""Told of each record as it was found, before anything of it is read."""


def field_text(record: Record, position: int | None) -> Value:
    """What stands at a position, nothing where there is none."""
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
