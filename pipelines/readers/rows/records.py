"""Reads records against a contract: typed rows and rejects out, whatever container they came in.

How bytes become records (delimited text, JSON, a workbook) belongs to the containers' readers,
how one column is read to `columns.py`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import pyarrow as pa

from pipelines.readers.rows.batches import Batch, batches_ahead
from pipelines.readers.rows.columns import PERSONAL, ColumnReader, RuleReader, Unreadable
from pipelines.readers.rows.contacts import Contacts
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.fields import FieldError
from pipelines.readers.rows.header import Header
from pipelines.readers.rows.read_result import InputFile, LineCount, Reading, Reject, refused
from pipelines.readers.rows.record import (
    Block,
    OnRecord,
    Record,
    block_of_records,
    field_reject,
    field_text,
    make_reject,
)
from pipelines.readers.rows.rows import Rows, without_lines
from pipelines.readers.rows.typed_columns import Coded, TypedColumn, nothing

Columns = dict[str, TypedColumn]
Problems = dict[int, list[Reject]]
_NOTHING = ("",)


def read_records(
    header: Header,
    records: Iterable[Record | Block],
    file: InputFile,
    contract: Contract,
    *,
    structural: int,
    physical: Callable[[], int],
    on_record: OnRecord | None = None,
) -> Reading:
    """Reads the records under a header.

    Args:
        header: Position of each column of the contract in a record.
        records: The records, one by one or in blocks; blank ones count as structural lines.
        file: The file they come from.
        contract: What they must look like.
        structural: Lines that hold no record, such as those of the header.
        physical: Counts the lines of the container; asked when all records are read.
        on_record: Called with each record as it is found.

    Raises:
        FileRefused: when there is no record that is not blank.
    """
    reader = _RecordReader(header, file, contract, structural)
    try:
        with _without_collection(), closing(batches_ahead(records)) as batches:
            for batch in batches:
                if on_record is not None:
                    for record in _each(batch):
                        on_record(header, record)
                if isinstance(batch, Block):
                    reader.read_block(batch)
                else:
                    reader.read(batch)
        return reader.finish(physical())
    except BaseException:
        reader.discard()
        raise


def _each(batch: Batch) -> Iterable[Record]:
    return map(batch.record, range(len(batch))) if isinstance(batch, Block) else batch


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keeps the cyclic garbage collector out: reading makes millions of tuples and no cycle."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _RecordReader:
    """Reads batches of records and keeps the account of their lines."""

    def __init__(
        self, header: Header, file: InputFile, contract: Contract, structural: int
    ) -> None:
        self._header = header
        self._file = file
        self._contract = contract
        self._structural = structural
        self._accepted = 0
        self._rejected = 0
        self._rejects: list[Reject] = []
        self._rows = Rows(contract)
        self._contacts = Contacts(contract, file)
        self._schema = contract.schema()
        self._columns = {
            column.name: ColumnReader(column)
            for column in contract.columns
            if column.name in header.positions
        }
        # A line that cannot be split into fields may contain a contact.
        self._has_contacts = any(c.name in self._columns for c in contract.contact_columns)
        self._rules = [RuleReader(rule) for rule in contract.rules]

    def read(self, batch: Sequence[Record]) -> None:
        """Reads one batch."""
        if not self._are_whole(batch):
            batch = [record for record in batch if self._is_whole(record)]
        if batch:
            self.read_block(block_of_records(list(batch)))

    def read_block(self, block: Block) -> None:
        """Reads records of which none is blank."""
        self._require_names(block)
        columns: Columns = {}
        problems: Problems = {}
        for column in self._contract.columns:
            position = self._header.positions.get(column.name)
            values = None if position is None else block.columns[position]
            if position is None or (values is None and not column.required):
                columns[column.name] = nothing(len(block))
                continue
            reader = self._columns[column.name]
            read = reader.read(_NOTHING * len(block) if values is None else values)
            columns[column.name] = read
            if isinstance(read, Coded) and reader.has_problems:
                for number, error in read.problems():
                    problems.setdefault(number, []).append(
                        field_reject(block.record(number), position, column, error)
                    )
        numbers: Sequence[int] = range(len(block))
        numbers, columns = self._set_aside(block, numbers, columns, problems)
        problems = self._apply_rules(block, numbers, columns)
        numbers, columns = self._set_aside(block, numbers, columns, problems)
        self._keep(block, numbers, columns)

    def _require_names(self, block: Block) -> None:
        """Refuses a file with content in a column without a name."""
        for position in self._header.unnamed:
            values = block.columns[position]
            texts = values.to_pylist() if isinstance(values, pa.Array) else values or ()
            for line, value in zip(block.lines, texts, strict=False):
                if value.strip() if isinstance(value, str) else value:
                    raise refused(
                        self._file,
                        f"column {position + 1} has no name but content in line {line}",
                        "a name over every column that is filled",
                    )

    def _are_whole(self, batch: Sequence[Record]) -> bool:
        """Whether all records have the fields of the header, and something in their first one."""
        if {len(record.values) for record in batch} != {self._header.width}:
            return False
        return all(type(record.values[0]) is str and record.values[0].strip() for record in batch)

    def _is_whole(self, record: Record) -> bool:
        """Whether a record has the fields of the header; others are accounted for here."""
        if record.unreadable is None and len(record.values) == self._header.width:
            first = record.values[0] if record.values else ""
            if not (isinstance(first, str) and not first.strip() and record.is_blank):
                return True
        if record.is_blank:
            self._structural += record.lines
            return False
        problem = record.unreadable or Unreadable(
            f"{len(record.values)} fields",
            f"{self._header.width} fields, as in the header",
            "wrong_width",
        )
        found = PERSONAL if self._has_contacts and record.unreadable else problem.found
        self._reject(record, [make_reject(record, None, found, problem.expected, problem.reason)])
        return False

    def _reject(self, record: Record, rejects: list[Reject]) -> None:
        self._rejects.extend(rejects)
        self._rejected += record.lines

    def _set_aside(
        self, block: Block, numbers: Sequence[int], columns: Columns, problems: Problems
    ) -> tuple[Sequence[int], Columns]:
        """Rejects the records that have problems and goes on with the others."""
        if not problems:
            return numbers, columns
        for place, rejects in sorted(problems.items()):
            self._reject(block.record(numbers[place]), rejects)
        kept = pa.array([place not in problems for place in range(len(numbers))])
        left = [number for place, number in enumerate(numbers) if place not in problems]
        return left, {name: column.filter(kept) for name, column in columns.items()}

    def _apply_rules(self, block: Block, numbers: Sequence[int], columns: Columns) -> Problems:
        problems: Problems = {}
        if not numbers:
            return problems
        for rule in self._rules:
            given, errors = rule.apply(columns)
            columns.update(given)
            for place, error in errors:
                problems.setdefault(place, []).append(
                    self._rule_reject(block.record(numbers[place]), error, rule.rule.reads)
                )
        return problems

    def _rule_reject(self, record: Record, error: FieldError, reads: Sequence[str]) -> Reject:
        """A reject of a rule points at the field the error names, else at the whole row."""
        named = error.field if error.field in self._header.positions else None
        if named is None:
            named = next((name for name in reads if name in self._header.positions), None)
            found = field_text(record, self._header.positions.get(named or ""))
            return make_reject(record, None, found, error.expected, error.reason)
        position = self._header.positions[named]
        found = field_text(record, position)
        return make_reject(record, named, found, error.expected, error.reason, position)

    def _keep(self, block: Block, numbers: Sequence[int], columns: Columns) -> None:
        if not numbers:
            return
        lines = [block.lines[number] for number in numbers]
        spans = {line: block.spans[line] for line in lines if line in block.spans}
        self._accepted += len(lines) + sum(last - first for first, last in spans.items())
        arrays: list[pa.Array[Any]] = []
        for field in self._schema:
            if field.name == "source_sha256":
                arrays.append(pa.repeat(self._file.sha256, len(lines)))
            elif field.name == "source_line":
                arrays.append(pa.array(lines, field.type))
            else:
                arrays.append(columns[field.name].to_arrow(field.type))
        self._rows.add(pa.RecordBatch.from_arrays(arrays, schema=self._schema), spans)
        self._contacts.add(columns, lines)

    def discard(self) -> None:
        """Gives up what was read."""
        self._rows.discard()

    def finish(self, physical: int) -> Reading:
        """The reading, once every batch was read.

        Raises:
            FileRefused: when there was no record that is not blank.
        """
        aside = list(self._rows.set_duplicates_aside())
        for line_from, line_to, reason, key in aside:
            found = Unreadable(key, "each key once in a file", reason)
            record = Record(line_from, line_to, (), found)
            self._accepted -= record.lines
            self._reject(
                record, [make_reject(record, self._contract.key[0], found, found.expected, reason)]
            )
        if not self._accepted and not self._rejects:
            raise refused(self._file, "the file has a header and no row", "at least one row")
        return Reading(
            file=self._file,
            table=self._contract.table,
            rows=self._rows.table(),
            contacts=without_lines(self._contacts.table(), [line for line, *_ in aside]),
            rejects=tuple(sorted(self._rejects, key=lambda reject: reject.line_from)),
            lines=LineCount(
                physical=physical,
                accepted=self._accepted,
                rejected=self._rejected,
                structural=self._structural,
            ),
            ignored_columns=self._header.ignored,
        )
