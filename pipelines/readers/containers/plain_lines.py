"""Reads many lines at one go where each is beyond doubt one record, as most lines of a file are.

Arrow parses them, which is lenient; so it is given only lines that cannot be read in two ways, and
its result is taken only when it has a row for each line. What needs a closer look is read line by
line in `delimited.py` and `json_lines.py`, which say what is wrong.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.json

from pipelines.readers.rows.record import MAX_FIELD_CHARACTERS, FieldColumn

_LEAST_LINES = 16
"""Fewer lines are read as fast one by one."""
_TEXT = pa.string()
_TEXTS = pa.list_(_TEXT)
_INTEGER = pa.int64()
_TYPES: Mapping[type, pa.DataType] = {str: _TEXT, int: pa.int64(), bool: pa.bool_()}
"""The type declared to Arrow for a field; it refuses anything else, so no text is ever changed."""
_LEARNT_LINES = 200
"""Lines looked at to learn about fields, where something was met that was not known."""
_VISIBLE = "[!-~]"
"""Letters, digits and signs that are no space anywhere."""
_MINUS_ZERO = re.compile(r":\s*-0")


def delimited_columns(
    lines: Sequence[str], delimiter: str, width: int
) -> list[pa.StringArray] | None:
    """The fields of lines of delimited text, column by column.

    Returns:
        None when a line may be no record by itself: a line break in quotes or a stray quote, a
        doubled quote, another width; or when the first field of one may be blank.
    """
    text = "".join(lines)
    if not text.endswith("\n"):
        text += "\n"
    if not _are_lines(lines, text) or width < 2 or not _has_plain_quotes(text, delimiter):
        return None
    data = text.encode()
    try:
        table = pyarrow.csv.read_csv(
            io.BytesIO(data),
            pyarrow.csv.ReadOptions(
                use_threads=False, block_size=len(data) + 1, autogenerate_column_names=True
            ),
            pyarrow.csv.ParseOptions(
                delimiter=delimiter, double_quote=False, ignore_empty_lines=False
            ),
            pyarrow.csv.ConvertOptions(
                column_types={f"f{number}": _TEXT for number in range(width)},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowException:
        return None
    if (table.num_rows, table.num_columns) != (len(lines), width):
        return None
    columns = [_in_one(column) for column in table.columns]
    return columns if is_filled(columns[0]) else None


def _are_lines(lines: Sequence[str], text: str) -> bool:
    """Whether all parsers agree where lines end, and none is longer than a field may be."""
    return (
        len(lines) >= _LEAST_LINES
        and max(map(len, lines)) <= MAX_FIELD_CHARACTERS
        and ("\r" not in text or text.count("\r") == text.count("\r\n"))
        and "\0" not in text
        and not text.startswith("\ufeff")
    )


def _has_plain_quotes(text: str, delimiter: str) -> bool:
    """Whether each quote opens or closes a whole field that ends in its line."""
    pieces = text.split('"')
    if len(pieces) == 1:
        return True
    within, ends = "".join(pieces[1::2]), {delimiter, "\n", "\r"}
    return (
        len(pieces) % 2 == 1
        and "\n" not in within
        and {piece[-1:] for piece in pieces[2:-1:2]} <= ends
        and pieces[0][-1:] in {"", *ends}
        and {piece[:1] for piece in pieces[2::2]} <= ends
    )


def _in_one(column: pa.ChunkedArray[Any]) -> Any:
    """A column as one array, of whatever type."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def is_filled(column: pa.StringArray) -> bool:
    """Whether each text surely has content; it may have some where this is false."""
    return pc.all(pc.match_substring_regex(column, _VISIBLE)).as_py() is True


class ObjectLines:
    """Lines of one JSON object each; what their fields hold is learnt from lines gone before."""

    def __init__(self) -> None:
        self._types: dict[str, pa.DataType | None] = {}
        self._is_mixed = False

    def columns(self, lines: Sequence[str]) -> Mapping[str, FieldColumn] | None:
        """The fields of lines by their names, empty where an object lacks one.

        Returns:
            None when a line may be no flat object of texts, lists of texts, whole numbers, true
            and false, each name once and holding the same kind of thing as in other lines.
        """
        text = "".join(lines)
        if self._is_mixed or not _are_lines(lines, text) or not _are_flat_objects(lines, text):
            return None
        if not self._types:
            self._learn(lines[:1])
        schema = pa.schema({name: type_ or _TEXT for name, type_ in self._types.items()})
        data = text.encode()
        try:
            table = pyarrow.json.read_json(
                io.BytesIO(data),
                pyarrow.json.ReadOptions(use_threads=False, block_size=len(data) + 1),
                pyarrow.json.ParseOptions(
                    explicit_schema=schema, unexpected_field_behavior="error"
                ),
            )
        except pa.ArrowException:
            self._learn(lines[:_LEARNT_LINES])
            return None
        if table.num_rows != len(lines):
            return None
        columns = {name: _as_written(_in_one(table[name]), text) for name in schema.names}
        found = {name: column for name, column in columns.items() if column is not None}
        return found if len(found) == len(columns) else None

    def _learn(self, lines: Iterable[str]) -> None:
        for line in lines:
            try:
                pairs = json.loads(line, object_pairs_hook=tuple)
                names = [name for name, _ in pairs] if isinstance(pairs, tuple) else []
                "".join(names).encode()  # Arrow has no names with halves of characters
            except (ValueError, RecursionError):
                continue
            if names and len(set(names)) == len(names):
                for name, content in pairs:
                    self._learn_field(name, content)

    def _learn_field(self, name: str, content: object) -> None:
        known = self._types.setdefault(name, None)
        if content is None:
            return
        is_list = isinstance(content, list) and all(isinstance(item, str) for item in content)
        type_ = _TEXTS if is_list else _TYPES.get(type(content))
        if type_ is None or known not in (None, type_):
            self._is_mixed = True
        self._types[name] = type_


def _are_flat_objects(lines: Sequence[str], text: str) -> bool:
    """Whether no parser can find anything but one object in each line.

    Each begins with the only brace that opens in it and ends with the only one that closes. So
    there is nothing between objects, and no object begins in one line and ends in another.
    """
    end = "}\r\n" if lines[0].endswith("\r\n") else "}\n"
    return (
        len(lines) == text.count("{") == text.count("}")
        and all(line.startswith("{") for line in lines)
        and all(line.endswith(end) for line in lines[:-1])
        and lines[-1].rstrip("\r\n").endswith("}")
    )


def _as_written(column: Any, text: str) -> FieldColumn | None:
    """What a field holds, as if all were texts or lists of them; None where that is not known."""
    if column.type == _TEXTS:
        if column.flatten().null_count:
            return None
        return ["" if items is None else tuple(items) for items in column.to_pylist()]
    if column.type == _INTEGER and 0 in pc.unique(column).to_pylist() and _MINUS_ZERO.search(text):
        return None
    texts: pa.StringArray = column.cast(_TEXT).fill_null("")
    return texts
