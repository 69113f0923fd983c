"""Workbooks and lists in the shapes publishers give them, built from small tables.

All figures here are invented; names, codes and layouts are the publishers'.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl

from pipelines.readers.publishers.edition import Economies, FetchedEdition, Response
from pipelines.readers.rows.read_result import InputFile
from pipelines.settings import REPOSITORY

Edit = Callable[[Any], None]
"""Spoils a workbook before it is saved."""


def edition_of(
    content: bytes, name: str = "served.xlsx", received_on: date = date(2026, 11, 24)
) -> FetchedEdition:
    """An edition of one response."""
    file = InputFile(hashlib.sha256(content).hexdigest(), name, "test-route", str(received_on))
    return FetchedEdition(file, (Response(name, content),), received_on)


def bundled_economies() -> Economies:
    """The economies of the snapshot, found by their names there and some of publishers'."""
    path = REPOSITORY / "data" / "reference" / "economies.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    names = {row["name"]: row["iso3"] for row in rows}
    names |= {"Palestine": "PSE", "Korea (Rep. of)": "KOR", "Lao P.D.R.": "LAO"}
    return Economies(
        iso3=frozenset(row["iso3"] for row in rows),
        iso3_of_m49={row["m49"]: row["iso3"] for row in rows if row["m49"]},
        iso3_of_name=names.get,
    )


def saved(book: Any, edit: Edit | None = None) -> bytes:
    """The bytes of a workbook, spoiled first where a test wants it."""
    if edit is not None:
        edit(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def new_workbook() -> Any:
    """A workbook without a sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    return book
