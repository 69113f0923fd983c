"""Texts as cells of a workbook: what a cell can hold, and that none of it is a formula.

Which cells there are is decided where a workbook is made.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pipelines.readers.rows.columns import Unreadable, Value, holds_personal_data

NOT_CARRIED: Final = "#N/A"
"""Represents what cannot or must not be written; read back, it is an error and rejects its row.

So nothing that was left out is accepted before somebody put something in its place.
"""

_LONGEST = 32_767
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TEXT = "@"


def cell_text(value: Value, separator: str | None) -> str:
    """What a cell holds for a field as it was found; NOT_CARRIED when it cannot hold that.

    Ends of lines become line feeds, as in every cell.

    Args:
        value: The field.
        separator: Text between items of a list in this column; None where there may be none.
    """
    if holds_personal_data(value.found if isinstance(value, Unreadable) else value):
        return NOT_CARRIED
    if isinstance(value, Unreadable):
        is_formula = value.reason == "formula" and value.found.startswith("=")
        return value.found if is_formula else NOT_CARRIED
    if isinstance(value, str):
        text = value.strip()
    elif separator is None or any(separator.strip() in item for item in value):
        return NOT_CARRIED
    else:
        text = separator.join(value)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) >= _LONGEST or _NOT_IN_XML.search(text):
        return NOT_CARRIED
    # The reader takes any text that begins with = for a formula, and takes spaces away.
    return f" {text}" if text.startswith("=") else text


def write_text(cell: Any, text: str, number_format: str = _TEXT) -> None:
    """Writes a text as a text: never a formula, a number or a date, whatever it begins with."""
    text = _NOT_IN_XML.sub("\ufffd", text)[:_LONGEST]
    cell.value = text
    cell.data_type = "e" if text == NOT_CARRIED else "s"
    cell.number_format = number_format
    if text[:1] in ("=", "+", "-", "@", "\t"):
        cell.quotePrefix = True


def one_line(text: str) -> str:
    """A text with everything escaped that does not show; safe in cells, notes and terminals."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
