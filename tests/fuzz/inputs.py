"""What the fuzzing feeds in: mutated files of the corpus, and texts put together from words.

What must hold of the outcome is in `targets.py`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import warnings
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from pipelines.settings import REPOSITORY
from tests.corpus.cases import Case, load_cases

MOST_BYTES = 20_000
"""Larger files of the corpus are left out: their size is what they test."""
SPLICES = [
    b",", b";", b"\t", b'"', b'""', b"\n", b"\r", b"\r\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xe2\x80\xae", b"{", b"}", b"[", b"]", b":", b"null", b"NaN", b"1e999", b"\\ud800", b"'",
    b"-", b"0", b"9" * 40, b"true", b" ", b"=1+1", b"|", b"; ", b"%", b"ada@example.org",
]  # fmt: skip
XML_VALUES = [
    b"", b"0", b"-1", b"1e400", b"NaN", b"999999", b"99999999999999999999", b"A1",
    b"ZZZ9999999", b"s",
    b"d", b"e", b"b", b"n", b"inlineStr", b"str", b"2026-05-17T25:61:00", b"&#9;",
    b"&amp;lt;", b"x",
    b"hidden", b"=1", b"xl/worksheets/sheet1.xml", b"../../x.xml", b"rId1", b"true", b"#REF!",
    b"May 2026", b"KEN", b"  ",
]  # fmt: skip
_XML_VALUE = re.compile(rb'(?<=>)[^<>]*(?=</)|(?<==")[^"]*(?=")')
PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
)
WORDS = Path(__file__).parent / "words.txt"


@cache
def words_about(topic: str) -> list[str]:
    """Words of a line of `words.txt`, which begins with its topic."""
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{topic}: "):
            return line.removeprefix(f"{topic}: ").split(" ")
    raise KeyError(topic)


@cache
def _corpus() -> list[Case]:
    return [case for case in load_cases() if case.topic not in ("large", "foreign")]


@cache
def corpus_files(*suffixes: str) -> tuple[bytes, ...]:
    """Contents of the files of the corpus that are small and end in one of these."""
    with tempfile.TemporaryDirectory() as directory:
        contents = [
            case.write(Path(directory)).read_bytes()
            for case in _corpus()
            if case.name.endswith(suffixes)
            and (case.refused is None or not case.name.endswith(".xlsx"))
            and case.name != "long_cell.xlsx"
        ]
    return tuple(content for content in contents if len(content) <= MOST_BYTES)


@cache
def corpus_texts(*columns: str) -> tuple[str, ...]:
    """Texts that stand in some columns of the corpus."""
    texts = set()
    for content in corpus_files(".csv"):
        try:
            rows = list(csv.DictReader(io.StringIO(content.decode())))
        except (UnicodeDecodeError, csv.Error):
            continue
        texts |= {row[name] for row in rows for name in columns if isinstance(row.get(name), str)}
    return tuple(sorted(text for text in texts if text and len(text) <= 600))


@cache
def place_names() -> tuple[str, ...]:
    """Names of the reviewed list."""
    path = REPOSITORY / "data" / "decisions" / "place_names.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(row["name"] for row in csv.DictReader(file))


@st.composite
def mutated(draw: st.DrawFn, *suffixes: str) -> bytes:
    """A file of the corpus with one to three places changed, more often behind its header."""
    files = corpus_files(*suffixes)
    return _changed(draw, draw(st.sampled_from(files)), files, SPLICES)


@st.composite
def mutated_workbooks(draw: st.DrawFn) -> bytes:
    """A workbook of the corpus with changes in one of its parts, now and then in its bytes."""
    files = corpus_files(".xlsx")
    content = draw(st.sampled_from(files))
    if draw(st.integers(0, 19)) == 0 or not zipfile.is_zipfile(io.BytesIO(content)):
        return _changed(draw, content, files, SPLICES)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    read = [name for name in PARTS if name in parts] or list(parts)
    name = draw(st.sampled_from(read))
    for _ in range(draw(st.integers(1, 4))):
        values = list(_XML_VALUE.finditer(parts[name]))
        if values:
            value = draw(st.sampled_from(values))
            other = draw(st.sampled_from(XML_VALUES))
            parts[name] = parts[name][: value.start()] + other + parts[name][value.end() :]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part, text in parts.items():
            new.writestr(part, text)
    return buffer.getvalue()


def _changed(
    draw: st.DrawFn, content: bytes, others: Sequence[bytes], splices: Sequence[bytes]
) -> bytes:
    for _ in range(draw(st.integers(1, 3))):
        first = min(len(content), 120) if draw(st.integers(0, 3)) else 0
        at = draw(st.integers(first, len(content)))
        length = draw(st.integers(0, 24))
        kind = draw(st.integers(0, 7))
        if kind <= 2:
            content = content[:at] + draw(st.sampled_from(splices)) + content[at:]
        elif kind == 3:
            content = content[:at] + content[at + length :]
        elif kind == 4:
            content = content[:at] + content[at : at + length] * 2 + content[at + length :]
        elif kind == 5:
            content = content[:at] + draw(st.binary(max_size=3)) + content[at + length // 8 :]
        elif kind == 6:
            other = draw(st.sampled_from(others))
            content = content[:at] + other[draw(st.integers(0, len(other))) :]
        else:
            content = content[:at]
    return content


_HEADER = (
    "pledge_id,version,announced,title,entities,sector,amount,amount_basis,status_reports,places"
)
_ROW = "EX-1,1,2026,Links,Example,Academia,5,people,2026-01-01 delayed 5%,KEN"


@st.composite
def rows(draw: st.DrawFn) -> bytes:
    """A header and rows of random texts, now and then one that is whole."""
    field = st.one_of(
        st.sampled_from(_ROW.split(",")),
        st.text(max_size=8),
        st.sampled_from(['"', '""', "\n", ""]),
    )
    lines = draw(
        st.lists(st.one_of(st.just(_ROW), st.lists(field, max_size=10).map(",".join)), max_size=8)
    )
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return end.join((_HEADER, *lines)).encode("utf-8", "surrogatepass")


_SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**20), st.floats(), st.text(max_size=8),
    st.sampled_from([*_ROW.split(","), "\ud800"]),
)  # fmt: skip
_VALUE = st.one_of(
    _SCALAR, st.lists(_SCALAR, max_size=3), st.dictionaries(st.text(), _SCALAR, max_size=2)
)


@st.composite
def objects(draw: st.DrawFn) -> bytes:
    """JSON: an array, or an object a line, of which fields are random."""
    names = st.one_of(st.sampled_from(_HEADER.split(",")), st.text(max_size=6))
    base = dict(zip(_HEADER.split(","), _ROW.split(","), strict=True))
    made = [
        json.dumps(base | draw(st.dictionaries(names, _VALUE, max_size=3)))
        for _ in range(draw(st.integers(0, 4)))
    ]
    text = "[" + ",\n".join(made) + "]" if draw(st.booleans()) else "\n".join(made)
    return text.encode()


@st.composite
def amounts(draw: st.DrawFn) -> str:
    """An amount put together as people do: bound, currency, number, size, basis in any order."""
    number = draw(st.sampled_from(words_about("numbers")))
    parts = [number] if draw(st.booleans()) else [str(draw(st.integers(0, 10**9)))]
    for topic in ("sizes", "currencies", "bounds", "bases"):
        if draw(st.integers(0, 4 if topic in ("sizes", "currencies") else 1)):
            word = draw(st.sampled_from(words_about(topic))).replace("_", " ")
            parts.insert(draw(st.integers(0, len(parts))) if topic != "sizes" else 1, word)
    return draw(st.sampled_from(["", " ", " ", " ", "\u00a0"])).join(parts)


def texts_of(words: list[str], *more: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Words in a row, texts of the corpus with a word put in, and texts at random."""
    known = st.sampled_from([text for texts in more for text in texts])
    word = st.sampled_from(words)
    return st.one_of(
        st.lists(word, max_size=9).map(" ".join),
        st.lists(word, max_size=5).map("".join),
        st.tuples(known, word, st.integers(0, 60)).map(
            lambda t: t[0][: t[2]] + t[1] + t[0][t[2] :]
        ),
        st.tuples(known, word, known).map(" ".join),
        st.tuples(known, st.integers(0, 30), st.integers(0, 9)).map(
            lambda t: t[0][: t[1]] + t[0][t[1] + t[2] :]
        ),
        st.text(max_size=40),
    )
