"""Workbooks that go back to pledgers, opened, looked at and sent again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from pipelines.readers.rows.read_result import InputFile
from pipelines.review.annotated_workbook import Annotated
from pipelines.review.file_check import check_file
from pipelines.settings import Settings
from pipelines.submissions import load_form

FORM = load_form()
FILE = InputFile("0" * 64, "sent.csv", "inbox", "2026-01-01")
NAMES = FORM.names
BAD = {"pledge_id": "007", "sector": "Academy", "announced": "31/12/2023"}


def book_of(annotated: Annotated) -> Any:
    return openpyxl.load_workbook(io.BytesIO(annotated.data))


def cell(book: Any, row: int, field: str) -> Any:
    return book["Pledges"].cell(row, NAMES.index(field) + 1)


def resent(book: Any, tmp_path: Path) -> Any:
    """What `p2c check` says of the workbook when it comes back."""
    path = tmp_path / "mended.xlsx"
    book.save(path)
    return check_file(Settings.from_environment(), path)


def problems(book: Any) -> list[dict[str, Any]]:
    rows = list(book["Problems"].iter_rows(values_only=True))
    heading = next(n for n, row in enumerate(rows) if None not in row)
    names = ("line", "cell", "column", "found", "what_to_do", "expected", "reason")
    return [dict(zip(names, row, strict=True)) for row in rows[heading + 1 :]]


def csv_text(rows: list[Mapping[str, str]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
