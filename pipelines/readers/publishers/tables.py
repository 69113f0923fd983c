"""Reads publishers' CSV downloads, zipped or not, row by row with the line each begins in.

Which columns mean what belongs to the reader of that publisher's shape.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipelines.readers.publishers.answers import broken
from pipelines.readers.publishers.edition import FetchedEdition, Response
from pipelines.readers.rows.columns import Unreadable, shown

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
_ZIP = b"PK"
_DIGITS = re.compile("[0-9]+")
_WHOLE_FILE = "a whole CSV file in UTF-8, or a zip that holds nothing else"
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile was seen to raise of zips with bytes changed; IndexError of a file without a name.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError),
    *(ValueError, OverflowError, IndexError),
)


@dataclass(frozen=True)
class Row:
    """One record of a table.

    Attributes:
        place: Response and line it begins in, such as `data-0001:17`.
        values: Its fields by the names of the header, without blanks around them.
        problem: Why it is no record, when it is none.
        was_joined: Whether a line break that was not quoted has been removed.
    """

    place: str
    values: Mapping[str, str] = field(default_factory=dict)
    problem: Unreadable | None = None
    was_joined: bool = False


@dataclass(frozen=True)
class Table:
    """A header and the rows under it."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class _Record:
    line: int
    lines: Sequence[str]
    values: Sequence[str]


def is_table(content: bytes) -> bool:
    """Whether a body is a zip or a CSV file rather than JSON, a web page or nothing."""
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return bool(start) and start not in (b"[", b"{", b"<")


def read_table(
    response: Response,
    edition: FetchedEdition,
    layouts: Collection[Collection[str]],
    is_whole: Callable[[Mapping[str, str]], bool] | None = None,
) -> Table:
    """Reads a CSV file, or the only one in a zip.

    Args:
        response: The file.
        edition: The edition it is of.
        layouts: Names the header must hold, for each layout that is known; others may be there.
        is_whole: Whether fields look like a whole record. Given, a record cut in two by a line
            break that is not quoted is joined again, when the parts make up a whole one.

    Raises:
        FileRefused: when the zip is damaged or holds anything but one CSV file, the text is not
            UTF-8, not quoted as CSV is or cut off, or the header is not as agreed.
    """
    content = response.content
    if content.startswith(_ZIP):
        content = _only_member(response, edition)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"{response.name} is not UTF-8 at byte {error.start}"
        raise broken(edition, found, _WHOLE_FILE) from None
    records = list(_records(text, response.name, edition))
    names = tuple(name.strip() for name in records[0].values) if records else ()
    _require_layout(names, response.name, edition, layouts)
    rows = tuple(_rows(records[1:], names, response.name, is_whole))
    if rows and not text.endswith(("\n", "\r")):
        last = rows[-1]
        if last.problem or (is_whole and not is_whole(last.values)):
            found = f"{last.place} is cut off"
            raise broken(edition, found, _WHOLE_FILE)
    return Table(names, rows)


def _require_layout(
    names: tuple[str, ...], name: str, edition: FetchedEdition, layouts: Collection[Collection[str]]
) -> None:
    expected = "the columns " + ", or ".join(", ".join(layout) for layout in layouts)
    if repeated := sorted({each for each in names if names.count(each) > 1}):
        found = f"the header of {name} repeats {', '.join(map(repr, map(shown, repeated)))}"
        raise broken(edition, found, expected)
    if not any(set(layout) <= set(names) for layout in layouts):
        raise broken(edition, f"the header of {name} is {shown(', '.join(names))}", expected)


def _records(text: str, name: str, edition: FetchedEdition) -> Iterator[_Record]:
    """The records of a text; blank lines are none."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True)
    start = 0
    try:
        for values in reader:
            if any(value.strip() for value in values):
                yield _Record(start + 1, lines[start : reader.line_num], values)
            start = reader.line_num
    except csv.Error as error:
        found = f"{name} is not CSV from line {start + 1} on: {error}"
        raise broken(edition, found, _WHOLE_FILE) from None


def _rows(
    records: Sequence[_Record],
    names: tuple[str, ...],
    name: str,
    is_whole: Callable[[Mapping[str, str]], bool] | None,
) -> Iterator[Row]:
    rest = iter(records)
    ahead = next(rest, None)
    while ahead is not None:
        record, ahead = ahead, next(rest, None)
        row = _row(f"{name}:{record.line}", record.values, names)
        if row.problem is None and _swallows_a_row(record.lines, len(names)):
            expected = "quotes closed in their record; another row is within this one"
            row = Row(row.place, problem=Unreadable("a stray quote", expected, "stray_quote"))
        elif is_whole and ahead and len(record.values) < len(names):
            first, second = record.values[-1], ahead.values[0]
            both = [*record.values[:-1], f"{first}\n{second}", *ahead.values[1:]]
            joined = _row(row.place, both, names)
            if joined.problem is None and is_whole(joined.values):
                row, ahead = replace(joined, was_joined=True), next(rest, None)
        yield row


def _row(place: str, values: Sequence[str], names: tuple[str, ...]) -> Row:
    if len(values) != len(names):
        found, expected = f"{len(values)} fields", f"{len(names)} fields, as in the header"
        return Row(place, problem=Unreadable(found, expected, "wrong_width"))
    return Row(place, dict(zip(names, (value.strip() for value in values), strict=True)))


def _swallows_a_row(lines: Sequence[str], width: int) -> bool:
    """Whether a later line of a record begins as its first does and has all commas of a row."""
    start = _form_of_first_field(lines[0])
    return any(
        line.count(",") >= width - 1 and _form_of_first_field(line) == start for line in lines[1:]
    )


def _form_of_first_field(line: str) -> str:
    return _DIGITS.sub("0", line.partition(",")[0])


def _only_member(response: Response, edition: FetchedEdition) -> bytes:
    name = response.name
    try:
        with zipfile.ZipFile(io.BytesIO(response.content)) as package:
            members = [each for each in package.infolist() if not each.is_dir()]
            if len(members) != 1 or not members[0].filename.lower().endswith(".csv"):
                held = shown(", ".join(each.filename for each in members))
                raise broken(edition, f"the zip {name} holds {held}", _WHOLE_FILE)
            (member,) = members
            if member.flag_bits & 1 or member.compress_type not in _STORED_OR_DEFLATED:
                found = f"the zip {name} is encrypted or packed in an unusual way"
                raise broken(edition, found, _WHOLE_FILE)
            with package.open(member) as part:
                content = part.read(MAX_UNPACKED_BYTES + 1)
    except _DAMAGED as error:
        raise broken(edition, f"the zip {name} is damaged: {error}", _WHOLE_FILE) from None
    if len(content) > MAX_UNPACKED_BYTES:
        found = f"the zip {name} unpacks to more than {MAX_UNPACKED_BYTES:,} bytes"
        raise broken(edition, found, _WHOLE_FILE)
    return content
