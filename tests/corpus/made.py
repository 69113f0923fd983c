"""Files of the corpus that are too large to keep: each is written when a test needs it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from types import MappingProxyType

from tests.corpus.build_workbooks import build_workbook

_NAMES = (
    "pledge_id,version,announced,title,entities,sector,amount,currency_code,amount_basis,places,"
    "is_synthetic"
)
_COUNTRIES = ("KEN", "RWA", "SEN", "Viet Nam", "LDCs", "53 African countries", "Peru; Chile")


def _row(number: int, title: str = "Digital skills", announced: str = "2026-05") -> str:
    return (
        f"EX-{number:05},1,{announced},{title},Example Foundation {number % 40},Civil society,"
        f"{number * 10}.50,USD,total,{_COUNTRIES[number % len(_COUNTRIES)]},true\n"
    )


def _bulk_export() -> bytes:
    """5,000 rows of a platform, of which row 4,001 has its date in words."""
    rows = [_row(n, announced="May 2026" if n == 4_001 else "2026-05") for n in range(1, 5_001)]
    return (_NAMES + "\n" + "".join(rows)).encode()


def _large_field() -> bytes:
    return (_NAMES + "\n" + _row(1) + _row(2, title="x" * 5_000_000)).encode()


def _quote_never_closed() -> bytes:
    """A quote that nothing closes, over more lines than a text may have."""
    rows = [_row(n) for n in range(1, 1_500)]
    rows[9] = rows[9].replace("Digital", '"Digital')
    return (_NAMES + "\n" + "".join(rows)).encode()


def _long_text_in_json() -> bytes:
    names = '"pledge_id": "EX-1", "version": 1, "announced": "2026", "entities": "Example"'
    return f'{{{names}, "sector": "Academia", "title": "{"x" * 100_001}"}}\n'.encode()


def _bomb() -> bytes:
    """A workbook of some kilobytes whose one sheet unpacks to 60 MB."""
    plain = build_workbook({"sheets": [{"rows": [["pledge_id"]]}]})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        old = zipfile.ZipFile(io.BytesIO(plain))
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<sheetData>", b"<sheetData>" + b" " * 60_000_000)
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _zip_of_a_csv() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(zipfile.ZipInfo("pledges.csv"), _NAMES + "\n" + _row(1))
    return buffer.getvalue()


def _long_cell() -> bytes:
    """A text longer than a cell may be, in the part that holds it."""
    row = ["EX-1", 1, "2026", "TITLE", "Example Foundation", "Academia", True]
    names = ["pledge_id", "version", "announced", "title", "entities", "sector", "is_synthetic"]
    edit = {"part": "xl/sharedStrings.xml", "old": "TITLE", "new": "x y" * 40_000}
    return build_workbook(
        {"sheets": [{"rows": [names, row]}], "shared_texts": True, "edits": [edit]}
    )


MADE: Mapping[str, Callable[[], bytes]] = MappingProxyType(
    {
        "bulk_export.csv": _bulk_export,
        "large_field.csv": _large_field,
        "quote_never_closed.csv": _quote_never_closed,
        "long_text.ndjson": _long_text_in_json,
        "bomb.xlsx": _bomb,
        "zip_of_a_csv.xlsx": _zip_of_a_csv,
        "long_cell.xlsx": _long_cell,
    }
)
