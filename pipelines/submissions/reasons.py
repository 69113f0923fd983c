"""Says to a pledger, in one of six languages, what is wrong with a field and what to do about it.

The words stand in `reasons.yml`; which reasons there are is decided by the readers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.errors import SourceError
from pipelines.submissions.labels import LANGUAGES

REASONS_FILE = Path(__file__).with_name("reasons.yml")


@dataclass(frozen=True)
class ProblemWords:
    """The words around problems in one language.

    Attributes:
        problem_columns: Headings of the list of problems: line, cell, column, found, what to do,
            expected, reason.
        found: What stands before what was found.
        expected: What stands before what was expected.
        contacts: Why the columns of contacts are empty.
        how_to_mend: Sentences above the list.
    """

    problem_columns: Sequence[str]
    found: str
    expected: str
    contacts: str
    how_to_mend: Sequence[str]


@cache
def explanations() -> Mapping[str, Mapping[str, str]]:
    """Of each reason, by language, one sentence on what is wrong and what to do.

    Raises:
        SourceError: when the file is broken or lacks a language.
    """
    content = _content()["reasons"]
    for reason, texts in content.items():
        _check_languages(texts, f"reason {reason!r}")
    checked: Mapping[str, Mapping[str, str]] = content
    return checked


@cache
def problem_words(language: str) -> ProblemWords:
    """The words around problems in a language.

    Raises:
        SourceError: when the file is broken or lacks a language.
    """
    content = _content()["sheet"]
    for name, texts in content.items():
        _check_languages(texts, name)
    return ProblemWords(**{name: texts[language] for name, texts in content.items()})


@cache
def _content() -> Mapping[str, Any]:
    try:
        content = yaml.safe_load(REASONS_FILE.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _broken(f"it cannot be read: {error}") from error
    if not isinstance(content, dict) or set(content) != {"sheet", "reasons"}:
        raise _broken("it does not hold `sheet` and `reasons`")
    return content


def _check_languages(texts: object, where: str) -> None:
    if not isinstance(texts, dict) or set(texts) != set(LANGUAGES) or not all(texts.values()):
        raise _broken(f"{where} is not worded in every language")


def _broken(found: str) -> SourceError:
    return SourceError(
        f"the wordings of reasons are broken: {found}",
        where=str(REASONS_FILE),
        expected=f"a text in each of {', '.join(LANGUAGES)}",
        next_step="restore the file from version control",
    )
