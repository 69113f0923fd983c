"""Reads pledges in JSON strictly: one object a line (NDJSON), an array of objects, or one object.

Fields are named as the columns of the contract; an absent field and null are empty. Lines are
physical lines as in any text. Only where several elements of an array begin in one line are
elements counted in place of lines. What a field means belongs to the contract.
"""

from __future__ import annotations

import bisect
import io
import itertools
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.readers.decoding import count_physical_lines
from pipelines.readers.reading import InputFile, Reading, refused
from pipelines.readers.records import (
    MAX_FIELD_CHARACTERS,
    Contract,
    Record,
    Unreadable,
    Value,
    read_records,
)

_EXPECTED = "one JSON object a line, or an array of JSON objects"
_SPACE = re.compile(r"[ \t\r\n]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class _Object:
    pairs: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class _Constant:
    """NaN or Infinity, which Python's parser reads and JSON does not have."""

    name: str


@dataclass(frozen=True)
class _Element:
    """Something that should be an object, in the span of text it was read from."""

    start: int
    end: int
    content: object


def _from_pairs(pairs: list[tuple[str, object]]) -> _Object:
    return _Object(tuple(pairs))


_DECODER = json.JSONDecoder(
    object_pairs_hook=_from_pairs,
    parse_float=str,
    parse_int=str,
    parse_constant=_Constant,
)


def read_json(text: str, file: InputFile, contract: Contract) -> Reading:
    """Read the objects of a JSON text.

    A line of NDJSON that is not JSON is one rejected line; an array that is not JSON is refused,
    for nobody can tell where its elements end.

    Raises:
        FileRefused: when the text is no JSON, holds no object, or every object has one and the
            same field that the contract does not know.
    """
    start = _skip_space(text, 0)
    if text.startswith("[", start):
        elements = _elements_of_array(text, start, file)
    else:
        elements = _one_object(text, start) or _elements_by_line(text)
        if all(isinstance(element.content, Unreadable) for element in elements):
            raise refused(file, "no line of the file is a JSON object", _EXPECTED)
    if not elements:
        raise refused(file, "the array holds no object", "at least one object")
    _refuse_foreign_objects(elements, file, contract)

    names = contract.column_names
    spans, physical = _line_spans(text, elements)
    records = [
        _record(element.content, span, names) for element, span in zip(elements, spans, strict=True)
    ]
    return read_records(
        {name: position for position, name in enumerate(names)},
        records,
        file,
        contract,
        structural=physical - sum(record.lines for record in records),
        physical=lambda: physical,
    )


def _skip_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    assert match is not None
    return match.end()


def _elements_of_array(text: str, start: int, file: InputFile) -> list[_Element]:
    elements: list[_Element] = []
    position = _skip_space(text, start + 1)
    closed = text.startswith("]", position)
    while not closed:
        try:
            content, end = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            raise _broken(text, position, file, _why(error)) from None
        elements.append(_Element(position, end, content))
        position = _skip_space(text, end)
        closed = text.startswith("]", position)
        if not closed:
            if not text.startswith(",", position):
                raise _broken(text, position, file, "no comma or ] after an element")
            position = _skip_space(text, position + 1)
    if (end := _skip_space(text, position + 1)) != len(text):
        raise _broken(text, end, file, "something follows the array")
    return elements


def _broken(text: str, position: int, file: InputFile, why: str) -> Exception:
    line = count_physical_lines(text[:position] + "?")
    return refused(file, f"the array is not JSON from line {line} on: {why}", _EXPECTED)


def _why(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else "too deeply nested"


def _one_object(text: str, start: int) -> list[_Element]:
    """The whole text as one object, which may span lines; none when it is not."""
    try:
        content, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return []
    if not isinstance(content, _Object) or _skip_space(text, end) != len(text):
        return []
    return [_Element(start, end, content)]


def _elements_by_line(text: str) -> list[_Element]:
    elements = []
    position = 0
    for line in io.StringIO(text, newline=""):
        if line.strip():
            elements.append(_Element(position, position + len(line.rstrip()), _parse(line)))
        position += len(line)
    return elements


def _parse(line: str) -> object:
    try:
        return _DECODER.decode(line)
    except (ValueError, RecursionError) as error:
        return Unreadable(line.strip(), f"one JSON object: {_why(error)}", "not_json")


def _refuse_foreign_objects(
    elements: Sequence[_Element], file: InputFile, contract: Contract
) -> None:
    """A field the contract lacks is that row's problem, unless the whole file has it."""
    known = set(contract.column_names)
    foreign = [
        {name for name, _ in element.content.pairs} - known
        for element in elements
        if isinstance(element.content, _Object)
    ]
    if foreign and (everywhere := set.intersection(*foreign)):
        raise refused(
            file,
            f"every object has fields that are not agreed: {', '.join(map(repr, everywhere))}",
            f"the fields {', '.join(contract.column_names)}",
        )


def _line_spans(text: str, elements: Sequence[_Element]) -> tuple[list[tuple[int, int]], int]:
    """First and last line of each element, and how many lines there are.

    An element that ends in the line where the next begins leaves that line to the next.
    """
    lengths = (len(line) for line in io.StringIO(text, newline=""))
    line_starts = list(itertools.accumulate(lengths, initial=0))[:-1]
    first = [bisect.bisect_right(line_starts, element.start) for element in elements]
    last = [bisect.bisect_right(line_starts, element.end - 1) for element in elements]
    if len(set(first)) < len(first):
        return [(number, number) for number in range(1, len(first) + 1)], len(first)
    ceilings = [*(line - 1 for line in first[1:]), len(line_starts)]
    return list(zip(first, map(min, last, ceilings), strict=True)), len(line_starts)


def _record(content: object, span: tuple[int, int], names: Sequence[str]) -> Record:
    def unreadable(found: str, expected: str, reason: str) -> Record:
        return Record(*span, (), Unreadable(_printable(found), expected, reason))

    if isinstance(content, Unreadable):
        return unreadable(content.found, content.expected, content.reason)
    if not isinstance(content, _Object):
        return unreadable(_describe(content), "a JSON object", "not_an_object")
    counts = Counter(name for name, _ in content.pairs)
    if repeated := [name for name, count in counts.items() if count > 1]:
        return unreadable(", ".join(repeated), "each field once in an object", "repeated_field")
    if unknown := [name for name in counts if name not in names]:
        return unreadable(", ".join(unknown), f"the fields {', '.join(names)}", "unknown_field")
    fields: Mapping[str, object] = dict(content.pairs)
    return Record(*span, [_value(fields.get(name)) for name in names])


def _value(content: object) -> Value:
    if content is None:
        return ""
    if isinstance(content, bool):
        return "true" if content else "false"
    if isinstance(content, str):
        return _text_problem(content) or content
    if isinstance(content, list):
        items = [item for item in content if isinstance(item, str)]
        if len(items) == len(content):
            return next(filter(None, map(_text_problem, items)), None) or tuple(items)
        return Unreadable("a list of other things", "a list of texts", "nested_value")
    if isinstance(content, _Constant):
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
    kinds = {_Object: "an object", list: "a list", type(None): "null", bool: "true or false"}
    return kinds.get(type(content), "something else")
