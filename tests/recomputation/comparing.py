"""Compares what a mart has with what was computed again, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tests.recomputation.pledges import Cell

ONE = Decimal("1")
"""Cents that a division leaves over go to one country or another; nobody is half a person."""
LAST_DECIMAL = Decimal("0.0001")
"""Shares and prices are released with four decimals."""


def differences(
    where: str,
    released: Mapping[str, Cell],
    computed: Mapping[str, Cell],
    tolerance: Decimal = ONE,
) -> list[str]:
    """What differs, a line each: where, column, released, computed again; whole numbers exactly."""
    return [
        f"{where} {column}: released {released[column]}, computed again {again}"
        for column, again in computed.items()
        if not _equal(released[column], again, tolerance)
    ]


def _equal(released: Cell, again: Cell, tolerance: Decimal) -> bool:
    if released is None or again is None:
        return released is again
    return abs(Decimal(released) - Decimal(again)) <= (
        tolerance if isinstance(again, Decimal) else 0
    )
