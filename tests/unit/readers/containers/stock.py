"""A small contract of stock lists, and its reading, for the tests of delimited files."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from pipelines.errors import FileRefused
from pipelines.readers.containers.delimited import read_delimited
from pipelines.readers.rows import fields
from pipelines.readers.rows.contract import Column, Contract, Rule
from pipelines.readers.rows.fields import FieldError
from pipelines.readers.rows.read_result import InputFile, Reading

FILE = InputFile("ab" * 32, "stock.csv", "test", "2026-01-01")


def _double(count: int | None) -> tuple[object, ...]:
    if count == 13:
        raise FieldError("unlucky", "any count but 13", "count")
    return ((count or 0) * 2,)


STOCK = Contract(
    table="stock",
    columns=(
        Column("item", fields.text, pa.string(), required=True),
        Column("count", fields.integer, pa.int32()),
        Column("price", fields.decimal(38, 2), pa.decimal128(38, 2)),
        Column("comment", fields.text, pa.null()),
    ),
    key=("item",),
    rules=(Rule(("count",), ("doubled",), _double),),
    derived=(pa.field("doubled", pa.int32()),),
    dropped=frozenset({"comment"}),
)
HEADER = "item,count,price,comment\n"


def read(text: str | bytes) -> Reading:
    return read_delimited(text.encode() if isinstance(text, str) else text, FILE, STOCK)


def refusal(text: str | bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(text)
    return refused.value


def items(reading: Reading) -> list[Any]:
    return reading.rows["item"].to_pylist()
