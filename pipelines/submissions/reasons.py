"""Says to a pledger, in one of six languages, what is wrong with a field and what to do about it.

The words are in `reasons.yml`; which reasons there are is decided by the readers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.storage.yaml_models import Entry, load_model
from pipelines.submissions.labels import ByLanguage, Text

REASONS_FILE = Path(__file__).with_name("reasons.yml")


@dataclass(frozen=True)
class ProblemWords:
    """The words around problems in one language.

    Attributes:
        problem_columns: Headings of the list of problems: line, cell, column, found, what to do,
            expected, reason.
        found: Label before what was found.
        expected: Label before what was expected.
        contacts: Why the columns of contacts are empty.
        how_to_mend: Sentences above the list.
    """

    problem_columns: Sequence[str]
    found: str
    expected: str
    contacts: str
    how_to_mend: Sequence[str]


class _ReasonsFile(Entry):
    """The words around problems, and of each reason one sentence, by language."""

    sheet: Mapping[str, ByLanguage[Any]]
    reasons: Mapping[str, ByLanguage[Text]]


def explanations() -> Mapping[str, Mapping[str, str]]:
    """Of each reason, by language, one sentence on what is wrong and what to do.

    Raises:
        SourceError: when the file is broken or lacks a language.
    """
    return _content().reasons


@cache
def problem_words(language: str) -> ProblemWords:
    """The words around problems in a language.

    Raises:
        SourceError: when the file is broken or lacks a language.
    """
    return ProblemWords(**{name: texts[language] for name, texts in _content().sheet.items()})


@cache
def _content() -> _ReasonsFile:
    return load_model(
        REASONS_FILE,
        _ReasonsFile,
        what="the file of wordings of reasons",
        next_step="restore the file from version control",
    )
