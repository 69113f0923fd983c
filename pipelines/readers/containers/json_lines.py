"""Reads pledges in JSON strictly: one object a line (NDJSON), an array of objects, or one object.

Fields are named as the columns of a header are; an absent field and null are empty. NDJSON is read
line by line, whatever its size; the other two are read as a whole. Lines are
physical lines as in any text. Only where several elements of an array begin in one line are
elements counted in place of lines. What a field means belongs to the contract.
"""

from __future__ import annotations

import bisect
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from pipelines.readers.containers.decoding import count_physical_lines, read_lines, read_whole
from pipelines.readers.containers.json_objects import DECODER, JsonObject, ObjectRecords, parse, why
from pipelines.readers.rows.columns import Unreadable
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.read_result import InputFile, Reading, refused
from pipelines.readers.rows.record import BLOCK_LINES, FEW_LINES, Block, OnRecord, Record
from pipelines.readers.rows.records import read_records

_EXPECTED = "one JSON object a line, or an array of JSON objects"
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class _Element:
    """Something that should be an object, in the span of text it was read from."""

    start: int
    end: int
    content: object


def read_json(
    data: str | BinaryIO, file: InputFile, contract: Contract, on_record: OnRecord | None = None
) -> Reading:
    """Reads the objects of a JSON text; `on_record` is called with each as it is found.

    A line of NDJSON that is not JSON is one rejected line; an array that is not JSON is refused,
    for nobody can tell where its elements end.

    Raises:
        FileRefused: when the text is no JSON, holds no object, or every object has one and the
            same field that the contract does not know.
    """
    stream = io.BytesIO(data.encode("utf-8", "surrogatepass")) if isinstance(data, str) else data
    objects = ObjectRecords(contract)
    if objects.reads_line_by_line(read_lines(stream, file)):
        stream.seek(0)
        reading = _read_lines(read_lines(stream, file), objects, file, contract, on_record)
    else:
        stream.seek(0)
        reading = _read_whole(read_whole(stream, file), objects, file, contract, on_record)
    return replace(reading, ignored_columns=objects.ignored)


def _read_lines(
    lines: Iterator[str],
    objects: ObjectRecords,
    file: InputFile,
    contract: Contract,
    on_record: OnRecord | None,
) -> Reading:
    last = 0

    def records() -> Iterator[Record | Block]:
        nonlocal last
        while many := list(itertools.islice(lines, BLOCK_LINES)):
            line_from, last = last + 1, last + len(many)
            if (block := objects.block(line_from, many)) is not None:
                yield block
                continue
            for start in range(0, len(many), FEW_LINES):
                yield from _records_of(many[start : start + FEW_LINES], line_from + start, objects)

    return read_records(
        objects.header,
        records(),
        file,
        contract,
        structural=0,
        physical=lambda: last,
        on_record=on_record,
    )


def _records_of(
    lines: list[str], line_from: int, objects: ObjectRecords
) -> Iterator[Record | Block]:
    if (block := objects.block(line_from, lines)) is not None:
        yield block
        return
    for number, line in enumerate(lines, start=line_from):
        if line.strip():
            yield objects.record(parse(line), (number, number))
        else:
            yield objects.blank(number)


def _read_whole(
    text: str,
    objects: ObjectRecords,
    file: InputFile,
    contract: Contract,
    on_record: OnRecord | None,
) -> Reading:
    start = _skip_space(text, 0)
    if text.startswith("[", start):
        elements = _elements_of_array(text, start, file)
    else:
        elements = _one_object(text, start) or _elements_by_line(text)
        if all(isinstance(element.content, Unreadable) for element in elements):
            raise refused(file, "no line of the file is a JSON object", _EXPECTED)
    if not elements:
        raise refused(file, "the array holds no object", "at least one object")
    objects.refuse_foreign([element.content for element in elements], file)
    spans, physical = _line_spans(text, elements)
    records = [
        objects.record(element.content, span) for element, span in zip(elements, spans, strict=True)
    ]
    return read_records(
        objects.header,
        records,
        file,
        contract,
        structural=physical - sum(record.lines for record in records),
        physical=lambda: physical,
        on_record=on_record,
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
            content, end = DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            raise _broken(text, position, file, why(error)) from None
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


def _one_object(text: str, start: int) -> list[_Element]:
    """The whole text as one object, which may span lines; none when it is not."""
    try:
        content, end = DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return []
    if not isinstance(content, JsonObject) or _skip_space(text, end) != len(text):
        return []
    return [_Element(start, end, content)]


def _elements_by_line(text: str) -> list[_Element]:
    elements = []
    position = 0
    for line in io.StringIO(text, newline=""):
        if line.strip():
            elements.append(_Element(position, position + len(line.rstrip()), parse(line)))
        position += len(line)
    return elements


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
