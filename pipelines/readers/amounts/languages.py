"""Which languages a text may be in, and what million, billion and mil scale by there.

Only the words that `tokens` knows are evidence; no statistical guess is made.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from pipelines.readers.amounts.model import UnreadableAmount
from pipelines.readers.amounts.tokens import Token
from pipelines.submissions import LANGUAGES

ALL = frozenset(LANGUAGES)
_SHORT_AND_LONG = {"billion": ("1000000000", "1000000000000"), "trillion": ("1E12", "1E18")}


def given_language(language: str | None) -> str | None:
    """`fr` of `fr`, `FR` or `fr-CA`; None for a language whose conventions are not known here."""
    primary = (language or "").strip().casefold().replace("_", "-").split("-")[0]
    return primary if primary in ALL else None


def possible_languages(tokens: Sequence[Token], given: str | None) -> frozenset[str]:
    """Languages that the words allow.

    The given language stands alone when no word speaks against it; words of another language add
    theirs, so that conventions on which they differ are not decided. Without a given language,
    `billion` beside no French word is English.
    """
    evidence = [token.languages or _script(token) for token in tokens if token.kind != "mark"]
    evidence = [languages for languages in evidence if languages]
    shared = ALL.intersection(*evidence)
    if not shared:
        shared = frozenset().union(*evidence)
        return shared | {given} if given else shared
    if given:
        return frozenset({given}) if given in shared else shared | {given}
    says_billion = any(token.roles.get("magnitude") in _SHORT_AND_LONG for token in tokens)
    return frozenset({"en"}) if says_billion and shared == {"en", "fr"} else shared


def scale(values: Sequence[str], languages: frozenset[str], given: str | None) -> Decimal:
    """Factor of the magnitude words after a number, in their order; 1 when there are none.

    Raises:
        UnreadableAmount: `ambiguous_unit` or `unknown_unit`.
    """
    factors = [_factor(value, languages, given) for value in values]
    if len(factors) > 2 or (len(factors) == 2 and not _may_precede(*factors)):
        raise UnreadableAmount("unknown_unit")
    product = Decimal(1)
    for factor in factors:
        product *= factor
    return product


def _may_precede(first: Decimal, second: Decimal) -> bool:
    return first <= 100_000 and second >= 1000 and second > first


def _factor(value: str, languages: frozenset[str], given: str | None) -> Decimal:
    if value == "?":
        raise UnreadableAmount("unknown_unit")
    if value == "mm":
        raise UnreadableAmount("ambiguous_unit")
    if value == "mil":
        if languages != {"es"}:
            raise UnreadableAmount("ambiguous_unit")
        return Decimal(1000)
    if value == "B":
        if given in {"fr", "es"} or languages <= {"fr", "es"}:
            raise UnreadableAmount("ambiguous_unit")
        return Decimal(10**9)
    if value in _SHORT_AND_LONG:
        short, long = _SHORT_AND_LONG[value]
        if languages == {"fr"} and given == "fr":
            return Decimal(long)
        if languages == {"fr"} or "es" in languages or given == "fr":
            raise UnreadableAmount("ambiguous_unit")
        return Decimal(short)
    return Decimal(value)


def _script(token: Token) -> frozenset[str]:
    if token.kind == "word" and unicodedata.name(token.text[0], "").startswith("CYRILLIC"):
        return frozenset({"ru"})
    return frozenset()
