"""The words around an amount, in the six languages of the United Nations, from `words.yml`.

Currency names belong to `currency_words`; what a sequence of words means belongs to `parser`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pipelines.readers.amounts.folding import fold
from pipelines.storage.yaml_models import Entry, load_own

Phrase = tuple[str, ...]
"""Words as a text holds them once it is folded."""

Role = Literal[
    "magnitude", "noun", "bound", "after", "basis", "years", "duration", "over", "of", "joint",
    "between", "upper", "or", "equivalent", "each", "fraction", "negative", "times", "describing",
    "label", "number",
]  # fmt: skip
PhrasesByLanguage = Mapping[Literal["en", "fr", "es", "ar", "zh", "ru", "any"], tuple[str, ...]]


class Words(Entry):
    """The content of `words.yml`.

    Attributes:
        roles: Phrases by their part in the sentence, what they mean there, and language.
        bound_signs: Signs of a bound.
        attached_magnitudes: Letters that scale only the number right before them.
        other_han_words: Chinese words that are no part of an amount.
        arabic_prefixes: What Arabic joins to the next word.
    """

    roles: Mapping[Role, Mapping[str, PhrasesByLanguage]]
    bound_signs: Mapping[str, str]
    attached_magnitudes: Mapping[str, str]
    other_han_words: tuple[str, ...]
    arabic_prefixes: tuple[str, ...]


WORDS = load_own(__file__, "words.yml", Words, "the vocabulary of amounts")


def phrase_of(text: str) -> Phrase:
    """Returns a phrase as a folded text holds it."""
    return tuple(fold(text).casefold().replace("-", " ").replace("'", " ").split())
