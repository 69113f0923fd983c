"""Parsers of single fields: one text in, one typed value out, or a reason why not.

A parser never guesses and never changes what a value means; that is done in SQL. Which columns a
file has belongs to its reader.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, InvalidOperation

FieldParser = Callable[[str], object]

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
# ASCII digits only: int() and Decimal() also read digits of other scripts, which people cannot
# check against the source at a glance.
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_LARGEST_INTEGER = 2**31 - 1
# Wide enough that quantize() never rounds or refuses what a DECIMAL(38) can hold.
_WIDE = Context(prec=80)


class FieldError(ValueError):
    """A field cannot be read; carries a stable reason code and what was expected.

    A rule over several fields names the one to correct.
    """

    def __init__(self, reason: str, expected: str, field: str | None = None) -> None:
        super().__init__(f"{reason}: expected {expected}")
        self.reason = reason
        self.expected = expected
        self.field = field


def has_control_character(value: str) -> bool:
    """Whether a text carries control or direction-changing characters."""
    return _CONTROL.search(value) is not None


def text(value: str) -> str:
    """Text as it is, unless it carries control or direction-changing characters."""
    if _CONTROL.search(value):
        raise FieldError("control_character", "text without control or bidi characters")
    return value


def integer(value: str) -> int:
    """A whole number in plain digits that fits a 32-bit column."""
    if not _INTEGER.fullmatch(value):
        raise FieldError("not_an_integer", "a whole number in plain digits, such as 2026")
    if len(value) > 11 or abs(int(value)) > _LARGEST_INTEGER:
        raise FieldError("number_too_large", f"a whole number of at most {_LARGEST_INTEGER}")
    return int(value)


def decimal(digits: int, scale: int) -> FieldParser:
    """A parser of decimal numbers with at most `scale` decimals; more is rejected, not rounded."""
    expected = f"a number with a decimal point and at most {scale} decimals, such as 155000000"
    return _decimal(digits, scale, expected, may_round=False)


def rounded_decimal(digits: int, scale: int) -> FieldParser:
    """A parser that rounds half even to `scale`: publishers print binary floats in full."""
    expected = "a number with a decimal point, such as 95.33467117"
    return _decimal(digits, scale, expected, may_round=True)


def _decimal(digits: int, scale: int, expected: str, *, may_round: bool) -> FieldParser:
    def parse(value: str) -> Decimal:
        if not _PLAIN_NUMBER.fullmatch(value):
            raise FieldError("not_a_number", expected)
        try:
            number = Decimal(value)
            rounded = number.quantize(Decimal(1).scaleb(-scale), context=_WIDE)
        except InvalidOperation:
            raise FieldError("number_too_large", expected) from None
        if rounded != number and not may_round:
            raise FieldError("too_many_decimals", expected)
        if len(rounded.as_tuple().digits) > digits:
            raise FieldError("number_too_large", expected)
        return rounded

    return parse


def iso_date(value: str) -> date:
    """A full ISO 8601 date."""
    match = _ISO_DATE.fullmatch(value)
    expected = "a date as YYYY-MM-DD"
    if not match:
        raise FieldError("not_a_date", expected)
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise FieldError("not_a_date", expected) from None


def partial_date(value: str) -> tuple[date, date]:
    """First and last day meant by a date that may lack its day or month: `2022` is a whole year."""
    match = _PARTIAL_DATE.fullmatch(value)
    expected = "a date as YYYY-MM-DD, YYYY-MM or YYYY"
    if not match:
        raise FieldError("not_a_date", expected)
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except (ValueError, calendar.IllegalMonthError):
        raise FieldError("not_a_date", expected) from None


def boolean(value: str) -> bool:
    """`true` or `false`."""
    if value not in {"true", "false"}:
        raise FieldError("not_a_boolean", "true or false")
    return value == "true"


def matching(pattern: str, expected: str) -> FieldParser:
    """A parser of text that matches a whole pattern and carries no control characters."""
    compiled = re.compile(pattern)

    def parse(value: str) -> str:
        if not compiled.fullmatch(text(value)):
            raise FieldError("wrong_form", expected)
        return value

    return parse


def one_of(allowed: Collection[str]) -> FieldParser:
    """A parser of a closed vocabulary."""
    names = ", ".join(sorted(allowed))

    def parse(value: str) -> str:
        if value not in allowed:
            raise FieldError("unknown_term", f"one of: {names}")
        return value

    return parse


def term(
    codes: Collection[str], aliases: Mapping[str, str], fold: Callable[[str], str]
) -> FieldParser:
    """A parser of a closed vocabulary whose terms have other names.

    Args:
        codes: The terms as they are kept.
        aliases: Other names of them, as `fold` leaves them.
        fold: Makes names comparable.
    """
    known = frozenset(codes)
    names = ", ".join(sorted(known))

    def parse(value: str) -> str:
        if value in known:
            return value
        meant = aliases.get(fold(text(value)))
        if meant not in known:
            raise FieldError("unknown_term", f"one of: {names}")
        return meant

    return parse


def as_boolean(parse_term: FieldParser) -> FieldParser:
    """A parser of yes and no, which a vocabulary names `true` and `false`."""

    def parse(value: str) -> bool:
        return parse_term(value) == "true"

    return parse


@dataclass(frozen=True)
class ListParser:
    """Reads several items: from one text with a separator, or from texts already apart."""

    item: FieldParser
    separator: str

    def __call__(self, value: str) -> tuple[object, ...]:
        """Items of one text; the space beside a separator may be missing or doubled."""
        return self.items(value.split(self.separator.strip() or self.separator))

    def items(self, values: Iterable[str]) -> tuple[object, ...]:
        """Separated items; empty and repeated ones are refused."""
        parts = [part.strip() for part in values]
        if any(not part for part in parts):
            expected = f"items separated by {self.separator!r}, none of them empty"
            raise FieldError("empty_item", expected)
        if len(set(parts)) != len(parts):
            raise FieldError("repeated_item", "each item once")
        read = tuple(self.item(part) for part in parts)
        if len({repr(item) for item in read}) != len(read):
            raise FieldError("repeated_item", "each item once, whatever its words")
        return read


@dataclass(frozen=True)
class Repeatable(ListParser):
    """Several items of which some may be the same, such as the sectors of partners."""

    def items(self, values: Iterable[str]) -> tuple[object, ...]:
        """Separated items; empty ones are refused."""
        parts = [part.strip() for part in values]
        if any(not part for part in parts):
            raise FieldError("empty_item", f"items separated by {self.separator!r}, none empty")
        return tuple(self.item(part) for part in parts)


def integer_between(low: int, high: int) -> FieldParser:
    """A parser of whole numbers within bounds, both included."""

    def parse(value: str) -> int:
        number = integer(value)
        if not low <= number <= high:
            raise FieldError("out_of_range", f"a whole number from {low} to {high}")
        return number

    return parse


iso3 = matching(r"[A-Z]{3}", "an ISO 3166-1 alpha-3 code, such as RWA")
currency_code = matching(r"[A-Z]{3}", "an ISO 4217 code")
group_code = matching(r"[A-Z0-9_]+", "a group code, such as LDC or AFRICA")
sex = one_of(("total", "male", "female"))
location = one_of(("total", "urban", "rural"))
url = matching(r"https?://[^\s\"<>]+", "an http or https address")
