"""Folds the typography of six scripts away, so that one set of rules reads them all.

Only what does not change a reading is folded: forms of digits, of spaces, of signs and of
letters. Which character separates thousands is decided in `numerals`.
"""

from __future__ import annotations

import unicodedata

UNREADABLE = "\ufffd"
"""Stands for ½, ², ① and their like: digits to the eye, but no part of a plain number."""

_SIGNS = str.maketrans(
    {
        "−": "-",
        "〜": "~",
        "～": "~",
        "⁓": "~",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "′": "'",
        "´": "'",
        "`": "'",
        "،": ",",
        "、": ",",
        "٪": "%",
        "×": "*",
        "؛": ";",
        "。": ";",
        "⁄": UNREADABLE,
        "ـ": None,
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "—": "-",
    }
)


def fold(text: str) -> str:
    """Text with ASCII digits, plain spaces and signs, and letters without marks; case is kept."""
    return "".join(_folded(char) for char in text.translate(_SIGNS)).translate(_SIGNS)


def _folded(char: str) -> str:
    if char.isascii():
        return char if char.isprintable() else " "
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in {"No", "Nl"} and char != "〇":
        return UNREADABLE
    if category == "Pd":
        return "-"
    if category in {"Cf", "Mn"}:
        return ""
    if category in {"Zs", "Zl", "Zp", "Cc", "Cs", "Co", "Cn"}:
        return " " if category.startswith("Z") or category == "Cc" else UNREADABLE
    decomposed = unicodedata.normalize("NFKD", char)
    return "".join(part for part in decomposed if unicodedata.category(part) != "Mn")
