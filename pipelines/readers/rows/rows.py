"""Keeps the typed rows of one file while it is read, and finds rows of the same key.

Rows too many for memory lie in a temporary file that nobody else can open. What a row must look
like belongs to the contract.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.readers.rows.contract import Contract

BATCHES_IN_MEMORY = 8
"""Batches of rows kept in memory; with more, all go to a temporary file."""


class Rows:
    """Typed rows of one file as Arrow batches.

    Args:
        contract: Names the key and the schema.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._batches: list[pa.RecordBatch] = []
        self._last_lines: dict[int, int] = {}
        self._table: pa.Table | None = None
        self._spilled = ExitStack()
        self._writer: pa.RecordBatchFileWriter | None = None
        self._path = ""

    def add(self, batch: pa.RecordBatch, spans: Mapping[int, int]) -> None:
        """Adds rows; `spans` gives the last line of each row that has more than one."""
        self._batches.append(batch)
        self._last_lines.update(spans)
        if len(self._batches) > BATCHES_IN_MEMORY:
            self._spill()

    def table(self) -> pa.Table:
        """All rows, in the order of the file."""
        if self._table is None and self._writer is None:
            self._table = pa.Table.from_batches(self._batches, schema=self._contract.schema())
        elif self._table is None:
            self._spill()
            self._spilled.close()
            with pa.memory_map(self._path) as mapped:
                self._table = pa.ipc.open_file(mapped).read_all()
            Path(self._path).unlink()  # what is mapped stays readable
        return self._table

    def discard(self) -> None:
        """Gives up what was kept, when the file is refused after all."""
        self._spilled.close()
        if self._path:
            Path(self._path).unlink(missing_ok=True)

    def _spill(self) -> None:
        """Writes the batches in memory to the temporary file."""
        if self._writer is None:
            descriptor, self._path = tempfile.mkstemp(prefix="p2c-rows-")  # its owner's alone
            os.close(descriptor)
            sink = self._spilled.enter_context(pa.OSFile(self._path, "wb"))
            self._writer = pa.ipc.new_file(sink, self._contract.schema())
            self._spilled.enter_context(self._writer)
        for batch in self._batches:
            self._writer.write_batch(batch)
        self._batches.clear()

    def set_duplicates_aside(self) -> Iterator[tuple[int, int, str, str]]:
        """Takes out every row whose key occurs more than once, save the first of identical copies.

        Yields:
            First line, last line, reason (`identical_copy` or `conflicting_rows`) and key of each
            row taken out.
        """
        table = self.table()
        if not len(table):
            return
        dropped: list[int] = []
        for key, rows in self._rows_of_repeated_keys(table):
            contents = [{**row, "source_line": None, "source_cell": None} for row in rows]
            identical = all(content == contents[0] for content in contents)
            for row in rows[1:] if identical else rows:
                line = row["source_line"]
                assert isinstance(line, int)
                dropped.append(line)
                reason = "identical_copy" if identical else "conflicting_rows"
                yield line, self._last_lines.get(line, line), reason, key
        if dropped:
            self._table = without_lines(table, dropped)

    def _rows_of_repeated_keys(
        self, table: pa.Table
    ) -> Iterator[tuple[str, list[dict[str, object]]]]:
        key = list(self._contract.key)
        counts = table.group_by(key).aggregate([("source_line", "count")])
        repeated = counts.filter(pc.greater(counts["source_line_count"], pa.scalar(1)))
        if not len(repeated):
            return
        # Joining keys as text keeps null keys, which a join would lose.
        wanted = {_key_text(row, key) for row in repeated.select(key).to_pylist()}
        keys = table.select(key).to_pylist()
        indices = [number for number, row in enumerate(keys) if _key_text(row, key) in wanted]
        by_key: dict[str, list[dict[str, object]]] = {}
        for row in table.take(indices).to_pylist():
            by_key.setdefault(_key_text(row, key), []).append(row)
        yield from by_key.items()


def without_lines(table: pa.Table, lines: Sequence[int]) -> pa.Table:
    """A table without the rows that came from some lines."""
    if not lines:
        return table
    out = pc.is_in(table["source_line"], value_set=pa.array(lines, type=pa.int32()))
    return table.filter(pc.invert(out))


def _key_text(row: Mapping[str, object], key: list[str]) -> str:
    return ", ".join(str(row[name]) for name in key)
