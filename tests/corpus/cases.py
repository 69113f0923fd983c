"""The corpus: hand-made submissions, each with what a strict reading must make of it.

A topic is a directory of files with an `expected.yml` beside them. A case whose name ends in
`.xlsx` is described in `workbooks.yml` and built by `build_workbooks.py`, so that people can review
it; one that would be too large to keep is written by `made.py`.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.corpus.build_workbooks import build_workbook
from tests.corpus.made import MADE

FILES = Path(__file__).parent / "files"
EXPECTED = "expected.yml"
WORKBOOKS = "workbooks.yml"


@dataclass(frozen=True)
class Case:
    """One file of the corpus and what must come of it.

    Attributes:
        topic: Directory of the file.
        name: Name of the file.
        shows: What it is there for, in a sentence.
        refused: Part of the reason for which the whole file is refused, None when it is read.
        next_step: Part of what the refusal tells to do next.
        lines: Accepted, rejected and structural lines; they add up to the lines of the file.
        rows: Some columns of each accepted row, in order, as `p2c check` shows them.
        rejects: Line (or cell), field and reason of each problem, in any order; `to` is the last
            line, `found` and `suggests` are parts of what the reject shows.
        ignored: Names passed over.
        contacts: Personal data, which must be found among the contacts and nowhere else.
        defect: Why the reader does not yet do as expected.
        counts_elements: Whether objects are counted in place of lines, as of an array on one line.
    """

    topic: str
    name: str
    shows: str
    refused: str | None = None
    next_step: str | None = None
    lines: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[Mapping[str, Any], ...] | None = ()
    rejects: tuple[Mapping[str, Any], ...] = ()
    ignored: tuple[str, ...] = ()
    contacts: tuple[Mapping[str, Any], ...] = ()
    counts_elements: bool = False
    defect: str | None = None

    @property
    def id(self) -> str:
        return f"{self.topic}/{self.name}"

    def write(self, directory: Path) -> Path:
        """The file: as it is kept, or built into a directory."""
        kept = FILES / self.topic / self.name
        if kept.exists():
            return kept
        target = directory / self.name
        if self.name in MADE:
            target.write_bytes(MADE[self.name]())
        else:
            target.write_bytes(build_workbook(_workbooks(self.topic)[self.name]))
        return target


def _load(path: Path) -> dict[str, Any]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _workbooks(topic: str) -> dict[str, Any]:
    return _load(FILES / topic / WORKBOOKS)


def load_cases() -> list[Case]:
    """Every case, by topic and name."""
    cases = []
    for path in sorted(FILES.glob(f"*/{EXPECTED}")):
        for name, expected in _load(path).items():
            for listed in ("rows", "rejects", "ignored", "contacts"):
                if listed in expected and expected[listed] is not None:
                    expected[listed] = tuple(expected[listed])
            cases.append(Case(path.parent.name, name, **expected))
    return cases


def count_lines(path: Path) -> int:
    """Lines of a text file as `open` counts them, with no help of the readers."""
    beginning = path.read_bytes()[:2]
    is_utf16 = beginning in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    with path.open(encoding="utf-16" if is_utf16 else "utf-8-sig", newline="") as text:
        return sum(1 for _ in text)
