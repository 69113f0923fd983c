"""Reads records against a contract: typed rows and rejects out, whatever container they came in.

How bytes become records (delimited text, JSON, a workbook) belongs to the containers' readers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from pipelines.readers.fields import FieldError, FieldParser, ListParser
from pipelines.readers.reading import InputFile, LineCount, Reading, Reject, refused

MAX_FIELD_CHARACTERS = 100_000
PROVENANCE = (pa.field("source_sha256", pa.string()), pa.field("source_line", pa.int32()))

Row = dict[str, object]


@dataclass(frozen=True)
class Column:
    """One column of a file: how its text is read, and what it is in the raw table."""

    name: str
    parse: FieldParser
    type: pa.DataType
    required: bool = False


@dataclass(frozen=True)
class Contract:
    """What a file must look like to be loaded into `raw.<table>`.

    Attributes:
        table: Name of the raw table, without its schema.
        columns: The columns the header must hold, in any order.
        key: Columns that name a row; two different rows with one key are both rejected.
        derive: Adds the derived fields to a parsed row, or raises FieldError.
        derived: Arrow fields that `derive` adds.
        dropped: Columns of the file that only serve `derive` and are not loaded.
    """

    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    derive: Callable[[Row], Row] | None = None
    derived: tuple[pa.Field[Any], ...] = ()
    dropped: frozenset[str] = field(default_factory=frozenset)

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in the contract's order."""
        return [column.name for column in self.columns]

    def schema(self) -> pa.Schema:
        """Arrow schema of the raw table, provenance columns last."""
        kept = [pa.field(c.name, c.type) for c in self.columns if c.name not in self.dropped]
        return pa.schema([*kept, *self.derived, *PROVENANCE])


@dataclass(frozen=True)
class Unreadable:
    """What a container holds where a text should stand: a formula, a nested object."""

    found: str
    expected: str
    reason: str


Value = str | tuple[str, ...] | Unreadable
"""A field as its container gives it; several texts where the container knows lists."""


@dataclass(frozen=True)
class Record:
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


def read_records(
    positions: Mapping[str, int],
    records: Iterable[Record],
    file: InputFile,
    contract: Contract,
    *,
    structural: int,
    physical: Callable[[], int],
) -> Reading:
    """Read the records under a header.

    Args:
        positions: Where each column of the contract stands in a record, as `match_header` says.
        records: The records; blank ones count as structural lines.
        file: The file they come from.
        contract: What they must look like.
        structural: Lines that hold no record, such as those of the header.
        physical: Counts the lines of the container; asked when all records are read.

    Raises:
        FileRefused: when there is no record that is not blank.
    """
    accepted: list[tuple[Record, Row]] = []
    rejects: list[Reject] = []
    rejected_lines = 0
    for record in records:
        if record.is_blank:
            structural += record.lines
            continue
        outcome = _read_row(record, positions, file, contract)
        if isinstance(outcome, dict):
            accepted.append((record, outcome))
        else:
            rejects.extend(outcome)
            rejected_lines += record.lines
    accepted, duplicates = _set_duplicates_aside(accepted, contract)
    for record, reject in duplicates:
        rejects.append(reject)
        rejected_lines += record.lines
    if not accepted and not rejects:
        raise refused(file, "the file has a header and no row", "at least one row")
    return Reading(
        file=file,
        table=contract.table,
        rows=pa.Table.from_pylist([row for _, row in accepted], schema=contract.schema()),
        rejects=tuple(sorted(rejects, key=lambda reject: reject.line_from)),
        lines=LineCount(
            physical=physical(),
            accepted=sum(record.lines for record, _ in accepted),
            rejected=rejected_lines,
            structural=structural,
        ),
    )


def match_header(header: Record, file: InputFile, contract: Contract) -> Mapping[str, int]:
    """Where each column stands, by name.

    Raises:
        FileRefused: when the header lacks, repeats or adds a column.
    """
    names = header_names(header)
    if problems := header_problems(names, contract):
        raise refused(
            file,
            f"the header in line {header.line_from} is not as agreed ({'; '.join(problems)})",
            f"the columns {', '.join(contract.column_names)}, in any order",
        )
    return {name: names.index(name) for name in contract.column_names}


def header_names(header: Record) -> list[str]:
    """The names in a header; what is no text is shown as what it is, and so is unknown."""
    return [v.strip() if isinstance(v, str) else f"({_shown(v)})" for v in header.values]


def header_problems(names: Sequence[str], contract: Contract) -> list[str]:
    """What keeps a header from being the contract's, none when it is."""
    expected = contract.column_names
    problems = []
    if repeated := [name for name, count in Counter(names).items() if count > 1]:
        problems.append(f"repeated: {', '.join(repeated)}")
    if missing := [name for name in expected if name not in names]:
        problems.append(f"missing: {', '.join(missing)}")
    if unknown := [name for name in names if name not in expected]:
        problems.append(f"unknown: {', '.join(repr(name) for name in unknown)}")
    return problems


def _read_row(
    record: Record, positions: Mapping[str, int], file: InputFile, contract: Contract
) -> Row | list[Reject]:
    if problem := record.unreadable:
        return [_reject(record, None, problem.found, problem.expected, problem.reason)]
    if len(record.values) != len(positions):
        return [
            _reject(
                record,
                None,
                f"{len(record.values)} fields",
                f"{len(positions)} fields, as in the header",
                "wrong_width",
            )
        ]
    row: Row = {}
    problems: list[Reject] = []
    for column in contract.columns:
        position = positions[column.name]
        value = record.values[position]
        try:
            row[column.name] = _read_value(value, column)
        except FieldError as error:
            named = f"{column.name} ({record.cells(position)})" if record.cells else column.name
            problems.append(_reject(record, named, _shown(value), error.expected, error.reason))
    if not problems and contract.derive is not None:
        try:
            row.update(contract.derive(row))
        except FieldError as error:
            problems.append(_reject(record, None, _first_key(row), error.expected, error.reason))
    if problems:
        return problems
    for name in contract.dropped:
        row.pop(name, None)
    row["source_sha256"] = file.sha256
    row["source_line"] = record.line_from
    return row


def _read_value(value: Value, column: Column) -> object:
    if isinstance(value, Unreadable):
        raise FieldError(value.reason, value.expected)
    if isinstance(value, str):
        value = value.strip()
    if not value:
        if column.required:
            raise FieldError("missing_value", "a value")
        return None
    if isinstance(value, str):
        return column.parse(value)
    if not isinstance(column.parse, ListParser):
        raise FieldError("several_values", "one value, not a list")
    return column.parse.items(value)


def _shown(value: Value) -> str:
    if isinstance(value, Unreadable):
        return value.found
    return (value if isinstance(value, str) else ", ".join(value)).strip() or "nothing"


def _first_key(row: Row) -> str:
    return next((str(value) for value in row.values() if value is not None), "")


def _reject(record: Record, column: str | None, found: str, expected: str, reason: str) -> Reject:
    shown = found if len(found) <= 200 else found[:200] + "…"
    return Reject(record.line_from, record.line_to, column, shown, expected, reason)


def _set_duplicates_aside(
    accepted: list[tuple[Record, Row]], contract: Contract
) -> tuple[list[tuple[Record, Row]], list[tuple[Record, Reject]]]:
    """Reject every row whose key occurs more than once, save the first of identical copies."""
    by_key: dict[tuple[object, ...], list[tuple[Record, Row]]] = {}
    for record, row in accepted:
        by_key.setdefault(tuple(row[name] for name in contract.key), []).append((record, row))
    aside: list[tuple[Record, Reject]] = []
    dropped: set[int] = set()
    for key, copies in by_key.items():
        if len(copies) == 1:
            continue
        contents = [{**row, "source_line": None} for _, row in copies]
        identical = all(content == contents[0] for content in contents)
        shown = ", ".join(str(part) for part in key)
        for record, _ in copies[1:] if identical else copies:
            reason = "identical_copy" if identical else "conflicting_rows"
            reject = _reject(record, contract.key[0], shown, "each key once in a file", reason)
            aside.append((record, reject))
            dropped.add(record.line_from)
    return [pair for pair in accepted if pair[0].line_from not in dropped], aside
