"""Reads one text as the amount it states.

The steps are: cut into tokens, find the quantities, decide which one is the amount, then read
what is said around it. What to do with a refused text belongs to the caller.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.readers.amounts.context import basis_of, bound_of, refuse_trouble, years_of
from pipelines.readers.amounts.currency_words import WORDLIKE_CODES
from pipelines.readers.amounts.languages import given_language, possible_languages
from pipelines.readers.amounts.model import OtherAmount, StatedAmount, UnreadableAmount
from pipelines.readers.amounts.money import codes_at, is_dollar_suffix, resolve
from pipelines.readers.amounts.quantities import Quantity, Setting, find_quantities
from pipelines.readers.amounts.ranges import Range, find_range
from pipelines.readers.amounts.tokens import Token, tokenize
from pipelines.readers.currencies import currency_eras

MAX_CHARACTERS = 500


def read_amount(
    text: str, *, language: str | None = None, currency_hint: str | None = None
) -> StatedAmount:
    """The amount a text states, or the reason why it states none that reads one way only.

    Never raises for any text, and takes time in proportion to its length.

    Args:
        text: As submitted, up to 500 characters.
        language: Language of the submission (en, fr, es, ar, zh, ru); it decides on separators
            and on long and short scale as long as no word of the text speaks against it.
        currency_hint: ISO 4217 code that a column beside the text holds. It chooses among what a
            sign may mean, serves where the text names no currency, and must not contradict it.
    """
    if len(text) > MAX_CHARACTERS:
        return StatedAmount(text, reason="too_long")
    tokens = tokenize(text)
    given = given_language(language)
    letters = [char for char in text if char.isalpha()]
    setting = Setting(
        languages=possible_languages(tokens, given),
        given=given,
        all_capitals=text.upper() == text and len(letters) > 3,
    )
    reader = _Reading(text, tokens, setting, (currency_hint or "").strip().upper() or None)
    return reader.read()


@dataclass(frozen=True)
class _Reading:
    stated: str
    tokens: Sequence[Token]
    setting: Setting
    hint: str | None

    def read(self) -> StatedAmount:
        quantities = find_quantities(self.tokens, self.setting)
        empty = StatedAmount(self.stated)
        try:
            if self.hint is not None and self.hint not in currency_eras():
                raise UnreadableAmount("unknown_currency")
            amount_range = find_range(self.tokens, quantities)
            if amount_range is not None:
                return self._read_range(quantities, amount_range)
            main = self._main(quantities)
            if main is None:
                return self._without_amount(quantities)
            return self._read(quantities, main)
        except UnreadableAmount as refusal:
            return replace(empty, reason=refusal.reason)

    def _main(self, quantities: Sequence[Quantity]) -> Quantity | None:
        """The quantity that counts: money before people, outside brackets before inside.

        Raises:
            UnreadableAmount: `several_amounts` when nothing says which one counts.
        """
        for is_inside in (False, True):
            group = [q for q in quantities if (q.depth > 0) == is_inside]
            for kind in ("money", "count"):
                chosen = [q for q in group if q.kind == kind]
                if chosen:
                    rest = [q for q in chosen[1:] if not self._is_equivalent(chosen[0], q)]
                    unexplained = [q for q in group if q.kind == "bare" and q.is_scaled]
                    if rest or unexplained:
                        raise UnreadableAmount("several_amounts")
                    return chosen[0]
            if any(q.kind == "bare" and q.is_scaled for q in group):
                return None
        return None

    def _is_equivalent(self, main: Quantity, other: Quantity) -> bool:
        """Whether the text says that another quantity is the same money in other words."""
        if not main.codes or not other.codes or main.codes == other.codes:
            return False
        between = self.tokens[main.last + 1 : other.first]
        marks = {token.text for token in between}
        says_so = any("equivalent" in token.roles for token in between) or "=" in marks
        known = all(
            {"equivalent", "bound", "of"} & set(t.roles) or t.kind == "mark" for t in between
        )
        return known and (says_so or marks == {"/"})

    def _read(self, quantities: Sequence[Quantity], main: Quantity) -> StatedAmount:
        if main.problem:
            raise UnreadableAmount(main.problem)
        refuse_trouble(self.tokens, quantities, main)
        self._refuse_bracketed_rival(quantities, main)
        self._refuse_loose_currency(quantities, main)
        code = self._code(main)
        others = [q for q in quantities if q is not main and self._is_further(q)]
        usd = [q for q in others if code != "USD" and self._is_usd(q)]
        basis = basis_of(self.tokens, quantities, main)
        if main.noun and basis not in {None, "total"}:
            raise UnreadableAmount("several_bases")
        read = [self._other(quantities, q) for q in others if q not in usd[:1]]
        return StatedAmount(
            self.stated,
            amount=main.amount,
            currency_code=code,
            basis=main.noun or basis,
            bound=bound_of(self.tokens, main),
            years=years_of(self.tokens, quantities),
            usd_stated=usd[0].amount if usd else None,
            other_amounts=tuple(other for other in read if other is not None),
        )

    def _read_range(self, quantities: Sequence[Quantity], found: Range) -> StatedAmount:
        rivals = [
            q
            for q in quantities
            if q.kind in {"money", "count"} and q.depth == 0 and q not in (found.lower, found.upper)
        ]
        if rivals:
            raise UnreadableAmount("several_amounts")
        code, reason = None, "range"
        upper = found.upper
        refuse_trouble(self.tokens, [q for q in quantities if q is not found.lower], upper)
        if found.noun is None:
            codes = found.lower.codes or upper.codes
            if codes is None and self.hint is None:
                raise UnreadableAmount("no_currency")
            if found.lower.codes and upper.codes:
                codes = found.lower.codes & upper.codes
            code = (
                self.hint
                if codes is None
                else resolve(codes, self.tokens, self.setting.languages, self.hint)
            )
        others = [q for q in quantities if q is not found.lower]
        return StatedAmount(
            self.stated,
            currency_code=code,
            basis=found.noun or basis_of(self.tokens, others, upper),
            bound="range",
            low=found.low,
            high=found.high,
            years=years_of(self.tokens, quantities),
            reason=reason,
        )

    def _without_amount(self, quantities: Sequence[Quantity]) -> StatedAmount:
        """A text with no money and no people: a lone number, words only, or nothing."""
        tokens = self.tokens
        basis = "in_kind" if any(t.roles.get("basis") == "in_kind" for t in tokens) else None
        nothing = StatedAmount(self.stated, basis=basis)
        if any(q.kind == "percent" for q in quantities):
            return replace(nothing, reason="percentage")
        bare = [q for q in quantities if q.kind == "bare"]
        if _is_scientific(tokens, quantities):
            return replace(nothing, reason="unreadable_number")
        owned = {i for q in quantities for i in range(q.first, q.last + 1)}
        loose = [i for i, t in enumerate(tokens) if "magnitude" in t.roles and i not in owned]
        if loose:
            return replace(nothing, reason="number_in_words")
        if not bare:
            return replace(nothing, reason="no_amount")
        if len(bare) > 1:
            return replace(nothing, reason="several_amounts")
        lone = bare[0]
        if lone.problem:
            raise UnreadableAmount(lone.problem)
        if self._unknown_code_beside(lone):
            return replace(nothing, reason="unknown_currency")
        if not self._stands_alone(lone):
            return replace(nothing, reason="unknown_unit")
        read = self._read(quantities, lone)
        return replace(read, reason=None if read.currency_code else "no_currency")

    def _stands_alone(self, lone: Quantity) -> bool:
        """Whether no unknown noun follows that the number may count."""
        follows = self.tokens[lone.last + 1] if lone.last + 1 < len(self.tokens) else None
        if follows is None or follows.kind == "mark":
            return True
        known = {"basis", "after", "over", "joint"} & set(follows.roles)
        return bool(known) and "of" not in follows.roles

    def _unknown_code_beside(self, lone: Quantity) -> bool:
        """Whether `XYZ` or `Bs` stands where a currency would, so that no hint may replace it."""
        for at in (lone.first - 1, lone.last + 1):
            token = self.tokens[at] if 0 <= at < len(self.tokens) else None
            if token is None or token.kind != "word" or token.roles or not token.raw.isascii():
                continue
            is_code = len(token.raw) == 3 and token.raw.isupper()
            is_abbreviation = at < lone.first and len(token.raw) <= 3 and token.raw[0].isupper()
            if is_code or is_abbreviation:
                return True
        return False

    def _code(self, quantity: Quantity) -> str | None:
        if quantity.noun:
            return None
        if quantity.codes is None:
            return self.hint
        return resolve(quantity.codes, self.tokens, self.setting.languages, self.hint)

    def _refuse_loose_currency(self, quantities: Sequence[Quantity], main: Quantity) -> None:
        """Gives up on `5 million USD/EUR`, and on `5 million (EUR)` beside a hint of USD."""
        owned = {i for q in quantities for i in range(q.first, q.last + 1)}
        for at, token in enumerate(self.tokens):
            if at in owned or main.noun or (main.codes and token.depth > main.depth):
                continue
            if is_dollar_suffix(self.tokens, at) or token.raw in WORDLIKE_CODES:
                continue
            codes = codes_at(self.tokens, at, all_capitals=self.setting.all_capitals)
            if codes is not None and not codes & (main.codes or frozenset()):
                raise UnreadableAmount("ambiguous_currency")

    def _refuse_bracketed_rival(self, quantities: Sequence[Quantity], main: Quantity) -> None:
        """Gives up on `USD 5 million (USD 10 million)`: nothing says what the second one is."""
        for q in quantities:
            if q.kind != "money" or q.depth <= main.depth or not main.codes or not q.codes:
                continue
            inside = [
                token
                for at, token in enumerate(self.tokens)
                if token.depth == q.depth and token.kind != "mark" and not q.first <= at <= q.last
            ]
            if main.codes & q.codes and main.amount != q.amount and not inside:
                raise UnreadableAmount("several_amounts")

    def _is_further(self, quantity: Quantity) -> bool:
        return quantity.kind in {"money", "count"} and quantity.amount is not None

    def _is_usd(self, quantity: Quantity) -> bool:
        with contextlib.suppress(UnreadableAmount):
            codes = quantity.codes or frozenset()
            return resolve(codes, self.tokens, self.setting.languages, None) == "USD"
        return False

    def _other(self, quantities: Sequence[Quantity], quantity: Quantity) -> OtherAmount | None:
        code, basis, amount = None, quantity.noun, quantity.amount
        if amount is None:
            return None
        with contextlib.suppress(UnreadableAmount):
            codes = quantity.codes or frozenset()
            code = resolve(codes, self.tokens, self.setting.languages, None) if codes else None
            basis = basis or basis_of(self.tokens, quantities, quantity)
        return OtherAmount(amount, code, basis)


def _is_scientific(tokens: Sequence[Token], quantities: Sequence[Quantity]) -> bool:
    return any(
        q.kind == "glued" and q.last + 1 < len(tokens) and tokens[q.last + 1].text == "e"
        for q in quantities
    )
