"""Parses JSON and makes its objects records of a contract; no number is converted on the way.

Where objects begin and end in a file is found in `json_lines.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipelines.readers.containers.plain_lines import ObjectLines, is_filled
from pipelines.readers.rows.columns import Unreadable, Value, shown
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.header import Header, known_name, read_header, suggest
from pipelines.readers.rows.read_result import InputFile, refused
from pipelines.readers.rows.record import (
    MAX_FIELD_CHARACTERS,
    Block,
    FieldColumn,
    Record,
    block_of_lines,
)

_MOST_LAYOUTS = 1_000
"""Orders of names kept; an export has one."""
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class JsonObject:
    """An object as it was written: its names in order, repeated ones included."""

    pairs: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class Constant:
    """NaN or Infinity, which Python's parser reads and JSON does not have."""

    name: str


def _from_pairs(pairs: list[tuple[str, object]]) -> JsonObject:
    return JsonObject(tuple(pairs))


DECODER = json.JSONDecoder(
    object_pairs_hook=_from_pairs, parse_float=str, parse_int=str, parse_constant=Constant
)


def why(error: Exception) -> str:
    """What keeps a text from being JSON."""
    return error.msg if isinstance(error, json.JSONDecodeError) else "too deeply nested"


def parse(line: str) -> object:
    """The content of a line, or why it is no JSON."""
    try:
        return DECODER.decode(line)
    except (ValueError, RecursionError) as error:
        return Unreadable(line.strip(), f"one JSON object: {why(error)}", "not_json")


class ObjectRecords:
    """Objects as records of a contract: the place of each name is looked up once."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._names = contract.column_names
        self._places: dict[str, int | None] = {}
        self._ignored: dict[str, None] = {}
        self._layouts: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._lines = ObjectLines()

    @property
    def header(self) -> Header:
        """The fields in the order of the contract, as if they were a header."""
        return read_header(self._names, self._contract)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Names met so far that mean nothing here."""
        return tuple(map(shown, self._ignored))

    def reads_line_by_line(self, lines: Iterator[str]) -> bool:
        """Whether the first line with anything is an object with no foreign field."""
        first = next((line for line in lines if line.strip()), "")
        content = parse(first)
        return isinstance(content, JsonObject) and not self._foreign(content)

    def refuse_foreign(self, contents: Sequence[object], file: InputFile) -> None:
        """A field the contract lacks is that row's problem, unless the whole file has it."""
        foreign = [
            self._foreign(content) for content in contents if isinstance(content, JsonObject)
        ]
        if foreign and (everywhere := set.intersection(*foreign)):
            raise refused(
                file,
                f"every object has fields that are not agreed: {', '.join(map(repr, everywhere))}",
                f"the fields {', '.join(self._names)}",
            )

    def block(self, line_from: int, lines: Sequence[str]) -> Block | None:
        """Lines of one object each as records, at one go; None when one needs a closer look."""
        found = self._lines.columns(lines)
        if found is None:
            return None
        columns: list[FieldColumn | None] = [None] * len(self._names)
        for name, column in found.items():
            place = self._place(name)
            if place is None and name in self._ignored:
                continue
            if place is None or columns[place] is not None:
                return None
            columns[place] = column
        first = columns[0]
        if not isinstance(first, pa.Array) or not is_filled(first):
            return None
        return block_of_lines(line_from, columns, len(lines))

    def blank(self, line: int) -> Record:
        """An empty line."""
        return Record(line, line, ("",) * len(self._names))

    def record(self, content: object, span: tuple[int, int]) -> Record:
        """One element as a record; what is no object is unreadable."""
        if isinstance(content, Unreadable):
            return _unreadable(span, content.found, content.expected, content.reason)
        if not isinstance(content, JsonObject):
            return _unreadable(span, _describe(content), "a JSON object", "not_an_object")
        if (plain := self._plain_values(content)) is not None:
            return Record(*span, plain)
        values: list[Value] = [""] * len(self._names)
        filled = set[int]()
        for name, value in content.pairs:
            place = self._place(name)
            if place is None:
                if name in self._ignored:
                    continue
                return self._foreign_record(span, content)
            if place in filled:
                return _unreadable(span, name, "each field once in an object", "repeated_field")
            filled.add(place)
            values[place] = _value(value)
        return Record(*span, values)

    def _plain_values(self, content: JsonObject) -> list[Value] | None:
        """Values of an object that holds nothing but texts under known names, as exports do."""
        names, contents = zip(*content.pairs, strict=True) if content.pairs else ((), ())
        places = self._layouts.get(names)
        if places is None:
            found = [self._place(name) for name in names]
            places = tuple(place for place in found if place is not None)
            if len(set(places)) != len(found):
                places = ()
            if len(self._layouts) >= _MOST_LAYOUTS:
                self._layouts.clear()
            self._layouts[names] = places
        try:
            together = "".join(contents)
        except TypeError:
            return None
        if not places or len(together) > MAX_FIELD_CHARACTERS or _SURROGATE.search(together):
            return None
        values: list[Value] = [""] * len(self._names)
        for place, value in zip(places, contents, strict=True):
            values[place] = value
        return values

    def _foreign_record(self, span: tuple[int, int], content: JsonObject) -> Record:
        foreign = sorted(self._foreign(content))
        meant = [suggest(name, self._contract, {}) for name in foreign]
        expected = ", ".join(name for name in meant if name) or ", ".join(self._names)
        return _unreadable(span, ", ".join(foreign), f"the fields {expected}", "unknown_field")

    def _foreign(self, content: JsonObject) -> set[str]:
        return {
            name
            for name, _ in content.pairs
            if self._place(name) is None and name not in self._ignored
        }

    def _place(self, name: str) -> int | None:
        """The position of a field; None when it is foreign or ignored."""
        if name not in self._places:
            known = known_name(name, self._contract)
            self._places[name] = self._names.index(known) if known else None
            keeps_unknown = known is None and self._contract.keeps_unknown
            if keeps_unknown and not suggest(name, self._contract, {}):
                self._ignored[name] = None
        return self._places[name]


def _unreadable(span: tuple[int, int], found: str, expected: str, reason: str) -> Record:
    return Record(*span, (), Unreadable(_printable(found), expected, reason))


def _value(content: object) -> Value:
    if isinstance(content, str):
        return _text_problem(content) or content
    if content is None:
        return ""
    if isinstance(content, bool):
        return "true" if content else "false"
    if isinstance(content, list):
        items = [item for item in content if isinstance(item, str)]
        if len(items) == len(content):
            return next(filter(None, map(_text_problem, items)), None) or tuple(items)
        return Unreadable("a list of other things", "a list of texts", "nested_value")
    if isinstance(content, Constant):
        return Unreadable(content.name, "a number JSON has", "not_a_number")
    return Unreadable(_describe(content), "a text, a number, true, false or null", "nested_value")


def _text_problem(text: str) -> Unreadable | None:
    if len(text) > MAX_FIELD_CHARACTERS:
        return Unreadable(text[:200], f"at most {MAX_FIELD_CHARACTERS:,} characters", "too_long")
    if _SURROGATE.search(text):
        return Unreadable(_printable(text), "text without halves of characters", "half_character")
    return None


def _printable(text: str) -> str:
    """Text that every later step can encode."""
    return text.encode("utf-8", errors="backslashreplace").decode()


def _describe(content: object) -> str:
    if isinstance(content, str):
        return content
    kinds = {JsonObject: "an object", list: "a list", type(None): "null", bool: "true or false"}
    return kinds.get(type(content), "something else")
