"""Doubts the rows beside a line that a line break within a field may have cut off from one of them.

How lines become records is in `delimited.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.readers.rows.columns import Unreadable
from pipelines.readers.rows.record import Block, Record

DELIMITERS = (",", ";", "\t")
"""What may separate the fields of a submission."""
NARROW = 3
"""A table of fewer columns has lines that look like records within its texts."""
_BREAK_EXPECTED = "no line with a single field next to it; it may belong to this row"


def doubt_neighbours(records: Iterator[Record | Block], width: int) -> Iterator[Record | Block]:
    """Gives up the whole rows on both sides of a line that holds a single field.

    A line break within the first or the last field of a row leaves such a line beside a row of the
    right width, of which that field is cut off or empty.
    """
    if width < NARROW:
        yield from records
        return
    previous: Record | Block | None = None
    previous_is_single = False
    for found in records:
        record: Record | Block = found
        rest: Block | None = None
        is_single = isinstance(record, Record) and _is_single(record, width)
        # All rows of a block are whole, so only its first and its last can be beside such a line.
        if is_single and isinstance(previous, Block):
            yield previous.part(0, len(previous) - 1)
            previous = previous.record(len(previous) - 1)
        if previous_is_single and isinstance(record, Block):
            rest = record.part(1, len(record))
            record = record.record(0)
        if previous is not None:
            doubted = is_single and not previous_is_single
            yield _beside_a_break(previous) if doubted else previous
        if previous_is_single and not is_single:
            record = _beside_a_break(record)
        previous, previous_is_single = record, is_single
        if rest is not None:
            yield previous
            previous = rest
    if previous is not None:
        yield previous


def _is_single(record: Record, width: int) -> bool:
    """Whether a record is a single field, and not a comment or a row of another dialect."""
    first = str(record.values[0]).strip() if len(record.values) == 1 else ""
    return (
        bool(first)
        and not first.startswith("#")
        and all(first.count(each) < width - 1 for each in DELIMITERS)
    )


def _beside_a_break(record: Record | Block) -> Record:
    assert isinstance(record, Record)
    if record.unreadable is not None or record.is_blank:
        return record
    problem = Unreadable(str(record.values[0]), _BREAK_EXPECTED, "beside_broken_line")
    return Record(record.line_from, record.line_to, (), problem)
