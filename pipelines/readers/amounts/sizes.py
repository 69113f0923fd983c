"""Turns the tokens of one number and its magnitude words into an amount of two decimals.

Finding those tokens, and what the number counts, belong to `quantities`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipelines.readers.amounts.languages import scale
from pipelines.readers.amounts.model import UnreadableAmount
from pipelines.readers.amounts.numerals import (
    HAN_DIGITS,
    HAN_MORE,
    HAN_MYRIADS,
    read_han,
    read_numeral,
)
from pipelines.readers.amounts.tokens import Token

LIMIT = Decimal(10**18)
_CENT = Decimal("0.01")
_LONG_SCALE = frozenset({"billion", "trillion"})


def has_myriad(tokens: Sequence[Token]) -> bool:
    """Whether a Chinese number carries its own scale, such as 万 or 亿."""
    return any(token.text in HAN_MYRIADS or token.text == "兆" for token in tokens)


def size(
    tokens: Sequence[Token],
    start: int,
    stop: int,
    magnitudes: Sequence[str],
    languages: frozenset[str],
    given: str | None,
    *,
    is_count: bool,
) -> tuple[Decimal, Decimal]:
    """The number before its units, and the amount that `tokens[start:stop]` make with them.

    Raises:
        UnreadableAmount: for any of the reasons of a number, a magnitude or a size.
    """
    parts = [token for token in tokens[start:stop] if token.text not in HAN_MORE]
    before = tokens[start - 1] if start else None
    if before and before.end == parts[0].start and before.text in {".", ",", "٫", "^"}:
        raise UnreadableAmount("unreadable_number")
    is_scaled = bool(magnitudes) or has_myriad(parts)
    read = [
        token.text
        if token.kind == "han_numeral"
        else read_numeral(token.text, languages, is_scaled=is_scaled, is_count=is_count)
        for token in parts
    ]
    first = read[0]
    number = first if len(read) == 1 and isinstance(first, Decimal) else read_han(read)
    if languages == {"fr"} and "." in parts[0].text and _LONG_SCALE & set(magnitudes):
        raise UnreadableAmount("ambiguous_unit")  # an English number, so perhaps an English billion
    amount = whole_amount(number, scale(magnitudes, languages, given))
    return (_before_units(read) or number), amount


def _before_units(read: Sequence[str | Decimal]) -> Decimal | None:
    """The 3 of 3亿 and of 三千万: what a range such as 2至3亿 shares its units with."""
    if len(read) < 2 or any(isinstance(part, Decimal) or part in HAN_DIGITS for part in read[1:]):
        return None
    first = read[0]
    return first if isinstance(first, Decimal) else Decimal(HAN_DIGITS.get(first, 0)) or None


def whole_amount(number: Decimal, factor: Decimal) -> Decimal:
    """Number times factor with two decimals.

    Raises:
        UnreadableAmount: `too_large`, `too_many_decimals` or `not_positive`.
    """
    if number >= LIMIT:
        raise UnreadableAmount("too_large")
    if len(number.as_tuple().digits) > 25:
        raise UnreadableAmount("too_many_decimals")
    amount = number * factor
    if amount >= LIMIT:
        raise UnreadableAmount("too_large")
    if amount <= 0:
        raise UnreadableAmount("not_positive")
    rounded = amount.quantize(_CENT)
    if rounded != amount:
        raise UnreadableAmount("too_many_decimals")
    return rounded
