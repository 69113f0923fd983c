"""Gathers the personal data of accepted rows apart from everything else.

Which columns are personal is said by the contract.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Any

import pyarrow as pa

from pipelines.readers.rows.contract import CONTACT_PARTS, CONTACTS, Contract
from pipelines.readers.rows.read_result import InputFile
from pipelines.readers.rows.typed_columns import TypedColumn


class Contacts:
    """Contacts of one file: all first ones in the order of the file, then all second ones."""

    def __init__(self, contract: Contract, file: InputFile) -> None:
        self._file = file
        self._names = {column.contact: column.name for column in contract.contact_columns}
        self._numbers = sorted({contact[0] for contact in self._names if contact})
        self._batches: dict[int, list[pa.RecordBatch]] = {number: [] for number in self._numbers}

    def add(self, columns: Mapping[str, TypedColumn], lines: Sequence[int]) -> None:
        """Adds the contacts of some rows, given their columns and the lines they begin in."""
        for number in self._numbers:
            found = [columns[self._names[number, part]] for part in CONTACT_PARTS]
            if all(part.is_empty for part in found):
                continue
            parts = [part.to_list() for part in found]
            held = [any(row) for row in zip(*parts, strict=True)]
            given: list[Sequence[Any]] = [
                columns["pledge_id"].to_list(),
                columns["version"].to_list(),
                [number] * len(held),
                *parts,
                [self._file.sha256] * len(held),
                lines,
            ]
            self._batches[number].append(
                pa.RecordBatch.from_arrays(
                    [
                        pa.array(list(compress(column, held)), type=field.type)
                        for column, field in zip(given, CONTACTS, strict=True)
                    ],
                    schema=CONTACTS,
                )
            )

    def table(self) -> pa.Table:
        """All of them."""
        batches = [batch for number in self._numbers for batch in self._batches[number]]
        return pa.Table.from_batches(batches, schema=CONTACTS)
