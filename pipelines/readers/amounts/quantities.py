"""Finds the numbers of a text with what scales them, and the money or people they count.

Which of several quantities is the amount, and its basis and bound, belong to `reading`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.readers.amounts.currency_words import WORDLIKE_CODES, Codes
from pipelines.readers.amounts.model import UnreadableAmount
from pipelines.readers.amounts.money import codes_at, is_dollar_suffix
from pipelines.readers.amounts.numerals import HAN_MORE
from pipelines.readers.amounts.sizes import has_myriad, size
from pipelines.readers.amounts.tokens import Token
from pipelines.readers.amounts.words import WORDS

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True)
class Quantity:
    """A number with all that belongs to it.

    Attributes:
        kind: money, count, year, years (a duration in years), other_time, percent, label, glued
            (part of a word such as 5G), or bare.
        first: Index of its first token, currency included.
        last: Index of its last token.
        number_at: Index of the token of the number.
        depth: Brackets open around it.
        number: The number before its magnitude, or None with a problem.
        amount: The whole amount, two decimals, or None with a problem.
        is_scaled: Whether a magnitude followed.
        codes: Currency codes it may be in.
        noun: people or households.
        is_more: A Chinese "more than" stands inside it.
        problem: Reason why there is no amount.
    """

    kind: str
    first: int
    last: int
    number_at: int
    depth: int
    number: Decimal | None
    amount: Decimal | None
    is_scaled: bool
    codes: Codes | None
    noun: str | None
    is_more: bool
    problem: str | None


@dataclass(frozen=True)
class Setting:
    """What holds for the whole text: the languages it may be in, and how it is written."""

    languages: frozenset[str]
    given: str | None
    all_capitals: bool


def find_quantities(tokens: Sequence[Token], setting: Setting) -> list[Quantity]:
    """Every number of the text in its order."""
    found: list[Quantity] = []
    index, free = 0, 0
    while index < len(tokens):
        if tokens[index].kind not in {"number", "han_numeral"}:
            index += 1
            continue
        quantity = _Reader(tokens, setting, index, free).read()
        found.append(quantity)
        index = free = quantity.last + 1
    return found


class _Reader:
    """Reads the quantity whose number begins at a token."""

    def __init__(
        self, tokens: Sequence[Token], setting: Setting, index: int, first_free: int
    ) -> None:
        self.tokens, self.setting, self.index, self.first_free = tokens, setting, index, first_free

    def read(self) -> Quantity:
        tokens, start, setting = self.tokens, self.index, self.setting
        stop, is_more = self._number_end()
        after, magnitudes = self._magnitudes(stop)
        is_scaled = bool(magnitudes) or has_myriad(tokens[start:stop])
        kind = self._plain_kind(stop, after, is_scaled=is_scaled)
        first, last, codes, noun = start, max(after, stop) - 1, None, None
        if kind in {"bare", "year"}:
            before = self._currency_before()
            behind = self._currency_behind(after, is_year=kind == "year")
            codes, noun = self._codes(before, behind), None
            if behind is None or before is not None:
                noun_at = self._noun_at(after)
                if noun_at is not None and (before is None or self._is_wordlike(before)):
                    noun, codes, behind, before = tokens[noun_at].roles["noun"], None, None, None
                    last = noun_at
            first = start if before is None else before
            last = last if behind is None else behind
            if codes is not None:
                kind = "year_or_amount" if kind == "year" else "money"
            elif noun and kind == "bare":
                kind = "count"
        number, amount, problem = None, None, None
        try:
            number, amount = size(
                tokens,
                start,
                stop,
                magnitudes,
                setting.languages,
                setting.given,
                is_count=bool(noun),
            )
        except UnreadableAmount as refusal:
            problem = refusal.reason
        if kind == "year_or_amount":
            kind, problem = "money", "year_or_amount"
        return Quantity(
            kind=kind,
            first=first,
            last=last,
            number_at=start,
            depth=tokens[start].depth,
            number=number,
            amount=None if problem else amount,
            is_scaled=is_scaled,
            codes=codes,
            noun=noun,
            is_more=is_more,
            problem=problem,
        )

    def _number_end(self) -> tuple[int, bool]:
        """Index after the number, and whether it is a "more than" written inside."""
        tokens, stop, is_more = self.tokens, self.index + 1, False
        while stop < len(tokens) and tokens[stop].start - tokens[stop - 1].end <= 1:
            token, before = tokens[stop], tokens[stop - 1]
            if token.kind == "han_numeral" or (
                token.kind == "number" and before.kind == "han_numeral"
            ):
                stop += 1
            elif token.text in HAN_MORE and token.start == before.end:
                is_more = True
                stop += 1
            else:
                break
        return stop, is_more

    def _magnitudes(self, stop: int) -> tuple[int, list[str]]:
        """Index after the magnitude words, and what they say."""
        tokens, at = self.tokens, stop
        values: list[str] = []
        while at < len(tokens) and len(values) < 3:
            token = tokens[at]
            close = token.start - tokens[at - 1].end <= 1
            if "magnitude" in token.roles:
                values.append(token.roles["magnitude"])
            elif not values and close and token.text in WORDS.attached_magnitudes:
                values.append(WORDS.attached_magnitudes[token.text])
            elif token.text in {"+", *HAN_MORE} and values and "magnitude" in self._roles(at + 1):
                pass
            else:
                break
            at += 1
        return at, values

    def _plain_kind(self, stop: int, after: int, *, is_scaled: bool) -> str:
        tokens, token = self.tokens, self.tokens[self.index]
        if after == stop and self._is_glued(stop):
            return "glued"
        behind = self._roles(after)
        text = tokens[after].text if after < len(tokens) else ""
        if text in {"%", "‰"}:
            return "percent"
        is_year = bool(_YEAR.fullmatch(token.text)) and not is_scaled and stop == self.index + 1
        if "years" in behind and not is_year:
            return "years"
        if "duration" in behind:
            return "other_time"
        if not is_scaled and "label" in self._roles(self.index - 1):
            return "label"
        return "year" if is_year else "bare"

    def _is_glued(self, stop: int) -> bool:
        """Whether letters touch the number that are no unit of it, as in 5G or Q1."""
        tokens = self.tokens
        before = tokens[self.index - 1] if self.index else None
        if before and before.kind == "word" and before.end == tokens[self.index].start:
            codes = codes_at(tokens, self.index - 1, all_capitals=self.setting.all_capitals)
            is_alphabetic = before.text.isascii() and not before.roles
            if is_alphabetic and codes is None and before.raw != "R":
                return True
        behind = tokens[stop] if stop < len(tokens) else None
        if behind and behind.kind == "word" and behind.start == tokens[stop - 1].end:
            codes = codes_at(tokens, stop, all_capitals=self.setting.all_capitals)
            hyphenated = bool(behind.roles) or not behind.text.isascii()
            return codes is None and not hyphenated
        return False

    def _currency_before(self) -> int | None:
        tokens, at = self.tokens, self.index - 1
        while at >= self.first_free and (
            "bound" in tokens[at].roles
            or tokens[at].text in WORDS.bound_signs
            or tokens[at].text == "-"
        ):
            at -= 1
        if at < self.first_free or tokens[at].depth != tokens[self.index].depth:
            return None
        if is_dollar_suffix(tokens, at):
            at -= 1
        if tokens[at].raw == "R" and tokens[at].end == tokens[self.index].start:
            return at
        found = codes_at(tokens, at, all_capitals=self.setting.all_capitals)
        return None if found is None or tokens[at].text == "won" else at

    def _currency_behind(self, after: int, *, is_year: bool) -> int | None:
        tokens, at = self.tokens, after
        for _ in range(3):
            if at < len(tokens) and {"of", "basis", "describing"} & set(tokens[at].roles):
                at += 1
        if at >= len(tokens) or tokens[at].depth != tokens[self.index].depth:
            return None
        if is_year and at != after:
            return None
        if codes_at(tokens, at, all_capitals=self.setting.all_capitals) is None:
            return None
        last = at + 1 if at + 1 < len(tokens) and is_dollar_suffix(tokens, at + 1) else at
        follows = tokens[last + 1] if last + 1 < len(tokens) else None
        begins_another = follows is not None and follows.kind in {"number", "han_numeral"}
        if begins_another and (after == self.index + 1 or self._currency_before() is not None):
            return None
        return last

    def _noun_at(self, after: int) -> int | None:
        for at in range(after, min(after + 4, len(self.tokens))):
            roles = self._roles(at)
            if "noun" in roles:
                return at
            if not {"of", "basis", "describing"} & set(roles):
                return None
        return None

    def _is_wordlike(self, at: int) -> bool:
        return self.tokens[at].raw in WORDLIKE_CODES

    def _codes(self, before: int | None, behind: int | None) -> Codes | None:
        sets = [self._codes_of(at) for at in (before, behind) if at is not None]
        if not sets:
            return None
        common = sets[0].intersection(*sets[1:])
        return common if common or not all(sets) else frozenset({"?", "??"})

    def _codes_of(self, at: int) -> Codes:
        if is_dollar_suffix(self.tokens, at):
            at -= 1
        if self.tokens[at].raw == "R":
            return frozenset({"ZAR"})
        return codes_at(self.tokens, at, all_capitals=self.setting.all_capitals) or frozenset()

    def _roles(self, at: int) -> dict[str, str]:
        return self.tokens[at].roles if 0 <= at < len(self.tokens) else {}
