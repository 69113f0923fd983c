"""Reads the limits between the World Bank's income classes and holds them to the announced ones.

Which economy is in which class is read in `income_groups.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipelines.readers.publishers.grids import Grid

LOW_UPPER = {2023: (1085, 4255, 13205), 2024: (1135, 4465, 13845)} | {
    2025: (1145, 4515, 14005),
    2026: (1135, 4495, 13935),
}
"""Highest GNI per capita in US$ of the low, lower-middle and upper-middle class by fiscal year, as
the Bank announced them each July."""
_LEGEND = {
    "low income (l)": "L",
    "lower middle income (lm)": "LM",
    "upper middle income (um)": "UM",
    "high income (h)": "H",
}
_NUMBER = r"([0-9]{1,3}(?:,[0-9]{3})*|[0-9]+)"
_RANGE = re.compile(rf"{_NUMBER}\s*[-–‐‑]\s*{_NUMBER}")
_UP_TO = re.compile(rf"<=\s*{_NUMBER}")
_ABOVE = re.compile(rf">\s*{_NUMBER}")


def check_thresholds(grid: Grid, rows: range, years: Mapping[int, int]) -> int:
    """Compares the rows of thresholds, where there are any, with one another and with the known.

    Returns:
        The fiscal years whose thresholds could be compared; 0 when the rows were dropped.
    """
    at = {_LEGEND[label]: row for row in rows if (label := grid.text(row, 2).lower()) in _LEGEND}
    if not at:
        return 0
    if len(at) != len(_LEGEND):
        missing = ", ".join(sorted(set(_LEGEND.values()) - at.keys()))
        raise grid.refused(rows.start, 2, f"no thresholds of {missing}", "all four classes or none")
    for column, year in years.items():
        texts = {name: grid.text(row, column).strip() for name, row in at.items()}
        low, lower, upper, high = (
            pattern.fullmatch(texts[name])
            for name, pattern in (("L", _UP_TO), ("LM", _RANGE), ("UM", _RANGE), ("H", _ABOVE))
        )
        if not (low and lower and upper and high):
            found = f"the thresholds of FY{year % 100:02} are {', '.join(texts.values())}"
            raise grid.refused(at["L"], column, found, "such as <= 1,135, 1,136 - 4,495, > 13,935")
        stated = (_number(low[1]), _number(lower[2]), _number(upper[2]))
        begins = (_number(lower[1]) - 1, _number(upper[1]) - 1, _number(high[1]))
        if begins != stated or stated != LOW_UPPER.get(year, stated):
            found = f"the thresholds of FY{year % 100:02} are {', '.join(texts.values())}"
            expected = LOW_UPPER.get(year)
            raise grid.refused(
                at["L"], column, found, f"limits of {expected}" if expected else "no gap between"
            )
    return len(years)


def _number(text: str) -> int:
    return int(text.replace(",", ""))
