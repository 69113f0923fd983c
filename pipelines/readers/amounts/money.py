"""Which currency a sign, code or name stands for, in this text and beside this hint.

Finding the token beside a number belongs to `quantities`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.readers.amounts.currency_words import (
    DOLLAR_PREFIXES,
    DOLLARS,
    OTHER_PLACES,
    PESOS,
    POUNDS,
    SAFE_IN_LOWER_CASE,
    SIGN_PREFIXES,
    SIGNS,
    WORDLIKE_CODES,
    Codes,
)
from pipelines.readers.amounts.model import UnreadableAmount
from pipelines.readers.amounts.tokens import Token
from pipelines.readers.amounts.words import WORDS
from pipelines.readers.currencies import currency_eras

_AFTER_DOLLAR = frozenset({"US", "USD", "CA", "CAD", "CAN", "AUD", "NZD", "SGD", "HKD"})


def codes_at(tokens: Sequence[Token], index: int, *, all_capitals: bool) -> Codes | None:
    """Codes that the token may mean; None when it is no currency, empty when an unknown one."""
    token = tokens[index]
    if token.kind == "dollar":
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.text == "$" and after and after.raw in _AFTER_DOLLAR:
            return frozenset({DOLLAR_PREFIXES.get(after.text, after.raw)})
        before = tokens[index - 1] if index else None
        if before and before.kind == "word" and before.end == token.start:
            is_unit = "magnitude" in before.roles or before.text in WORDS.attached_magnitudes
            if not is_unit and before.text.isascii():
                return frozenset()
        if token.text == "$":
            return SIGNS["$"]
        return frozenset({DOLLAR_PREFIXES.get(token.text[:-1], "")} - {""})
    if token.kind == "sign":
        if len(token.text) == 1:
            return SIGNS[token.text]
        return frozenset({SIGN_PREFIXES.get(token.text, "")} - {""})
    if token.kind != "word":
        return None
    if "currency" in token.roles:
        return frozenset(token.roles["currency"].split())
    code = token.raw.upper()
    if code not in currency_eras() or (all_capitals and code in WORDLIKE_CODES):
        return None
    is_code = token.raw == code or token.raw.casefold() in SAFE_IN_LOWER_CASE
    return frozenset({code}) if is_code else None


def is_dollar_suffix(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token belongs to the dollar sign before it, as in `400 $ US`."""
    before = tokens[index - 1] if index else None
    return before is not None and before.text == "$" and tokens[index].raw in _AFTER_DOLLAR


def resolve(
    codes: Codes, tokens: Sequence[Token], languages: frozenset[str], hint: str | None
) -> str:
    """The one code meant.

    A hint chooses among the codes a sign may mean and must not contradict the text. Without one,
    a bare dollar is USD and a bare pound GBP, unless the text names a country with its own; a
    bare ¥ is CNY in Chinese text only. Rupees, francs, dinars and their like are not decided.

    Raises:
        UnreadableAmount: `unknown_currency`, `ambiguous_currency` or `currency_conflict`.
    """
    if not codes:
        raise UnreadableAmount("unknown_currency")
    if hint is not None:
        if hint not in codes:
            raise UnreadableAmount("currency_conflict")
        return hint
    if len(codes) == 1:
        return next(iter(codes))
    words = {word for token in tokens for word in token.text.split() if not _names_money(token)}
    if "USD" in codes and codes <= DOLLARS | PESOS:
        others = OTHER_PLACES["dollar"] | (OTHER_PLACES["peso"] if codes & PESOS else frozenset())
        if not words & others:
            return "USD"
    if codes == POUNDS and not words & OTHER_PLACES["pound"]:
        return "GBP"
    if codes == SIGNS["¥"] and languages == {"zh"}:
        return "CNY"
    raise UnreadableAmount("ambiguous_currency")


def _names_money(token: Token) -> bool:
    return "currency" in token.roles
