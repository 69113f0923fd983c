"""Labels in six languages: how they are stored, compared and told apart.

Which labels there are does not belong here; they stand in the YAML files of this package.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, TypeVar

from pydantic import AfterValidator

from pipelines.storage.yaml_models import problem


class Language(StrEnum):
    """Languages of labels by their ISO 639-1 codes, in the order in which labels are shown."""

    en = "en"
    fr = "fr"
    es = "es"
    ar = "ar"
    zh = "zh"
    ru = "ru"


LANGUAGES = tuple(language.value for language in Language)

_Words = TypeVar("_Words")


def _require_languages(words: Mapping[str, _Words]) -> Mapping[str, _Words]:
    expected = f"a text in each of {', '.join(LANGUAGES)}"
    if lacking := [language for language in LANGUAGES if not words.get(language)]:
        raise problem(f"lacks {', '.join(lacking)}", expected)
    if unknown := [language for language in words if language not in LANGUAGES]:
        raise problem(f"has the unknown language {', '.join(unknown)}", expected)
    return MappingProxyType({language: words[language] for language in LANGUAGES})


def _require_text(text: str) -> str:
    if not text.strip():
        raise problem("is empty", "a text")
    return text


Text = Annotated[str, AfterValidator(_require_text)]
"""A text in which something can be read."""

ByLanguage = Annotated[Mapping[str, _Words], AfterValidator(_require_languages)]
"""The same in each language, in the order of LANGUAGES."""

Labels = ByLanguage[tuple[Text, ...]]
"""Per language the labels of one thing; the first is the one to show."""

_TATWEEL = "ـ"
"""Stretches an Arabic word for its looks and is no letter."""


def normalise_label(text: str) -> str:
    """The spelling that two writings of one label share.

    Compatibility forms, case, combining marks and signs are gone, every run of signs and spaces is
    one space: `pledge_id`, ` Pledge-ID ` and `PLEDGE ID` are the same. The result is its own
    normal form.
    """
    # Case folding can bring marks back and taking marks away can open new compositions, so both
    # are done on the fully decomposed text.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    folded = unicodedata.normalize("NFKD", folded.casefold())
    bare = "".join(
        char
        for char in folded
        if not unicodedata.category(char).startswith("M") and char != _TATWEEL
    )
    composed = unicodedata.normalize("NFKC", bare)
    return " ".join("".join(char if char.isalnum() else " " for char in composed).split())


def index_labels(
    labelled: Iterable[tuple[str, Iterable[str]]],
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Normalised label to the name it stands for, and what keeps it from being clear.

    Args:
        labelled: Names, each with all its labels.

    Returns:
        The index, and one sentence for each label that is empty once normalised or that two
        names claim.
    """
    index: dict[str, str] = {}
    problems = []
    for name, labels in labelled:
        for label in labels:
            key = normalise_label(label)
            if not key:
                problems.append(f"{name} has the label {label!r}, in which nothing can be read")
            elif (other := index.setdefault(key, name)) != name:
                problems.append(f"{other} and {name} both have the label {label!r}")
    return MappingProxyType(index), tuple(problems)
