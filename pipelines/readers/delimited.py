"""Reads delimited text strictly: every physical line is accepted, rejected or structural.

DuckDB's and pandas' readers load shifted or swapped columns without an error, so they are not the
readers of record here. What a column means belongs to the contract a caller passes in.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from pipelines.errors import FileRefused
from pipelines.readers.fields import FieldError, FieldParser
from pipelines.readers.reading import InputFile, LineCount, Reading, Reject

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

    def schema(self) -> pa.Schema:
        """Arrow schema of the raw table, provenance columns last."""
        kept = [pa.field(c.name, c.type) for c in self.columns if c.name not in self.dropped]
        return pa.schema([*kept, *self.derived, *PROVENANCE])


@dataclass(frozen=True)
class _Record:
    line_from: int
    line_to: int
    values: list[str]

    @property
    def lines(self) -> int:
        return self.line_to - self.line_from + 1


def read_delimited(data: bytes, file: InputFile, contract: Contract) -> Reading:
    """Read a comma-separated UTF-8 file with a header line.

    Raises:
        FileRefused: when the file as a whole breaks the contract: empty, not UTF-8, a header that
            lacks, repeats or adds a column, or no row under the header.
    """
    text = _decode(data, file)
    records = _records(text, file)
    header = next(records, None)
    if header is None:
        raise _refused(file, "the file is empty", "a header line and at least one row")
    positions = _match_header(header, file, contract)

    accepted: list[tuple[_Record, Row]] = []
    rejects: list[Reject] = []
    rejected_lines = structural_lines = 0
    structural_lines += header.lines
    for record in records:
        if not any(value.strip() for value in record.values):
            structural_lines += record.lines
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
        raise _refused(file, "the file has a header and no row", "at least one row")

    accepted_lines = sum(record.lines for record, _ in accepted)
    return Reading(
        file=file,
        table=contract.table,
        rows=pa.Table.from_pylist([row for _, row in accepted], schema=contract.schema()),
        rejects=tuple(sorted(rejects, key=lambda reject: reject.line_from)),
        lines=LineCount(
            physical=_count_physical_lines(text),
            accepted=accepted_lines,
            rejected=rejected_lines,
            structural=structural_lines,
        ),
    )


def _refused(
    file: InputFile, found: str, expected: str, next_step: str | None = None
) -> FileRefused:
    return FileRefused(
        found,
        where=f"{file.name} (sha256 {file.sha256[:12]})",
        expected=expected,
        next_step=next_step or "correct the file and send it again; nothing of it was loaded",
    )


def _decode(data: bytes, file: InputFile) -> str:
    if not data.strip():
        raise _refused(file, "the file is empty", "a header line and at least one row")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from after a byte order mark, so only its own bytes fit its positions.
        line = _count_physical_lines(error.object[: error.start].decode() + "?")
        raise _refused(
            file,
            f"byte {error.object[error.start]:#04x} in line {line} is not UTF-8",
            "UTF-8 text",
            "save the file as CSV UTF-8 and send it again",
        ) from None


def _count_physical_lines(text: str) -> int:
    return sum(1 for _ in io.StringIO(text, newline=""))


def _records(text: str, file: InputFile) -> Iterator[_Record]:
    lines = io.StringIO(text, newline="")
    previous_limit = csv.field_size_limit(MAX_FIELD_CHARACTERS)
    try:
        reader = csv.reader(lines, strict=True)
        line_from = 1
        try:
            for values in reader:
                yield _Record(line_from, reader.line_num, values)
                line_from = reader.line_num + 1
        except csv.Error as error:
            if "field limit" in str(error):
                raise _refused(
                    file,
                    f"a field from line {line_from} on is too long",
                    f"fields of at most {MAX_FIELD_CHARACTERS:,} characters, quotes closed",
                ) from None
            raise _refused(
                file,
                f"the quotes from line {line_from} on do not close: {error}",
                "fields in which a quote is doubled and every opening quote is closed",
            ) from None
    finally:
        csv.field_size_limit(previous_limit)


def _match_header(header: _Record, file: InputFile, contract: Contract) -> Mapping[str, int]:
    names = [name.strip() for name in header.values]
    expected = [column.name for column in contract.columns]
    problems = []
    if repeated := [name for name, count in Counter(names).items() if count > 1]:
        problems.append(f"repeated: {', '.join(repeated)}")
    if missing := [name for name in expected if name not in names]:
        problems.append(f"missing: {', '.join(missing)}")
    if unknown := [name for name in names if name not in expected]:
        problems.append(f"unknown: {', '.join(repr(name) for name in unknown)}")
    if problems:
        raise _refused(
            file,
            f"the header in line {header.line_from} is not as agreed ({'; '.join(problems)})",
            f"the columns {', '.join(expected)}, in any order",
        )
    return {name: names.index(name) for name in expected}


def _read_row(
    record: _Record, positions: Mapping[str, int], file: InputFile, contract: Contract
) -> Row | list[Reject]:
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
        value = record.values[positions[column.name]].strip()
        if value == "":
            row[column.name] = None
            if column.required:
                problems.append(_reject(record, column.name, "nothing", "a value", "missing_value"))
            continue
        try:
            row[column.name] = column.parse(value)
        except FieldError as error:
            problems.append(_reject(record, column.name, value, error.expected, error.reason))
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


def _first_key(row: Row) -> str:
    return next((str(value) for value in row.values() if value is not None), "")


def _reject(record: _Record, column: str | None, found: str, expected: str, reason: str) -> Reject:
    shown = found if len(found) <= 200 else found[:200] + "…"
    return Reject(record.line_from, record.line_to, column, shown, expected, reason)


def _set_duplicates_aside(
    accepted: list[tuple[_Record, Row]], contract: Contract
) -> tuple[list[tuple[_Record, Row]], list[tuple[_Record, Reject]]]:
    """Reject every row whose key occurs more than once, save the first of identical copies."""
    by_key: dict[tuple[object, ...], list[tuple[_Record, Row]]] = {}
    for record, row in accepted:
        by_key.setdefault(tuple(row[name] for name in contract.key), []).append((record, row))
    aside: list[tuple[_Record, Reject]] = []
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
