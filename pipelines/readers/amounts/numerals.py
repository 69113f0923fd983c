"""Reads one numeral: `1,234.5`, `1.234,5`, `1 234,5`, `12,34,567`, `4亿5000万`.

Two readings are never chosen between; what the number counts belongs to `quantities`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from pipelines.readers.amounts.model import UnreadableAmount

HAN_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True))
HAN_DIGITS |= dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)) | {"两": 2, "兩": 2}
HAN_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
HAN_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
HAN_VAGUE = "点點半几數数兆"
"""A run with one of these is no plain number: a few, a half, or 10^6 here and 10^12 there."""
HAN_MORE = "多余餘来"
HAN_NUMERALS = frozenset([*HAN_DIGITS, *HAN_UNITS, *HAN_MYRIADS, *HAN_VAGUE])

_GROUPING = {"en": ",", "zh": ","}
_DECIMAL = {"en": ".", "zh": ".", "fr": ",", "ru": ","}
_THREE = re.compile(r"\d{3}")


def read_numeral(
    text: str, languages: frozenset[str], *, is_scaled: bool, is_count: bool
) -> Decimal:
    """The one number that a text of digits and separators can be.

    A single separator before exactly three digits is grouping only where it is the language's
    grouping sign, and decimal only where it is the language's decimal sign and a word such as
    million follows: money has no third decimal. In Spanish and Arabic both signs are used both
    ways, by country, so neither is decided there. Whole people have no decimals at all.

    Args:
        text: Digits, with `. , ' ٫ ٬` or single spaces between them.
        languages: Those the text around it may be in; all of them must agree.
        is_scaled: A magnitude word follows.
        is_count: People or households are counted.

    Raises:
        UnreadableAmount: `ambiguous_separator` or `unreadable_number`.
    """
    groups = re.split(r"[^0-9]", text)
    signs = re.sub(r"[0-9]", "", text)
    if len(groups[0]) > 1 and groups[0].startswith("0"):
        raise UnreadableAmount("unreadable_number")  # 007 is an id
    if not signs:
        return Decimal(text)
    if len(signs) == 1:
        return _one_sign(groups, signs, languages, is_scaled=is_scaled, is_count=is_count)
    grouping = set(signs[:-1])
    if len(grouping) == 1 and signs[-1] not in grouping and signs[-1] in ".,٫":
        whole = _grouped(groups[:-1], signs[0])
        return Decimal(f"{whole}.{groups[-1]}")
    if len(set(signs)) == 1:
        return Decimal(_grouped(groups, signs[0]))
    raise UnreadableAmount("unreadable_number")


def _one_sign(
    groups: list[str], sign: str, languages: frozenset[str], *, is_scaled: bool, is_count: bool
) -> Decimal:
    whole, rest = groups
    grouped, decimal = Decimal(whole + rest), Decimal(f"{whole}.{rest}")
    if sign == "٫":
        return decimal
    if sign in " '٬":
        return Decimal(_grouped(groups, sign))
    if len(rest) > 3 and any(_DECIMAL.get(language) != sign for language in languages):
        raise UnreadableAmount("ambiguous_separator")
    if len(rest) != 3 or whole == "0" or len(whole) > 3:
        return decimal
    if is_count and not is_scaled:
        return grouped
    readings = {_reading(sign, language, is_scaled=is_scaled) for language in languages}
    if readings == {"grouped"}:
        return grouped
    if readings == {"decimal"}:
        return decimal
    raise UnreadableAmount("ambiguous_separator")


def _reading(sign: str, language: str, *, is_scaled: bool) -> str:
    if _GROUPING.get(language) == sign:
        return "grouped"
    return "decimal" if _DECIMAL.get(language) == sign and is_scaled else "ambiguous"


def _grouped(groups: Sequence[str], sign: str) -> str:
    """Digits of a grouped whole number: thousands, or lakh and crore with commas."""
    first, middle, last = groups[0], groups[1:-1], groups[-1]
    thousands = all(_THREE.fullmatch(group) for group in groups[1:])
    indian = sign == "," and middle and all(len(group) == 2 for group in middle) and len(last) == 3
    if len(groups) < 2 or not 1 <= len(first) <= (2 if indian else 3) or first == "0":
        raise UnreadableAmount("unreadable_number")
    if not thousands and not indian:
        raise UnreadableAmount("unreadable_number")
    return "".join(groups)


def read_han(parts: Sequence[str | Decimal]) -> Decimal:
    """The number of a run of Chinese numerals, with plain numbers among them.

    Args:
        parts: Single characters of HAN_NUMERALS, and numbers already read.

    Raises:
        UnreadableAmount: when the units do not descend, or the run is vague or ambiguous.
    """
    total, section, current = Decimal(0), Decimal(0), None
    last_unit, last_myriad = 10**9, 10**18
    for part in parts:
        if isinstance(part, Decimal) or part in HAN_DIGITS:
            if current is not None and current != 0:
                raise UnreadableAmount("unreadable_number")
            current = part if isinstance(part, Decimal) else Decimal(HAN_DIGITS[part])
        elif part in HAN_UNITS:
            unit = HAN_UNITS[part]
            if unit >= last_unit or (current is None and unit != 10):
                raise UnreadableAmount("number_in_words")
            section += (Decimal(1) if current is None else current) * unit
            current, last_unit = None, unit
        elif part in HAN_MYRIADS:
            section, current, last_unit = section + (current or 0), None, 10**9
            myriad = HAN_MYRIADS[part]
            if myriad == 10**8 and last_myriad == 10**4:  # 万亿
                total, section, last_myriad = (total + section) * myriad, Decimal(0), myriad
                continue
            if not section or myriad >= last_myriad:
                raise UnreadableAmount("number_in_words")
            total, section, last_myriad = total + section * myriad, Decimal(0), myriad
        else:
            raise UnreadableAmount("number_in_words" if part not in "兆" else "ambiguous_unit")
    return total + section + (current or 0)
