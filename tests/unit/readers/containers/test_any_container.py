"""A submission is read by what its bytes are; a name that contradicts them refuses it."""

from __future__ import annotations

import io
import json

import openpyxl
import pyarrow as pa
import pytest

from pipelines.errors import FileRefused
from pipelines.readers.containers.any_container import read_submission
from pipelines.readers.rows import fields
from pipelines.readers.rows.contract import Column, Contract
from pipelines.readers.rows.read_result import InputFile, Reading

STOCK = Contract(
    table="stock",
    columns=(
        Column("item", fields.text, pa.string(), required=True),
        Column("comment", fields.text, pa.string()),
    ),
    key=("item",),
)
CSV = "item,comment\ncafé,\n"


def read(data: bytes, name: str = "stock.csv") -> Reading:
    return read_submission(data, InputFile("ab" * 32, name, "test", "2026-01-01"), STOCK)


def refusal(data: bytes, name: str = "stock.csv") -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(data, name)
    return refused.value


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["item", "comment"])
    book.active.append(["café"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        b"\xff\xfe" + CSV.encode("utf-16-le"),
        b"\xfe\xff" + CSV.encode("utf-16-be"),
        CSV.replace(",", ";").encode(),
        CSV.replace(",", "\t").encode(),
        json.dumps([{"item": "café"}]).encode("utf-16"),
        json.dumps({"item": "café"}, ensure_ascii=False).encode("utf-8-sig"),
        _workbook(),
    ],
    ids=["utf-8", "mark", "16le", "16be", "semicolon", "tab", "array", "object", "workbook"],
)
@pytest.mark.parametrize("name", ["stock.csv", "stock"])
def test_the_bytes_decide_how_a_file_is_read(data: bytes, name: str) -> None:
    assert read(data, name).rows["item"].to_pylist() == ["café"]


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (CSV.encode(), "stock.XLSX", "named as a workbook and is none"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "stock.xls", "old .xls format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "stock.xlsx",
            "an encrypted workbook",
        ),
        (b"%PDF-1.7", "stock.pdf", "a PDF document"),
        (b"\x1f\x8b\x08", "stock.csv.gz", "compressed with gzip"),
        (b"<!doctype html><p>Sorry", "stock.csv", "a web page or XML"),
        (b"PK\x03\x04 cut", "stock.xlsx", "damaged"),
        (CSV.encode("latin-1"), "stock.csv", "byte 0xe9 in line 2 is not UTF-8"),
        (b"\xff\xfe" + CSV.encode("utf-16-le") + b"x", "stock.csv", "are not UTF-16"),
        (b"", "stock.csv", "the file is empty"),
        (b"\xff\xfe \x00", "stock.csv", "the file is empty"),
        (b"item|comment\ntea|\n", "stock.csv", "missing: item, comment"),
        (b"item;colour\ntea;\n", "stock.csv", "missing: comment; unknown: 'colour'"),
    ],
)
def test_a_file_in_no_known_container_is_refused_with_its_reason(
    data: bytes, name: str, found: str
) -> None:
    assert found in refusal(data, name).found


def test_the_delimiter_is_decided_by_the_header_line_alone() -> None:
    reading = read(b"item;comment\ntea;a, b, c, d, e\nsalt,oil,x\n")
    assert reading.rows["comment"].to_pylist() == ["a, b, c, d, e"]
    assert [(r.line_from, r.reason) for r in reading.rejects] == [(3, "wrong_width")]


def test_a_header_that_every_delimiter_reads_is_refused() -> None:
    one = Contract("stock", (Column("item", fields.text, pa.string()),), ("item",))
    with pytest.raises(FileRefused, match="does not tell which delimiter"):
        read_submission(b"item\ntea\n", InputFile("ab" * 32, "s", "test", "2026-01-01"), one)
