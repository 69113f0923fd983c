"""Reads publishers' answers as JSON, strictly, and says where one is not as agreed.

What the fields of an answer mean belongs to the reader of that publisher's shape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal

from pipelines.errors import FileRefused
from pipelines.readers.containers.json_objects import DECODER, Constant, JsonObject
from pipelines.readers.publishers.edition import FetchedEdition, Response
from pipelines.readers.rows.columns import Unreadable, shown
from pipelines.readers.rows.read_result import refused

JsonRecord = Mapping[str, object]
"""An object of an answer; its numbers are the texts they were written as."""

_NEXT_STEP = "fetch it again with `p2c fetch`; nothing of it was loaded, what was stays in use"
_NESTED = Unreadable("an object, a list, true or false", "a text or a number", "nested_value")
_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
# An exponent of at most two digits: a longer one would only be written out to be rejected.
_EXPONENT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")


class _NotStrict(Exception):
    """Something that Python's parser reads and an answer may not hold."""


def broken(edition: FetchedEdition, found: str, expected: str) -> FileRefused:
    """The error that refuses a whole edition, to be raised by the caller.

    `found` names the response and the place in it, such as `data-0002[16].value`.
    """
    return refused(edition.file, found, expected, _NEXT_STEP)


def served(edition: FetchedEdition, kind: str = "") -> list[Response]:
    """The responses whose names begin with a kind, in the order of the requests.

    Raises:
        FileRefused: when there is none.
    """
    responses = [each for each in edition.responses if each.name.startswith(kind)]
    if not responses:
        held = shown(", ".join(each.name for each in edition.responses))
        found = f"no response is named {kind}…; there are: {held}"
        raise broken(edition, found, "every response of the edition")
    return responses


def read_answer(response: Response, edition: FetchedEdition) -> object:
    """The content of one response: dicts, lists, texts, true, false and None; numbers as texts.

    Raises:
        FileRefused: when the bytes are no JSON, or JSON that repeats a name in an object, holds
            NaN, Infinity or half a character, or is nested too deeply.
    """
    name = response.name
    expected = "a whole JSON answer in UTF-8"
    try:
        text = response.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise broken(edition, f"{name} is not UTF-8 at byte {error.start}", expected) from None
    if not text.strip():
        raise broken(edition, f"{name} is empty", expected)
    if text.lstrip().startswith("<"):
        raise broken(edition, f"{name} is a web page or XML", expected)
    try:
        return _strict(DECODER.decode(text), name)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise broken(edition, f"{name} is not JSON at {place}: {error.msg}", expected) from None
    except RecursionError:
        raise broken(edition, f"{name} is nested too deeply", expected) from None
    except _NotStrict as error:
        raise broken(edition, str(error), "strict JSON: each name once, numbers JSON has") from None


def _strict(content: object, place: str) -> object:
    if isinstance(content, JsonObject):
        members: dict[str, object] = {}
        for name, value in content.pairs:
            inner = f"{place}.{shown(_whole(name, place))}"
            if name in members:
                raise _NotStrict(f"{inner} is there twice in its object")
            members[name] = _strict(value, inner)
        return members
    if isinstance(content, list):
        return [_strict(value, f"{place}[{number}]") for number, value in enumerate(content)]
    if isinstance(content, Constant):
        raise _NotStrict(f"{place} is {content.name}")
    return _whole(content, place) if isinstance(content, str) else content


def _whole(text: str, place: str) -> str:
    if _SURROGATE.search(text):
        raise _NotStrict(f"{place} holds half a character")
    return text


def objects(content: object, place: str, edition: FetchedEdition) -> list[JsonRecord]:
    """The content as a list of objects.

    Raises:
        FileRefused: when it is anything else; an object that is an error message is shown.
    """
    if not isinstance(content, list):
        found = f"{place} is {described(content)}"
        raise broken(edition, found, "a list of objects")
    for number, each in enumerate(content):
        if not isinstance(each, dict):
            found = f"{place}[{number}] is {described(each)}"
            raise broken(edition, found, "a list of objects")
    return content


def described(content: object) -> str:
    """What an answer holds where something else should be; an error message is shown."""
    if isinstance(content, dict):
        says = {name: value for name, value in content.items() if isinstance(value, str)}
        if says:
            return f"an object that says {shown(json.dumps(says, ensure_ascii=False))}"
        return f"an object of {shown(', '.join(content))}"
    if isinstance(content, list):
        return f"a list of {len(content)}"
    if isinstance(content, str):
        return f"the text or number {shown(content)}"
    return "null" if content is None else "true or false"


def text_at(record: JsonRecord, *path: str) -> str | Unreadable:
    """The value at a path of names: a text or a number as it is, nothing for null or absent."""
    content: object = record
    for name in path:
        if content is None:
            return ""
        if not isinstance(content, Mapping):
            return _NESTED
        content = content.get(name)
    if content is None:
        return ""
    return content.strip() if isinstance(content, str) else _NESTED


def code_at(record: JsonRecord, *path: str) -> str:
    """The code at a path of names; nothing where there is no text."""
    text = text_at(record, *path)
    return text if isinstance(text, str) else ""


def count_at(record: JsonRecord, name: str, place: str, edition: FetchedEdition) -> int:
    """A count of an answer's envelope.

    Raises:
        FileRefused: when no whole number is there.
    """
    text = code_at(record, name)
    if not _COUNT.fullmatch(text):
        found = f"{place}.{name} is {shown(text)!r}"
        raise broken(edition, found, "a whole number")
    return int(text)


def number(text: str | Unreadable) -> str | Unreadable:
    """A number without an exponent: JSON writes 0.00037 also as 3.7E-4."""
    if isinstance(text, str) and _EXPONENT.fullmatch(text):
        return format(Decimal(text), "f")
    return text
