"""Reads columns and applies rules to many rows at once; what repeats is looked at only once.

What a column or a rule means belongs to the contract, what becomes of rejects to `records.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.readers import fields
from pipelines.readers.contract import Column, Rule
from pipelines.readers.fields import FieldError, FieldParser, ListParser

REMEMBERED = 100_000
"""Distinct texts of a column kept with their outcome; more would cost memory, not time."""
FEW = 1_000
"""Values too few to tell whether a column repeats itself."""
PERSONAL = "(personal data, not shown)"

_E_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# Only numbers with a country code, and not +3 000 000: round thousands are an amount.
_PHONE = re.compile(r"\+(?!\d{1,3}(?:[ .]000)+\b)\d[\d \-./()]{6,}\d")


@dataclass(frozen=True)
class Unreadable:
    """What a container holds where a text should stand: a formula, a nested object."""

    found: str
    expected: str
    reason: str


Value = str | tuple[str, ...] | Unreadable
"""A field as its container gives it; several texts where the container knows lists."""


class ColumnReader:
    """Reads the values of one column."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.has_problems = False
        self._outcomes: dict[Value, object] = {}
        self._is_varied = False

    def read(self, values: Sequence[Value]) -> list[object]:
        """The typed value of each, None where nothing stands, a FieldError where it is none."""
        looked_over = _LOOKED_OVER_TOGETHER.get(self.column.parse)
        if looked_over and (texts := self._read_texts(values, looked_over)) is not None:
            return texts
        if self._is_varied:
            return self._read_each(values)
        outcomes = self._outcomes
        new = set(values).difference(outcomes)
        # Nearly every text another one: remembering them would cost more than it saves.
        self._is_varied = len(new) > len(values) // 2 > FEW
        if len(outcomes) > REMEMBERED:
            outcomes.clear()
            new = set(values)
        distinct = list(new)
        outcomes.update(zip(distinct, self._read_each(distinct), strict=True))
        return list(map(outcomes.__getitem__, values))

    def _read_texts(
        self, values: Sequence[Value], are_fine: Callable[[str], object]
    ) -> list[object] | None:
        """All values of a column that stays text, looked over together; None if one needs care."""
        try:
            together = "\n".join(values)  # type: ignore[arg-type]
        except TypeError:
            return None
        if "@" in together or "+" in together or not are_fine(together):
            return None
        texts: list[object] = [value.strip() or None for value in values]  # type: ignore[union-attr]
        return None if self.column.required and None in texts else texts

    def _read_each(self, values: Iterable[Value]) -> list[object]:
        outcomes: list[object] = []
        for value in values:
            try:
                outcomes.append(self._read(value))
            except FieldError as error:
                self.has_problems = True
                outcomes.append(error)
        return outcomes

    def _read(self, value: Value) -> object:
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


_LOOKED_OVER_TOGETHER: Mapping[FieldParser, Callable[[str], object]] = {
    fields.text: lambda together: not fields.has_control_character(together),
    fields.url: re.compile(r"(?:https?://[\w.~:/?#\[\]!$&'()*,;=%-]+\n?)+", re.ASCII).fullmatch,
}
"""Parsers that leave a text as it is, with a test of many texts, one a line, at once.

A test may be stricter than its parser: what it does not let pass is read one by one.
"""


class RuleReader:
    """Applies one rule to many rows; each distinct set of arguments is looked at only once."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.has_problems = False
        self._outcomes: dict[tuple[object, ...], tuple[object, ...] | FieldError] = {}
        self._is_varied = False

    def apply(
        self, values: Mapping[str, Sequence[object]], rows: int
    ) -> list[tuple[object, ...] | FieldError]:
        """What the rule gives for each row, or the FieldError it raised."""
        if self.rule.about and values[self.rule.about].count(None) == rows:
            return [(None,) * len(self.rule.gives)] * rows
        arguments = list(zip(*(values[name] for name in self.rule.reads), strict=True))
        if self._is_varied or not self.rule.repeats:
            return self._apply_to_each(arguments)
        outcomes = self._outcomes
        new = set(arguments).difference(outcomes)
        self._is_varied = len(new) > rows // 2 > FEW
        if len(outcomes) > REMEMBERED:
            outcomes.clear()
            new = set(arguments)
        distinct = list(new)
        outcomes.update(zip(distinct, self._apply_to_each(distinct), strict=True))
        return list(map(outcomes.__getitem__, arguments))

    def _apply_to_each(
        self, arguments: Iterable[tuple[object, ...]]
    ) -> list[tuple[object, ...] | FieldError]:
        apply = self.rule.apply
        outcomes: list[tuple[object, ...] | FieldError] = []
        for each in arguments:
            try:
                outcomes.append(apply(*each))
            except FieldError as error:
                self.has_problems = True
                outcomes.append(error)
        return outcomes


def holds_personal_data(value: str | tuple[str, ...]) -> bool:
    """Whether an e-mail address or an international phone number stands in a text."""
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
