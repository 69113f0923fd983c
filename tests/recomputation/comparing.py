"""Compares what a mart has with what was computed again, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tests.recomputation.pledges import Cell

TOLERANCE_USD = Decimal("1")
"""Cents that a division leaves over go to one country or another."""


def differences(
    where: str, released: Mapping[str, Cell], computed: Mapping[str, Cell]
) -> list[str]:
    """What differs, a line each: where, column, released, computed again."""
    return [
        f"{where} {column}: released {released[column]}, computed again {again}"
        for column, again in computed.items()
        if not _equal(released[column], again)
    ]


def _equal(released: Cell, again: Cell) -> bool:
    if released is None or again is None:
        return released is again
    return abs(Decimal(released) - Decimal(again)) <= (
        TOLERANCE_USD if isinstance(again, Decimal) else 0
    )
