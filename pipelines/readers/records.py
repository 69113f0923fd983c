"""Reads records against a contract: typed rows and rejects out, whatever container they came in.

How bytes become records (delimited text, JSON, a workbook) belongs to the containers' readers,
how one column is read to `columns.py`.
"""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import pyarrow as pa

from pipelines.readers.columns import PERSONAL, ColumnReader, RuleReader, Unreadable
from pipelines.readers.contract import CONTACT_PARTS, CONTACTS, Contract
from pipelines.readers.fields import FieldError
from pipelines.readers.header import Header
from pipelines.readers.reading import InputFile, LineCount, Reading, Reject, refused
from pipelines.readers.record import OnRecord, Record, field_reject, field_text, make_reject
from pipelines.readers.rows import Rows, without_lines

BATCH_RECORDS = 16_384
"""Records whose columns are read together; more would cost memory, not time."""

Values = dict[str, Sequence[object]]


def read_records(
    header: Header,
    records: Iterable[Record],
    file: InputFile,
    contract: Contract,
    *,
    structural: int,
    physical: Callable[[], int],
    on_record: OnRecord | None = None,
) -> Reading:
    """Read the records under a header.

    Args:
        header: Where each column of the contract stands in a record.
        records: The records; blank ones count as structural lines.
        file: The file they come from.
        contract: What they must look like.
        structural: Lines that hold no record, such as those of the header.
        physical: Counts the lines of the container; asked when all records are read.
        on_record: Told of each record as it is found.

    Raises:
        FileRefused: when there is no record that is not blank.
    """
    reader = _RecordReader(header, file, contract, structural)
    rest = iter(records)
    try:
        with _without_collection():
            while batch := list(itertools.islice(rest, BATCH_RECORDS)):
                if on_record is not None:
                    for record in batch:
                        on_record(header, record)
                reader.read(batch)
        return reader.finish(physical())
    except BaseException:
        reader.discard()
        raise


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep the cyclic garbage collector out: reading makes millions of tuples and no cycle."""
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
        self._contacts: list[pa.RecordBatch] = []
        self._schema = contract.schema()
        self._columns = {
            column.name: ColumnReader(column)
            for column in contract.columns
            if column.name in header.positions
        }
        # A line that cannot be told apart into fields may show whom to call.
        self._has_contacts = any(c.name in self._columns for c in contract.contact_columns)
        self._rules = [RuleReader(rule) for rule in contract.rules]

    def read(self, batch: Sequence[Record]) -> None:
        """Read one batch."""
        if self._are_whole(batch):
            whole = list(batch)
        else:
            whole = [record for record in batch if self._is_whole(record)]
        if not whole:
            return
        values: Values = {}
        fields = list(zip(*(record.values for record in whole), strict=True))
        self._require_names(whole, fields)
        problems: dict[int, list[Reject]] = {}
        for column in self._contract.columns:
            if column.name not in self._columns:
                values[column.name] = (None,) * len(whole)
                continue
            position = self._header.positions[column.name]
            reader = self._columns[column.name]
            outcomes = reader.read(fields[position])
            values[column.name] = outcomes
            if reader.has_problems:
                for number, outcome in enumerate(outcomes):
                    if isinstance(outcome, FieldError):
                        problems.setdefault(number, []).append(
                            field_reject(whole[number], position, column, outcome)
                        )
        whole, values = self._set_aside(whole, values, problems)
        problems = self._apply_rules(whole, values)
        whole, values = self._set_aside(whole, values, problems)
        self._keep(whole, values)

    def _require_names(self, records: Sequence[Record], fields: Sequence[Sequence[object]]) -> None:
        """Refuse a file in which something stands under no name."""
        for position in self._header.unnamed:
            for record, value in zip(records, fields[position], strict=True):
                if value.strip() if isinstance(value, str) else value:
                    raise refused(
                        self._file,
                        f"column {position + 1} has no name, and something stands in it in line "
                        f"{record.line_from}",
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
        self, records: list[Record], values: Values, problems: dict[int, list[Reject]]
    ) -> tuple[list[Record], Values]:
        """Reject the records that have problems and go on with the others."""
        if not problems:
            return records, values
        for number, rejects in sorted(problems.items()):
            self._reject(records[number], rejects)
        good = [number not in problems for number in range(len(records))]
        kept: Values = {n: list(itertools.compress(column, good)) for n, column in values.items()}
        return list(itertools.compress(records, good)), kept

    def _apply_rules(self, records: list[Record], values: Values) -> dict[int, list[Reject]]:
        problems: dict[int, list[Reject]] = {}
        if not records:
            return problems
        for rule in self._rules:
            outcomes = rule.apply(values, len(records))
            if rule.has_problems:
                nothing = (None,) * len(rule.rule.gives)
                for number, outcome in enumerate(outcomes):
                    if isinstance(outcome, FieldError):
                        outcomes[number] = nothing
                        problems.setdefault(number, []).append(
                            self._rule_reject(records[number], outcome, rule.rule.reads)
                        )
            if rule.rule.gives:
                values.update(zip(rule.rule.gives, zip(*outcomes, strict=True), strict=True))
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

    def _keep(self, records: list[Record], values: Values) -> None:
        if not records:
            return
        lines = [record.line_from for record in records]
        spans = {r.line_from: r.line_to for r in records if r.line_to != r.line_from}
        self._accepted += len(lines) + sum(last - first for first, last in spans.items())
        sha256 = pa.repeat(self._file.sha256, len(records))
        arrays = [
            sha256
            if field.name == "source_sha256"
            else pa.array(lines if field.name == "source_line" else values[field.name], field.type)
            for field in self._schema
        ]
        self._rows.add(pa.RecordBatch.from_arrays(arrays, schema=self._schema), spans)
        self._contacts.extend(self._contacts_of(values, lines))

    def _contacts_of(self, values: Values, lines: list[int]) -> Iterator[pa.RecordBatch]:
        columns = {column.contact: column.name for column in self._contract.contact_columns}
        for number in sorted({contact[0] for contact in columns if contact}):
            parts = [values[columns[number, part]] for part in CONTACT_PARTS]
            held = [any(row) for row in zip(*parts, strict=True)]
            if not any(held):
                continue
            given = [
                values["pledge_id"],
                values["version"],
                [number] * len(held),
                *parts,
                [self._file.sha256] * len(held),
                lines,
            ]
            yield pa.RecordBatch.from_arrays(
                [
                    pa.array(list(itertools.compress(column, held)), type=field.type)
                    for column, field in zip(given, CONTACTS, strict=True)
                ],
                schema=CONTACTS,
            )

    def discard(self) -> None:
        """Give up what was read."""
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
            contacts=without_lines(
                pa.Table.from_batches(self._contacts, schema=CONTACTS), [line for line, *_ in aside]
            ),
            rejects=tuple(sorted(self._rejects, key=lambda reject: reject.line_from)),
            lines=LineCount(
                physical=physical,
                accepted=self._accepted,
                rejected=self._rejected,
                structural=self._structural,
            ),
            ignored_columns=self._header.ignored,
        )
