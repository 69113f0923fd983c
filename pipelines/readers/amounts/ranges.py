"""Finds a range such as `USD 2-3 million` or `between 2 and 3 million euros`.

Only two quantities that one joint connects are a range; years such as 2024-2026 are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipelines.readers.amounts.model import UnreadableAmount
from pipelines.readers.amounts.quantities import Quantity
from pipelines.readers.amounts.sizes import whole_amount
from pipelines.readers.amounts.tokens import Token
from pipelines.readers.amounts.words import WORDS


@dataclass(frozen=True)
class Range:
    """Two ends of one amount, and the quantities they were read from."""

    lower: Quantity
    upper: Quantity
    low: Decimal
    high: Decimal
    noun: str | None


def find_range(tokens: Sequence[Token], quantities: Sequence[Quantity]) -> Range | None:
    """The range outside brackets, if there is one.

    Raises:
        UnreadableAmount: `ambiguous_range` when its ends cannot both be read one way, or the
            problem of the number at one of them.
    """
    for lower, upper in pairwise(quantities):
        if lower.depth == upper.depth == 0 and _are_ends(tokens, lower, upper):
            return _range(lower, upper)
    return None


def _are_ends(tokens: Sequence[Token], lower: Quantity, upper: Quantity) -> bool:
    if lower.kind not in {"bare", "money", "count"} or upper.kind not in {"money", "count", "bare"}:
        return False
    joint = tokens[lower.last + 1 : upper.first]
    if len(joint) != 1:
        return False
    upper_role = joint[0].roles.get("upper")
    if joint[0].text in {"-", "~"} or upper_role == "to":
        is_joined = True
    else:
        is_joined = upper_role == "and" and _follows_between(tokens, lower)
    if not is_joined:
        return False
    if upper.kind == "bare":
        follows = tokens[upper.last + 1] if upper.last + 1 < len(tokens) else None
        is_counting = follows is not None and follows.kind == "word" and not follows.roles
        return lower.kind != "count" and not (is_counting and not upper.is_scaled)
    return True


def _follows_between(tokens: Sequence[Token], lower: Quantity) -> bool:
    at = lower.first - 1
    while at > 0 and ("bound" in tokens[at].roles or tokens[at].text in WORDS.bound_signs):
        at -= 1
    return at >= 0 and "between" in tokens[at].roles


def _range(lower: Quantity, upper: Quantity) -> Range:
    if upper.problem or lower.number is None or upper.number is None or upper.amount is None:
        raise UnreadableAmount(upper.problem or lower.problem or "ambiguous_range")
    if lower.codes is not None and upper.codes is not None and not lower.codes & upper.codes:
        raise UnreadableAmount("several_amounts")
    low = lower.amount
    if upper.is_scaled and not lower.is_scaled:
        if lower.number >= upper.number:
            raise UnreadableAmount("ambiguous_range")
        low = whole_amount(lower.number, upper.amount / upper.number)
    elif lower.is_scaled and not upper.is_scaled:
        raise UnreadableAmount("ambiguous_range")
    if low is None:
        raise UnreadableAmount(lower.problem or "ambiguous_range")
    if low >= upper.amount or upper.amount > 1000 * low:
        raise UnreadableAmount("ambiguous_range")
    return Range(lower, upper, low, upper.amount, lower.noun or upper.noun)
