"""Finds wrong rows in polluted copies of a clean CSV file: rows accepted that it does not have.

Knows nothing of pledges: what a file must look like is a contract, given or inferred from the clean
file. How files are polluted is in `polluting.py`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipelines.errors import FileRefused
from pipelines.readers.containers.delimited import DELIMITERS, choose_delimiter, read_delimited
from pipelines.readers.rows.contract import Column, Contract
from pipelines.readers.rows.fields import FieldError, FieldParser, text
from pipelines.readers.rows.read_result import InputFile, Reading

FEW_TERMS = 12
"""A column of at most so many different values is a closed list, if they repeat."""
FEW_SHAPES = 3
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
_URL = re.compile(r"https?://[^\s\"<>,;]+")
CLEAN_NAMES = ("source.csv", "clean.csv")


@dataclass(frozen=True)
class Outcome:
    """What came of one polluted file.

    Attributes:
        name: The file.
        refused: Whether it was refused whole.
        accepted: Rows accepted.
        rejected_lines: Lines rejected.
        wrong: Rows accepted that the clean file does not have, or not so often.
    """

    name: str
    refused: bool
    accepted: int
    rejected_lines: int
    wrong: tuple[str, ...]


def clean_file_of(polluted: Path, top: Path, otherwise: str | None) -> Path | None:
    """The clean original of a polluted file.

    A file of its name in a directory `clean` beside it, or else `source.csv` or `clean.csv` beside
    or above it, or else the one that is named.
    """
    beside = polluted.parent / "clean" / polluted.name
    if beside.is_file():
        return beside
    for directory in (polluted.parent, *polluted.parent.parents):
        for name in CLEAN_NAMES:
            if (directory / name).is_file():
                return directory / name
        if directory == top:
            break
    return Path(otherwise) if otherwise else None


def read_clean(path: Path) -> list[list[str]]:
    """Records of a clean file, its header first, under the delimiter that fits all of them."""
    content = path.read_text(encoding="utf-8-sig")
    best: list[list[str]] = []
    for delimiter in (*DELIMITERS, "|"):
        try:
            rows = [
                row
                for row in csv.reader(
                    io.StringIO(content, newline=""), delimiter=delimiter, strict=True
                )
                if row
            ]
        except csv.Error:
            continue
        if len({len(row) for row in rows}) == 1 and len(rows[0]) > len(best[0] if best else ()):
            best = rows
    assert best, f"{path} is not clean: no delimiter gives rows of one width"
    return best


def infer_contract(rows: Sequence[Sequence[str]]) -> Contract:
    """The contract of a clean file: each column as narrow as its values are.

    Every value is kept as text, so that rows can be compared as they were written.
    """
    names = [name.strip() for name in rows[0]]
    columns = []
    for position, name in enumerate(names):
        values = [row[position].strip() for row in rows[1:]]
        columns.append(
            Column(name, _parser(values), pa.string(), required=all(values) and bool(values))
        )
    return Contract(table="polluted", columns=tuple(columns), key=tuple(names))


def _parser(values: Sequence[str]) -> FieldParser:
    filled = [value for value in values if value]
    distinct = set(filled)
    if not filled:
        return _allowing(lambda _: False, "nothing")
    if len(distinct) <= FEW_TERMS and len(filled) >= 2 * len(distinct):
        return _allowing(distinct.__contains__, "a term of the list")
    shapes = {_shape(value) for value in filled}
    if (
        len(shapes) <= FEW_SHAPES
        and len(distinct) > FEW_SHAPES
        and not any("L" in s for s in shapes)
    ):
        return _allowing(lambda value: _shape(value) in shapes, "a value of this form")
    for pattern in (_INTEGER, _NUMBER, _URL):
        if all(pattern.fullmatch(value) for value in filled):
            return _allowing(pattern.fullmatch, "a value of this type")
    marks = {char for value in filled for char in _marks(value)}
    longest = 2 * max(map(len, filled))
    return _allowing(
        lambda value: len(value) <= longest and marks.issuperset(_marks(value)),
        "a text of these characters",
    )


def _allowing(is_allowed: Callable[[str], object], expected: str) -> FieldParser:
    def parse(value: str) -> str:
        if not is_allowed(text(value)):
            raise FieldError("wrong_form", expected)
        return value

    return parse


def _shape(value: str) -> str:
    """Digits as 9, letters as L, signs as they are; two lengths of digits are two shapes."""
    return "".join("9" if c in "0123456789" else "L" if c.isalpha() else c for c in value)


def _marks(value: str) -> Iterable[str]:
    """What a text is made of besides letters: its signs, and whether it has digits."""
    return {"9" if c.isdigit() else c for c in value if not c.isalpha()}


def read_polluted(data: bytes, name: str, contract: Contract) -> Reading | None:
    """The reading of a file, or None when it is refused."""
    file = InputFile(hashlib.sha256(data).hexdigest(), name, "polluted", "2026-01-01")
    stream = io.BytesIO(data)
    try:
        return read_delimited(stream, file, contract, choose_delimiter(stream, file, contract))
    except FileRefused:
        return None


def rows_of(reading: Reading) -> Counter[str]:
    """Accepted rows and how often each occurs, without where they stood."""
    table = reading.rows.drop_columns(["source_sha256", "source_line"])
    return Counter(repr(row) for row in table.to_pylist())


def judge(data: bytes, name: str, contract: Contract, clean: Counter[str]) -> Outcome:
    """Read one polluted file and count its wrong rows."""
    reading = read_polluted(data, name, contract)
    if reading is None:
        return Outcome(name, True, 0, 0, ())
    rows = rows_of(reading)
    lines = reading.lines
    assert lines.accepted + lines.rejected + lines.structural == lines.physical
    wrong = tuple((rows - clean).elements())
    return Outcome(name, False, rows.total(), lines.rejected, wrong)


def judge_folder(
    top: Path, contract: Contract | None = None, otherwise: str | None = None
) -> list[Outcome]:
    """Judge every CSV file under a directory against its clean original.

    Args:
        top: The directory; its subdirectories are looked through too.
        contract: What the clean file must look like; inferred from it when there is none.
        otherwise: Clean file of those that have none beside or above them.
    """
    outcomes = []
    known: dict[Path, tuple[Contract, Counter[str]]] = {}
    for path in sorted(top.rglob("*.csv")):
        if path.name in CLEAN_NAMES or path.parent.name == "clean":
            continue
        source = clean_file_of(path, top, otherwise)
        assert source is not None, f"{path} has no clean original; see the text of the test"
        if source not in known:
            known[source] = _read_source(source, contract)
        outcomes.append(judge(path.read_bytes(), str(path.relative_to(top)), *known[source]))
    return outcomes


def _read_source(source: Path, contract: Contract | None) -> tuple[Contract, Counter[str]]:
    if contract is not None:
        reading = read_polluted(source.read_bytes(), source.name, contract)
        assert reading is not None and not reading.rejects, f"{source} is not clean"
        return contract, rows_of(reading)
    rows = read_clean(source)
    inferred = infer_contract(rows)
    names = inferred.column_names
    return inferred, Counter(
        repr(dict(zip(names, (value.strip() or None for value in row), strict=True)))
        for row in rows[1:]
    )
