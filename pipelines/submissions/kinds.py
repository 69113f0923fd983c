"""The kinds of values that fields hold: how each is written, for people, in JSON and in sheets.

How a value of each kind is read belongs to `pipelines.readers.pledges.contract`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Schema = dict[str, Any]


@dataclass(frozen=True)
class FieldKind:
    """What a field holds; with a separator, each of its items.

    Attributes:
        form: How a value is written, for people.
        schema: JSON Schema of a value, for numbers and terms that of the kind without its bounds.
        number: Whether a spreadsheet has it as a `whole` or a `decimal` number; None as text.
        bounds: Lowest and highest whole number where its field has no narrower ones.
        is_closed: Whether its field has a vocabulary.
    """

    form: str
    schema: Schema
    number: Literal["whole", "decimal"] | None = None
    bounds: tuple[int, int] | None = None
    is_closed: bool = False


def _text(pattern: str, **more: str) -> Schema:
    return {"type": "string", **more, "pattern": pattern}


_WORDS: Schema = {"type": "string", "minLength": 1}
_TRUTH: Schema = {"anyOf": [{"type": "boolean"}, {"enum": ["true", "false"]}]}
_CODE = _text(r"^[A-Z]{3}$")
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_PART_OF_DAY = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_PLAIN = FieldKind(
    "plain number, 2000000 or 1234.50", _text(r"^(?=.*[1-9])[0-9]{1,36}(\.[0-9]{1,2})?$"), "decimal"
)

KINDS: Mapping[str, FieldKind] = {
    "text": FieldKind("text", _WORDS),
    "amount_text": FieldKind("text, in the words of the pledger", _WORDS),
    "integer": FieldKind("whole number", _text(r"^[1-9][0-9]{0,9}$"), "whole", (1, 2**31 - 1)),
    "year": FieldKind("year, YYYY", _text(r"^[1-9][0-9]{3}$"), "whole", (1000, 9999)),
    "sdg": FieldKind("whole number", _text("^([1-9]|1[0-7])$"), "whole", (1, 17)),
    "amount": _PLAIN,
    "number": _PLAIN,
    "boolean": FieldKind("true or false", _TRUTH, is_closed=True),
    "date": FieldKind("date, YYYY-MM-DD", _text(_DAY, format="date")),
    "partial_date": FieldKind("date, YYYY-MM-DD, YYYY-MM or YYYY", _text(_PART_OF_DAY)),
    "term": FieldKind("term", _WORDS, is_closed=True),
    "country": FieldKind("country code or name", _CODE),
    "places": FieldKind("place", _WORDS),
    "currency": FieldKind("currency code", _CODE),
    "status_reports": FieldKind("date, status, percent%", {"$ref": "#/$defs/status_report"}),
    "url": FieldKind("web address", _text(r"^https?://[^\s\"<>]+$", format="uri")),
    "email": FieldKind("e-mail address", _text(r"^[^\s@]+@[^\s@]+$", format="email")),
    "phone": FieldKind("telephone number", _WORDS),
}
