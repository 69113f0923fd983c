"""The signs, codes and names of currencies in six languages, and which codes each may mean.

Names come from CLDR through Babel; signs and everyday names that several currencies share are in
`currencies.yml`. Whether a code was in use on a day belongs to `pipelines.readers.currencies`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Self

from babel.numbers import get_currency_name
from pydantic import model_validator

from pipelines.readers.amounts.folding import fold
from pipelines.readers.amounts.words import PhrasesByLanguage
from pipelines.readers.currencies import currency_eras
from pipelines.storage.yaml_models import Entry, load_own, problem
from pipelines.submissions import LANGUAGES

Codes = frozenset[str]


class _Currencies(Entry):
    groups: Mapping[str, Codes]
    signs: Mapping[str, tuple[str, ...]]
    sign_prefixes: Mapping[str, str]
    dollar_prefixes: Mapping[str, str]
    names: Mapping[str, PhrasesByLanguage]
    wordlike_codes: Codes
    safe_in_lower_case: frozenset[str]
    other_places: Mapping[str, tuple[str, ...]]

    @model_validator(mode="after")
    def _require_known_groups(self) -> Self:
        named = {part for names in (*self.signs.values(), *self.groups.values()) for part in names}
        named.update(part for names in self.names for part in names.split())
        unknown = [part for part in named - set(self.groups) if not re.fullmatch("[A-Z]{3}", part)]
        if unknown:
            raise problem(f"names the unknown {', '.join(sorted(unknown))}", "a code, or a group")
        return self

    def codes(self, names: Iterable[str]) -> Codes:
        """Returns the codes of some groups and codes."""
        return Codes().union(*(self.groups.get(name, {name}) for name in names))


_FILE = load_own(__file__, "currencies.yml", _Currencies, "the vocabulary of currencies")
DOLLARS, PESOS, POUNDS = (_FILE.groups[group] for group in ("dollars", "pesos", "pounds"))
SIGNS = {sign: _FILE.codes(names) for sign, names in _FILE.signs.items()}
SIGN_PREFIXES = _FILE.sign_prefixes
DOLLAR_PREFIXES = _FILE.dollar_prefixes
WORDLIKE_CODES = _FILE.wordlike_codes
SAFE_IN_LOWER_CASE = _FILE.safe_in_lower_case
OTHER_PLACES = {
    currency: frozenset(fold(place).casefold() for place in places)
    for currency, places in _FILE.other_places.items()
}


@cache
def currency_names() -> dict[tuple[str, ...], tuple[Codes, frozenset[str]]]:
    """Folded names in words, with the codes each may mean and the languages it belongs to."""
    names: dict[tuple[str, ...], tuple[Codes, frozenset[str]]] = {}
    for language, name, codes in _cldr_names():
        _add(names, _words(name), codes, language)
    listed: dict[tuple[str, ...], tuple[Codes, frozenset[str]]] = {}
    for meant, by_language in _FILE.names.items():
        for language, of_language in by_language.items():
            for name in of_language:
                _add(listed, _words(name), _FILE.codes(meant.split()), language)
    # What a listed name may mean is what the list says; CLDR only adds its languages.
    for words, (codes, languages) in listed.items():
        names[words] = codes, languages | names.get(words, (codes, frozenset[str]()))[1]
    names.pop((), None)
    return names


def _add(
    names: dict[tuple[str, ...], tuple[Codes, frozenset[str]]],
    words: tuple[str, ...],
    codes: Codes,
    language: str,
) -> None:
    others, languages = names.get(words, (Codes(), frozenset[str]()))
    names[words] = others | codes, languages | ({language} - {"any"})


def _cldr_names() -> Iterator[tuple[str, str, Codes]]:
    """Names of two words or more, or in Chinese; years in brackets mark retired namesakes."""
    for code in currency_eras():
        for language in LANGUAGES:
            for name in {
                get_currency_name(code, count, language) for count in (None, 1, 2, 5, 100)
            }:
                is_telling = " " in name or (language == "zh" and len(name) > 1)
                if name != code and "(" not in name and "（" not in name and is_telling:
                    yield language, name, Codes({code})


def _words(name: str) -> tuple[str, ...]:
    plain = "".join(char if char.isalpha() else " " for char in fold(name).casefold())
    return tuple(plain.split())
