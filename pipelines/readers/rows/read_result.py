"""What a reader gives back: typed rows, rejected rows with reasons, and an account of every line.

How bytes become rows belongs to the readers themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from pipelines.errors import FileRefused


@dataclass(frozen=True)
class InputFile:
    """What a reader is given besides the bytes of a file: which they are and where they came from.

    Attributes:
        sha256: Content hash; the identity of the bytes.
        name: File name for people; never used as a path.
        source_id: Entry of the source registry, or `inbox` for a submission.
        edition: Edition of the source, or the day a submission was received.
    """

    sha256: str
    name: str
    source_id: str
    edition: str


@dataclass(frozen=True)
class Reject:
    """One problem that kept a row out, with the place where it can be found and corrected.

    Attributes:
        line_from: First physical line of the row, counted from 1 as a text editor does.
        line_to: Last physical line of the row.
        field: Column the problem is in, or None when it concerns the whole row.
        found: What stood there.
        expected: What should stand there.
        reason: Short stable code, such as `wrong_width` or `not_a_date`.
        cell: Cell of a workbook the problem is in, such as `D7`.
    """

    line_from: int
    line_to: int
    field: str | None
    found: str
    expected: str
    reason: str
    cell: str | None = None


@dataclass(frozen=True)
class LineCount:
    """Where the physical lines of a file went: accepted + rejected + structural = physical."""

    physical: int
    accepted: int
    rejected: int
    structural: int

    def __post_init__(self) -> None:
        if self.accepted + self.rejected + self.structural != self.physical:
            raise AssertionError(f"lines do not add up: {self}")


@dataclass(frozen=True)
class Reading:
    """The outcome of reading one file into one raw table.

    Attributes:
        file: The file read.
        table: Raw table the rows are for, without its schema.
        rows: Accepted rows in the table's schema, in the order of the file.
        contacts: Personal data of the accepted rows; never part of `rows`.
        rejects: Problems, by line.
        lines: Where the lines of the file went.
        ignored_columns: Names in the header that mean nothing here.
        notes: What a person should know: repairs made, and what was left out and how often.
    """

    file: InputFile
    table: str
    rows: pa.Table
    contacts: pa.Table
    rejects: tuple[Reject, ...]
    lines: LineCount
    ignored_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def refused(
    file: InputFile, found: str, expected: str, next_step: str | None = None
) -> FileRefused:
    """The error that refuses a whole file, to be raised by the caller."""
    return FileRefused(
        found,
        where=f"{file.name} (sha256 {file.sha256[:12]})",
        expected=expected,
        next_step=next_step or "correct the file and send it again; nothing of it was loaded",
    )
