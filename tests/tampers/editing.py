"""The catalogue of tampers, and how one changes a bundled file.

What makes a tamper seen is in `tests.tampers.trying`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

CATALOGUE = Path(__file__).parent / "catalogue.yml"

Row = dict[str, str]


@dataclass(frozen=True)
class Tamper:
    """One change of a bundled file that a reader would believe.

    Attributes:
        name: What is told falsely.
        file: Path of the file in the snapshot.
        where: Values that pick the rows; a list is any of several, all rows without it.
        seen: Texts that stand together in what shows it.
        put: New values of the rows, by column.
        times: Factors that numbers of the rows are multiplied by.
        exchange: Column whose values change places between rows that differ in `by` only.
        by: Column of which two values are picked.
        drop: Whether the rows are removed.
        copy: Whether the rows stay and changed copies are added.
        gate: `raw` where the files alone show it, `marts` where a whole build is needed.
    """

    name: str
    file: str
    where: Mapping[str, Any]
    seen: tuple[str, ...]
    put: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)
    exchange: str | None = None
    by: str | None = None
    drop: bool = False
    copy: bool = False
    gate: str = "raw"

    def apply(self, content: bytes) -> bytes:
        """The file with the tamper in it.

        Raises:
            ValueError: when no row is picked, or nothing changes.
        """
        reader = csv.DictReader(io.StringIO(content.decode(), newline=""))
        rows = list(reader)
        picked = [row for row in rows if self._picks(row)]
        if not picked:
            raise ValueError(f"{self.name} picks no row of {self.file}")
        tampered = list(self._change(rows, picked))
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, reader.fieldnames or (), lineterminator="\n")
        writer.writeheader()
        writer.writerows(tampered)
        changed = out.getvalue().encode()
        if changed == content:
            raise ValueError(f"{self.name} changes nothing in {self.file}")
        return changed

    def _picks(self, row: Row) -> bool:
        return all(
            row[column] in [str(each) for each in value]
            if isinstance(value, list)
            else row[column] == str(value)
            for column, value in self.where.items()
        )

    def _change(self, rows: list[Row], picked: list[Row]) -> Iterator[Row]:
        if self.exchange is not None:
            yield from self._swap(rows, picked, self.exchange)
            return
        chosen = {id(row) for row in picked}
        for row in rows:
            if id(row) not in chosen:
                yield row
                continue
            if self.copy:
                yield row
            if not self.drop:
                yield {**row, **self.put, **{c: _times(row[c], f) for c, f in self.times.items()}}

    def _swap(self, rows: list[Row], picked: list[Row], column: str) -> Iterator[Row]:
        by = self.by or column
        first, second = sorted({row[by] for row in picked})
        values = {(row[by], _rest(row, column, by)): row[column] for row in picked}
        chosen = {id(row) for row in picked}
        for row in rows:
            if id(row) in chosen:
                other = second if row[by] == first else first
                row = {**row, column: values.get((other, _rest(row, column, by)), row[column])}
            yield row


def _rest(row: Row, column: str, by: str) -> tuple[str, ...]:
    return tuple(value for name, value in row.items() if name not in (column, by))


def _times(number: str, factor: str) -> str:
    return format((Decimal(number) * Decimal(factor)).normalize(), "f") if number else number


def read_catalogue() -> tuple[Tamper, ...]:
    """Every tamper of the catalogue."""
    return tuple(
        Tamper(**{**entry, "seen": tuple(str(text) for text in entry["seen"])})
        for entry in yaml.safe_load(CATALOGUE.read_text())
    )
