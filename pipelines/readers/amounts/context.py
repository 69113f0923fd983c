"""Reads what is written around the amount: its basis, its bound, its years, and signs of trouble.

Nothing here changes a number. Which quantity is the amount is decided in `parser`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipelines.readers.amounts.model import UnreadableAmount
from pipelines.readers.amounts.quantities import Quantity
from pipelines.readers.amounts.tokens import Token
from pipelines.readers.amounts.words import WORDS

_FAR, _NEAR = 6, 2
"""Unknown words that may stand between an amount and an adverb, or an adjective, of it."""

_ADVERBS = frozenset({"per_year", "per_month"})
_IGNORED_WHEN_FAR = frozenset({"total", "seek"})


def bound_of(tokens: Sequence[Token], quantity: Quantity) -> str:
    """The bound said right before or right after the quantity.

    Raises:
        UnreadableAmount: `ambiguous_bound` when two different ones are said.
    """
    bounds = {"more_than"} if quantity.is_more else set()
    before = quantity.number_at - 1
    while before >= 0 and tokens[before].depth == quantity.depth:
        token = tokens[before]
        bound = token.roles.get("bound") or WORDS.bound_signs.get(token.text)
        passable = {"of", "basis", "describing", "between"} & set(token.roles)
        if bound:
            bounds.add(bound)
        elif not passable and not quantity.first <= before:
            break
        before -= 1
    after = quantity.last + 1
    while after < len(tokens) and tokens[after].depth == quantity.depth:
        roles = tokens[after].roles
        if tokens[after].text == "+":
            follows = tokens[after + 1].kind if after + 1 < len(tokens) else "end"
            if follows not in {"end", "mark"}:
                break
            bounds.add("at_least")
        elif "after" in roles and not _bounds_the_next(tokens, after):
            bounds.add(roles["after"])
        elif "noun" not in roles and "basis" not in roles:
            break
        after += 1
    if len(bounds) > 1:
        raise UnreadableAmount("ambiguous_bound")
    return bounds.pop() if bounds else "exact"


def _bounds_the_next(tokens: Sequence[Token], at: int) -> bool:
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    return follows is not None and follows.kind in {"number", "han_numeral", "dollar", "sign"}


def basis_of(
    tokens: Sequence[Token], quantities: Sequence[Quantity], quantity: Quantity
) -> str | None:
    """The basis said of the quantity, or None when none is said.

    Raises:
        UnreadableAmount: `several_bases`, or `unclear_basis` when a word such as "annual" or
            "additional" stands in the text, but not beside the amount.
    """
    found: set[str] = set()
    for index, token in enumerate(tokens):
        basis = token.roles.get("basis")
        if basis is None or not _speaks_of(tokens, index, quantity):
            continue
        limit = _FAR if basis in _ADVERBS else _NEAR
        if _distance(tokens, quantities, quantity, index) <= limit:
            found.add({"annual": "per_year", "seek": "sought"}.get(basis, basis))
        elif basis not in _IGNORED_WHEN_FAR:
            raise UnreadableAmount("unclear_basis")
    if len(found) > 1 and not found & _ADVERBS:
        found -= {"total"}
    if len(found) > 1:
        raise UnreadableAmount("several_bases")
    if found:
        return found.pop()
    return "total" if _runs_over_years(tokens, quantities) else None


def _speaks_of(tokens: Sequence[Token], index: int, quantity: Quantity) -> bool:
    """Whether a basis word is of this clause: same brackets, or alone in brackets of its own."""
    depth = tokens[index].depth
    if depth == quantity.depth:
        return True
    if depth < quantity.depth:
        return False
    first = last = index
    while first > 0 and tokens[first - 1].depth >= depth:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].depth >= depth:
        last += 1
    inside = [token for token in tokens[first : last + 1] if token.kind != "mark"]
    return all({"basis", "of", "over"} & set(token.roles) for token in inside)


def _distance(
    tokens: Sequence[Token], quantities: Sequence[Quantity], quantity: Quantity, index: int
) -> int:
    """Unknown words between the quantity and a token; a wall between them counts as many."""
    if quantity.first <= index <= quantity.last:
        return 0
    between = (
        range(index + 1, quantity.first)
        if index < quantity.first
        else range(quantity.last + 1, index)
    )
    others = {q.number_at for q in quantities if q.kind not in {"year", "years", "label"}}
    if any(at in others or tokens[at].text in {";", "|"} for at in between):
        return _FAR + 1
    adverb = tokens[index].roles["basis"] in _ADVERBS
    steps = 0
    for at in between:
        roles = set(tokens[at].roles)
        if tokens[at].kind == "mark" and tokens[at].depth == quantity.depth:
            is_title = tokens[at].text == ":" and steps == 0
            steps += 0 if adverb or is_title else _FAR + 1
        elif roles & {"joint", "over", "years"} and not roles & {"of", "bound", "between"}:
            steps += 1 if adverb else _NEAR + 1
        elif not roles & {"of", "bound", "basis", "describing", "between", "number", "currency"}:
            steps += 1
    return steps


def _runs_over_years(tokens: Sequence[Token], quantities: Sequence[Quantity]) -> bool:
    return any(
        q.kind == "years" and q.number_at and "over" in tokens[q.number_at - 1].roles
        for q in quantities
    ) or any(
        "over" in tokens[at].roles
        and "number" in tokens[at + 1].roles
        and "years" in tokens[at + 2].roles
        for at in range(len(tokens) - 2)
    )


def years_of(tokens: Sequence[Token], quantities: Sequence[Quantity]) -> int | None:
    """Years an amount runs for, when exactly one duration in years is stated."""
    found = {
        int(q.number)
        for q in quantities
        if q.kind == "years" and q.number is not None and _is_whole(q.number)
    }
    for at in range(len(tokens) - 1):
        number = tokens[at].roles.get("number")
        counted = number and "years" in tokens[at + 1].roles
        before = tokens[at - 1] if at else None
        is_whole_number = (
            before is None
            or before.kind == "mark"
            or (before.roles and not {"number", "upper"} & set(before.roles))
        )
        if counted and is_whole_number:  # not the five of twenty-five
            found.add(int(str(number)))
    return found.pop() if len(found) == 1 else None


def _is_whole(number: Decimal) -> bool:
    return 0 < number <= 100 and number == number.to_integral_value()


def refuse_trouble(
    tokens: Sequence[Token], quantities: Sequence[Quantity], quantity: Quantity
) -> None:
    """Gives up where words or signs beside the amount make another amount of it.

    Raises:
        UnreadableAmount: `not_positive`, `percentage`, `per_unit`, `number_in_words`,
            `unreadable_number`, `several_amounts` or `ambiguous_separator`.
    """
    outside = [token for token in tokens if token.depth == quantity.depth]
    if any(q.kind == "percent" and q.depth == quantity.depth for q in quantities):
        raise UnreadableAmount("percentage")
    if any("each" in token.roles for token in outside):
        raise UnreadableAmount("per_unit")
    if _is_negative(tokens, quantity):
        raise UnreadableAmount("not_positive")
    _refuse_what_precedes(tokens, quantities, quantity)
    follows = tokens[quantity.last + 1] if quantity.last + 1 < len(tokens) else None
    if follows and follows.text not in {")", "]", "}"} and follows.depth == quantity.depth:
        touching = follows.start == tokens[quantity.last].end
        if (
            touching
            and follows.kind == "mark"
            and not follows.roles
            and follows.text not in set(",.;:/-+!?…\"'|\u00bb")
        ):
            raise UnreadableAmount("unreadable_number")
        if follows.text in {"*", "^"} or "times" in follows.roles:
            raise UnreadableAmount("several_amounts")
    taken = range(quantity.first, quantity.last + 1)
    scaling = [i for i, t in enumerate(tokens) if "magnitude" in t.roles and i not in taken]
    owned = {i for q in quantities for i in range(q.first, q.last + 1)}
    if not quantity.is_scaled and any(i not in owned and i > quantity.last for i in scaling):
        raise UnreadableAmount("number_in_words")


def _is_negative(tokens: Sequence[Token], quantity: Quantity) -> bool:
    inside = tokens[quantity.first : quantity.number_at]
    if any(token.text == "-" for token in inside):
        return True
    at = quantity.first - 1
    while at >= 0 and {"of", "bound"} & set(tokens[at].roles):
        at -= 1
    if at < 0 or tokens[at].depth > quantity.depth:
        return False
    if "negative" in tokens[at].roles:
        return True
    if tokens[at].text != "-":
        return False
    touches_this = tokens[at].end == tokens[at + 1].start
    touches_before = at > 0 and tokens[at - 1].end == tokens[at].start
    return at == 0 or (touches_this and not touches_before)


def _refuse_what_precedes(
    tokens: Sequence[Token], quantities: Sequence[Quantity], quantity: Quantity
) -> None:
    at = quantity.first - 1
    while at >= 0 and {"of", "describing"} & set(tokens[at].roles) and at >= quantity.first - 3:
        at -= 1
    if at >= 0 and "fraction" in tokens[at].roles:
        raise UnreadableAmount("number_in_words")
    by_last = {q.last: q for q in quantities if q.last < quantity.first}
    if not by_last:
        return
    before = by_last[max(by_last)]
    if before.depth != quantity.depth or before.kind not in {"bare", "glued"}:
        return
    between = tokens[before.last + 1 : quantity.first]
    if not between or all(token.text in {",", ".", "/", "'", "-", "^"} for token in between):
        glue = quantity.first == quantity.number_at
        raise UnreadableAmount("ambiguous_separator" if glue else "several_amounts")
    if {"or", "times"} & set(between[0].roles) or between[0].text in {"*", "x", "+", "&"}:
        raise UnreadableAmount("several_amounts")
    is_of = "of" in between[-1].roles and between[-1].text not in {"in", "the", "en", "в", "на"}
    if before.kind == "bare" and is_of and len(between) <= 3:
        raise UnreadableAmount("several_amounts")
