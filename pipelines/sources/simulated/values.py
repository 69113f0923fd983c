"""Divides the published value over simulated pledges so that every published sum holds to the cent.

Pledges with the same traits form a cell. Cells are first fitted to the published sums in
proportion, then rounded, and what rounding leaves is moved between two cells that differ in one
trait only, which corrects one sum and touches no other. What a sum is about is in `marginals`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from pipelines.errors import SimulationError
from pipelines.sources.simulated.drafts import Draft
from pipelines.sources.simulated.marginals import (
    EUROPE_AFRICA_AMERICAS,
    LARGEST_VALUE,
    NEW_VALUE,
    TOTAL_VALUE,
    VALUES,
)

_ROUNDS = 300
_SPREAD = 1.7
"""Of the logarithm of values: a few pledges hold most of the money, as published ones do."""

Cell = tuple[str, ...]
"""Labels of a cell, one for each of `_margins`, in their order."""


@dataclass(frozen=True)
class _Margin:
    """One partition of the money: label -> cents."""

    name: str
    sums: Mapping[str, int]


def assign_values(drafts: Sequence[Draft], random: Random) -> None:
    """Gives every pledge that has a value its cents.

    Raises:
        SimulationError: when the pledges leave no way to hold some published sum.
    """
    valued = [draft for draft in drafts if draft.has_value]
    largest = _choose_largest(valued)
    largest.value = LARGEST_VALUE
    rest = [draft for draft in valued if draft is not largest]
    margins = _margins(largest)
    cells: dict[Cell, list[Draft]] = defaultdict(list)
    for draft in rest:
        cells[_cell_of(draft)].append(draft)
    weights = {
        cell: [random.lognormvariate(0, _SPREAD) for _ in members]
        for cell, members in cells.items()
    }
    unit = _unit(TOTAL_VALUE // len(valued))
    sums = [_Margin(m.name, {k: v // unit for k, v in m.sums.items()}) for m in margins]
    least = {cell: len(members) for cell, members in cells.items()}
    fitted = _fit({cell: sum(each) for cell, each in weights.items()}, sums)
    totals = _settle(fitted, least, sums)
    for cell, members in cells.items():
        parts = _divide(totals[cell], weights[cell])
        for draft, part in zip(members, parts, strict=True):
            draft.value = part * unit


def _choose_largest(valued: Sequence[Draft]) -> Draft:
    """An older, private, programmatic pledge outside Africa and the LDCs, as the real one is."""
    for draft in valued:
        if (
            not draft.is_new
            and draft.sector == "Private sector"
            and draft.pledge_type == "Programmatic"
            and draft.touch == (False, False)
            and draft.region in EUROPE_AFRICA_AMERICAS
        ):
            return draft
    raise SimulationError(
        "no pledge is of the kind of the largest one",
        expected="an older private programmatic pledge outside Africa and the LDCs",
        next_step="take another --seed or more --pledges",
    )


def _cell_of(draft: Draft) -> Cell:
    sector = {"Government": "government", "Private sector": "private"}.get(draft.sector, "other")
    return (
        f"{'new' if draft.is_new else 'old'} {sector}",
        "yes" if draft.touches_ldc else "no",
        "yes" if draft.touches_africa else "no",
        "yes" if draft.pledge_type == "Programmatic" else "no",
        "yes" if draft.region in EUROPE_AFRICA_AMERICAS else "no",
    )


def _margins(largest: Draft) -> list[_Margin]:
    """The published sums, less the largest pledge, which is a cell of its own."""
    new = {"government": VALUES["new_government"], "private": VALUES["new_private"]}
    new["other"] = NEW_VALUE - sum(new.values())
    every = {"government": VALUES["government"], "private": VALUES["private"]}
    every["other"] = TOTAL_VALUE - sum(every.values())
    sectors = {f"new {sector}": value for sector, value in new.items()}
    sectors |= {f"old {sector}": every[sector] - value for sector, value in new.items()}
    margins = [_Margin("sector", sectors)]
    margins += [
        _Margin(name, {"yes": VALUES[name], "no": TOTAL_VALUE - VALUES[name]})
        for name in ("ldc", "africa", "programmatic", "europe_africa_americas")
    ]
    own = _cell_of(largest)
    return [
        _Margin(
            margin.name,
            {
                label: value - (LARGEST_VALUE if label == mine else 0)
                for label, value in margin.sums.items()
            },
        )
        for margin, mine in zip(margins, own, strict=True)
    ]


def _unit(mean: int) -> int:
    """Cents all amounts are multiples of: ten thousand dollars, less where pledges are small."""
    unit = 10**6
    while unit > 1 and unit * 1000 > mean:
        unit //= 10
    return unit


def _fit(start: Mapping[Cell, float], margins: Sequence[_Margin]) -> dict[Cell, float]:
    """Cells in proportion to their weights, scaled to each sum in turn until all hold nearly."""
    values = dict(start)
    for _ in range(_ROUNDS):
        for place, margin in enumerate(margins):
            found: dict[str, float] = defaultdict(float)
            for cell, value in values.items():
                found[cell[place]] += value
            for cell in values:
                values[cell] *= margin.sums[cell[place]] / found[cell[place]]
    return values


def _settle(
    fitted: Mapping[Cell, float], least: Mapping[Cell, int], margins: Sequence[_Margin]
) -> dict[Cell, int]:
    """Whole numbers near the fitted ones, none below its least, that hold every sum exactly."""
    whole = {cell: max(int(value), least[cell]) for cell, value in fitted.items()}
    total = sum(margins[0].sums.values())
    largest = max(whole, key=lambda cell: (whole[cell], cell))
    whole[largest] += total - sum(whole.values())
    for place, margin in enumerate(margins):
        while moved := _next_move(whole, least, place, margin):
            giver, taker, amount = moved
            whole[giver] -= amount
            whole[taker] += amount
    return whole


def _next_move(
    whole: Mapping[Cell, int], least: Mapping[Cell, int], place: int, margin: _Margin
) -> tuple[Cell, Cell, int] | None:
    """From which cell to which to move how much; None when the sum holds already."""
    missing = dict(margin.sums)
    for cell, value in whole.items():
        missing[cell[place]] -= value
    short = max(missing, key=lambda label: (missing[label], label))
    over = min(missing, key=lambda label: (missing[label], label))
    if missing[short] == 0:
        return None
    pairs = [
        (whole[giver] - least[giver], giver, taker)
        for giver in whole
        if giver[place] == over and (taker := (*giver[:place], short, *giver[place + 1 :])) in whole
    ]
    room, giver, taker = max(pairs, default=(0, (), ()))
    if room <= 0:
        raise SimulationError(
            f"no two kinds of pledges differ in {margin.name} alone and have money to move",
            expected="pledges of more kinds",
            next_step="take another --seed or more --pledges",
        )
    return giver, taker, min(missing[short], -missing[over], room)


def _divide(total: int, weights: Sequence[float]) -> list[int]:
    """A cell's units over its pledges: round amounts, the heaviest one takes what is left."""
    order = sorted(range(len(weights)), key=lambda place: (-weights[place], place))
    heaviest = order[0]
    whole = sum(weights)
    parts = [max(_rounded(int(total * weight / whole)), 1) for weight in weights]
    parts[heaviest] = 1
    left = total - sum(parts)
    # Where most pledges are lifted to one unit, the larger ones give it back.
    for place in order[1:]:
        if left >= 0:
            break
        given = min(parts[place] - 1, -left)
        parts[place] -= given
        left += given
    parts[heaviest] += left
    return parts


def _rounded(number: int) -> int:
    """A number down to its first two digits, as people state amounts."""
    digits = len(str(number)) - 2
    return number if digits <= 0 else number // 10**digits * 10**digits
