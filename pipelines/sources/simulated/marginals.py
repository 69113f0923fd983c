"""The published marginals of 6 December 2023 that an export keeps, and their shares at other sizes.

How pledges come to add up to them belongs to the other modules of this package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from pipelines.errors import SimulationError

Kind = TypeVar("Kind")

PUBLISHED_PLEDGES = 845
FEWEST_PLEDGES = 200
"""Below it some kind of pledge may be missing that is to hold a part of the money."""

BILLION = 10**9 * 100
"""In cents, as all money here."""

# Annual report 2023, executive summary and key milestones (data/published/p2c_totals.csv). The
# value is that of the whole coalition at any number of pledges: money is divided, never multiplied.
TOTAL_VALUE = 3678 * BILLION // 100
# 36.78 less 36.78 / 1.24, the growth published; the foreword rounds it to 7.
NEW_VALUE = 712 * BILLION // 100
# The pledge of this size is the one of the BBVA Microfinance Foundation, annual report 2022.
LARGEST_VALUE = 8 * BILLION
VALUES: Mapping[str, int] = {
    "government": 970 * BILLION // 100,
    "private": 2446 * BILLION // 100,
    "ldc": 1224 * BILLION // 100,
    "africa": 1724 * BILLION // 100,
    "programmatic": 2076 * BILLION // 100,
    "europe_africa_americas": 2650 * BILLION // 100,
    # "Over 0.9" and "about 6" of the new value.
    "new_government": 92 * BILLION // 100,
    "new_private": 600 * BILLION // 100,
}

COUNTRIES, BASE_COUNTRIES = 138, 115
"""Countries of implementation named; 138 is 20 % more than 115."""

NEW_PLEDGES = 293
ENTITIES, BASE_ENTITIES = 408, 263
"""408 is 55 % more than 263."""

# What was published is exact; the split of the rest is made up.
SECTORS: Mapping[str, int] = {
    "Government": 470,
    "Private sector": 144,
    "International/regional organization": 92,
    "Civil society": 74,
    "Academia": 43,
    "UN agency": 22,
}
# Of the new pledges 58, 12 and 21 % were published; 389 programmatic ones in all. The split of the
# older ones follows the shares of those reported on in 2022.
PROGRAMMATIC = 389
NEW_TYPES = {"Programmatic": 170, "Financial": 26, "Policy": 35, "Advocacy": 62}
OLD_OTHER_TYPES = {"Financial": 139, "Policy": 103, "Advocacy": 91}
# 52 % of all and 47 % of the new.
WOMEN, NEW_WOMEN = 440, 138
# 261 touch an LDC and 274 Africa; how many touch both is made up.
TOUCHES: Mapping[tuple[bool, bool], int] = {
    (True, True): 176,
    (True, False): 85,
    (False, True): 98,
    (False, False): 486,
}
"""(an LDC, ITU's Africa region) -> pledges."""
# Europe 245, Africa 174, Americas 171; the rest is made up, and no region is an international body.
REGIONS: Mapping[str, int] = {
    "EUROPE": 245,
    "AFRICA": 174,
    "AMERICAS": 171,
    "ASIA_PACIFIC": 128,
    "ARAB_STATES": 64,
    "CIS": 31,
    "": 32,
}
EUROPE_AFRICA_AMERICAS = frozenset({"EUROPE", "AFRICA", "AMERICAS"})
# Of the new ones ADOPTION and ACCESS came first; shares of 2022 for the older.
OLD_FOCUS = {"ACCESS": 193, "ADOPTION": 188, "VALUE CREATION": 138, "ACCELERATE": 33}
NEW_FOCUS = {"ADOPTION": 97, "ACCESS": 90, "VALUE CREATION": 79, "ACCELERATE": 27}
# Pledges of the older ones reported on by December 2022, by sector, and what they reported.
REPORTED: Mapping[str, int] = {
    "Government": 113,
    "Private sector": 40,
    "International/regional organization": 28,
    "Civil society": 10,
    "Academia": 7,
    "UN agency": 4,
}
# 10 % completed and 74 % in progress were published; here "on track" is part of the latter.
REPORTED_STATUSES = {"completed": 20, "on_track": 100, "in_progress": 49, "delayed": 33}
# SDG 9, 4 and 10 came first among the new; each goal's own number is made up.
GOALS: Mapping[int, int] = {9: 420, 4: 340, 10: 270, 5: 200, 8: 170, 17: 140, 1: 90, 3: 70, 11: 60}
# Pledges announced until the end of each window, and their value then in hundredths of a billion:
# the totals of June to October 2022, and of September 2023, with the annual report's at the ends.
WINDOWS: tuple[tuple[str, str, int, int], ...] = (
    ("2022-02-01", "2022-06-07", 250, 1580),
    ("2022-06-08", "2022-06-09", 361, 1855),
    ("2022-06-10", "2022-08-08", 421, 2600),
    ("2022-08-09", "2022-10-14", 500, 2840),
    ("2022-10-15", "2022-12-05", 552, 2966),
    ("2023-01-09", "2023-09-15", 705, 3300),
    ("2023-09-16", "2023-09-17", 756, 3320),
    ("2023-09-18", "2023-12-05", 845, 3678),
)


@dataclass(frozen=True)
class Sizes:
    """Numbers of an export of a given size, each an exact share of what was published."""

    pledges: int
    new_pledges: int
    entities: int
    base_entities: int

    @property
    def old_pledges(self) -> int:
        """Pledges announced before 2023."""
        return self.pledges - self.new_pledges


def sizes_of(pledges: int) -> Sizes:
    """The numbers of an export of so many pledges.

    Raises:
        SimulationError: when it would be too small to hold every combination.
    """
    if pledges < FEWEST_PLEDGES:
        raise SimulationError(
            f"{pledges} pledges are too few to keep the published shares",
            expected=f"at least {FEWEST_PLEDGES}",
            next_step=f"p2c simulate --pledges {FEWEST_PLEDGES}",
        )
    return Sizes(
        pledges=pledges,
        new_pledges=share(NEW_PLEDGES, pledges),
        entities=share(ENTITIES, pledges),
        base_entities=share(BASE_ENTITIES, pledges),
    )


def share(published: int, pledges: int) -> int:
    """A published number of pledges or entities at another size, rounded half up."""
    return (2 * published * pledges + PUBLISHED_PLEDGES) // (2 * PUBLISHED_PLEDGES)


def apportion(
    total: int,
    weights: Sequence[int],
    least: Sequence[int] | None = None,
    most: Sequence[int] | None = None,
) -> list[int]:
    """Divides a whole number in proportion to weights by largest remainders, exactly.

    Args:
        total: What is divided.
        weights: In proportion to what; none below zero.
        least: At least so much for each; 0 without.
        most: At most so much for each; no limit without.

    Raises:
        SimulationError: when no division keeps the limits.
    """
    low = list(least or [0] * len(weights))
    high = list(most or [total] * len(weights))
    if not sum(low) <= total <= sum(high):
        raise SimulationError(
            f"{total} cannot be divided into parts between {low} and {high}",
            expected="limits that leave room",
            next_step="take another size, --pledges",
        )
    whole = max(sum(weights), 1)
    wanted = [Fraction(total * weight, whole) for weight in weights]
    parts = [
        min(max(int(each), lowest), highest)
        for each, lowest, highest in zip(wanted, low, high, strict=True)
    ]
    while (missing := total - sum(parts)) != 0:
        step = 1 if missing > 0 else -1
        open_parts = [
            place
            for place, part in enumerate(parts)
            if (part < high[place] if step > 0 else part > low[place])
        ]
        furthest = max(
            open_parts, key=lambda place: (step * (wanted[place] - parts[place]), -place)
        )
        parts[furthest] += step
    return parts


def quotas(published: Mapping[Kind, int], total: int) -> dict[Kind, int]:
    """Published numbers of a partition, scaled to a total."""
    return dict(zip(published, apportion(total, list(published.values())), strict=True))
