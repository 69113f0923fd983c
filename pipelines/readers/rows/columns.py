"""Reads columns and applies rules to many rows at once; what repeats is looked at only once.

What a column or a rule means belongs to the contract, what becomes of rejects to `records.py`.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.readers.rows import fields
from pipelines.readers.rows.contract import Alike, Column, Rule
from pipelines.readers.rows.fields import FieldError, FieldParser, ListParser
from pipelines.readers.rows.typed_columns import (
    Coded,
    Numbers,
    Texts,
    TypedColumn,
    code,
    code_texts,
    combine,
    nothing,
)

REMEMBERED = 100_000
"""Distinct texts of a column kept with their outcome; more would cost memory, not time."""
MANY = 20_000
"""Distinct values of which nearly none came again: the next ones will not do so either."""
PERSONAL = "(personal data, not shown)"

_E_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# Only numbers with a country code, and not +3 000 000: round thousands are an amount.
_PHONE = re.compile(r"\+(?!\d{1,3}(?:[ .]000)+\b)\d[\d \-./()]{6,}\d")


@dataclass(frozen=True)
class Unreadable:
    """What a container holds where a text should be: a formula, a nested object."""

    found: str
    expected: str
    reason: str


Value = str | tuple[str, ...] | Unreadable
"""A field as its container gives it; several texts where the container knows lists."""

_Given = TypeVar("_Given")


class _Remembering(ABC, Generic[_Given]):
    """Reads what repeats only once, and stops remembering where hardly anything repeats."""

    def __init__(self, *, repeats: bool = True) -> None:
        self.has_problems = False
        self._outcomes: dict[_Given, Any] = {}
        self._is_varied = not repeats

    @abstractmethod
    def _read(self, given: _Given) -> Any:
        """What one is read as; raises FieldError where it cannot be read."""

    def _outcomes_of(self, distinct: Sequence[_Given], rows: int) -> list[Any]:
        """What each of the distinct ones of some rows is read as, a FieldError where it is none."""
        if self._is_varied:
            return self._read_each(distinct)
        outcomes = self._outcomes
        new = [each for each in distinct if each not in outcomes]
        # Nearly every one another one: remembering them would cost more than it saves.
        self._is_varied = len(new) > rows // 2 and len(outcomes) > MANY
        if len(outcomes) > REMEMBERED:
            outcomes.clear()
            new = list(distinct)
        outcomes.update(zip(new, self._read_each(new), strict=True))
        return list(map(outcomes.__getitem__, distinct))

    def _read_each(self, given: Iterable[_Given]) -> list[Any]:
        outcomes: list[Any] = []
        for each in given:
            try:
                outcomes.append(self._read(each))
            except FieldError as error:
                self.has_problems = True
                outcomes.append(error)
        return outcomes


class ColumnReader(_Remembering[Value]):
    """Reads the values of one column."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.column = column

    def read(self, values: Sequence[Value] | pa.StringArray) -> TypedColumn:
        """The typed value of each, None where there is none, a FieldError where it is none."""
        texts = values if isinstance(values, pa.Array) else _as_texts(values)
        if texts is None:
            coded = code(list(values))
        elif (looked_over := self._read_texts(texts)) is not None:
            return looked_over
        else:
            coded = code_texts(texts)
        return Coded(coded.codes, self._outcomes_of(coded.distinct, len(values)))

    def _read_texts(self, texts: pa.StringArray) -> Texts | None:
        """All values of a column that stays text, looked over together; None if one needs care."""
        are_fine = _LOOKED_OVER_TOGETHER.get(self.column.parse)
        if are_fine is None:
            return None
        together = _together(texts)
        if "@" in together or "+" in together:
            return None
        stripped = (
            pc.ascii_trim_whitespace(texts)
            if together.isascii()
            else pa.array([str(text).strip() for text in texts.to_pylist()], pa.string())
        )
        is_blank = pc.equal(stripped, _EMPTY)
        has_blank = pc.any(is_blank).as_py()
        if has_blank and self.column.required:
            return None
        if not are_fine(together, stripped.filter(pc.invert(is_blank)) if has_blank else stripped):
            return None
        return Texts(pc.if_else(is_blank, _NO_TEXT, stripped) if has_blank else stripped)

    def _read(self, given: Value) -> object:
        value = given
        if isinstance(value, Unreadable):
            raise FieldError(value.reason, value.expected)
        if isinstance(value, str):
            value = value.strip()
        if not value:
            if self.column.required:
                raise FieldError("missing_value", "a value")
            return None
        if not self.column.contact and holds_personal_data(value):
            raise FieldError(
                "personal_data", "no e-mail address or phone number outside the contact fields"
            )
        if isinstance(value, str):
            return self.column.parse(value)
        if not isinstance(self.column.parse, ListParser):
            raise FieldError("several_values", "one value, not a list")
        return self.column.parse.items(value)


def _as_texts(values: Sequence[Value]) -> pa.StringArray | None:
    """The values as an Arrow array, None when one is no text or a text Arrow cannot hold."""
    try:
        return pa.array(values, pa.string())
    except (pa.ArrowException, UnicodeError, TypeError):
        return None


def _together(texts: pa.StringArray) -> str:
    """All the texts as one, nothing between them."""
    one_list: pa.ListArray[Any] = pa.ListArray.from_arrays([0, len(texts)], texts)
    (together,) = pc.binary_join(one_list, "").to_pylist()  # type: ignore[union-attr]
    return str(together)


_FALSE = pa.scalar(False)
_EMPTY = pa.scalar("")
_NO_TEXT = pa.scalar(None, pa.string())


def _is_text(together: str, _: pa.StringArray) -> bool:
    return together.isprintable() or not fields.has_control_character(together)


def _are_addresses(_: str, texts: pa.StringArray) -> bool:
    found = pc.match_substring_regex(texts, r"\Ahttps?://[\w.~:/?#\[\]!$&'()*,;=%-]+\z")
    return bool(pc.all(found).as_py() is not False)


_LOOKED_OVER_TOGETHER: Mapping[FieldParser, Callable[[str, pa.StringArray], bool]] = {
    fields.text: _is_text,
    fields.url: _are_addresses,
}
"""Parsers that leave a text as it is, with a test of many texts at once.

A test is given all texts as one, and each that is not empty. It may be stricter than its parser:
what it does not let pass is read one by one.
"""


class RuleReader(_Remembering[tuple[object, ...]]):
    """Applies one rule to many rows; each distinct set of arguments is looked at only once."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(repeats=rule.repeats)
        self.rule = rule

    def apply(
        self, columns: Mapping[str, TypedColumn]
    ) -> tuple[Mapping[str, TypedColumn], Iterable[tuple[int, FieldError]]]:
        """Applies the rule.

        Returns:
            The columns it fills, and the rows for which it raised a FieldError, with that error.
        """
        rule = self.rule
        about = columns[rule.about] if rule.about else None
        if about is not None and about.is_empty:
            return {name: nothing(len(about)) for name in rule.gives}, ()
        arguments = [columns[name] for name in rule.reads]
        own = None
        if rule.alike is not None:
            arguments, own = _with_stand_ins(rule.alike, rule.reads, arguments)
        codes, combinations = combine(arguments)
        outcomes = Coded(codes, self._outcomes_of(combinations, len(codes)))
        given = self._given(outcomes)
        if rule.alike is not None and own is not None:
            given[rule.alike.own] = Numbers(own, given[rule.alike.own].coded)
        return given, outcomes.problems() if self.has_problems else ()

    def _given(self, outcomes: Coded) -> dict[str, TypedColumn]:
        """The columns that outcomes fill; nothing where one is an error."""
        rows = outcomes.distinct
        if self.has_problems:
            nothing_given = (None,) * len(self.rule.gives)
            rows = [nothing_given if isinstance(row, FieldError) else row for row in rows]
        return {
            name: Coded(outcomes.codes, column)
            for name, column in zip(self.rule.gives, zip(*rows, strict=True), strict=True)
        }

    def _read(self, given: tuple[object, ...]) -> tuple[object, ...]:
        return self.rule.apply(*given)


def _with_stand_ins(
    alike: Alike, names: Sequence[str], arguments: Sequence[TypedColumn]
) -> tuple[list[TypedColumn], pa.StringArray | None]:
    """The arguments with stand-ins in rows that are alike, and those rows' own numbers."""
    texts = {
        name: column.to_arrow(pa.string())
        for name, column in zip(names, arguments, strict=True)
        if name in alike.reads
    }
    found = pc.fill_null(alike.find(*(texts[name] for name in alike.reads)), _FALSE)
    stood_in = [
        Texts(pc.if_else(found, pa.scalar(alike.stand_ins[name], pa.string()), texts[name]))
        if name in alike.stand_ins
        else column
        for name, column in zip(names, arguments, strict=True)
    ]
    return stood_in, pc.if_else(found, texts[alike.own], _NO_TEXT) if alike.own else None


def holds_personal_data(value: str | tuple[str, ...]) -> bool:
    """Whether a text contains an e-mail address or an international phone number."""
    if not isinstance(value, str):
        return any(holds_personal_data(item) for item in value)
    if "@" in value and _E_MAIL.search(value):
        return True
    return "+" in value and _PHONE.search(value) is not None


def shown(value: Value) -> str:
    """A field as a reject may show it: cut to 200 characters, addresses and numbers left out."""
    if isinstance(value, Unreadable):
        text = value.found
    else:
        text = value if isinstance(value, str) else ", ".join(value)
    text = text.strip() or "nothing"
    if "@" in text:
        text = _E_MAIL.sub(PERSONAL, text)
    text = _PHONE.sub(PERSONAL, text)
    return text if len(text) <= 200 else text[:200] + "…"
