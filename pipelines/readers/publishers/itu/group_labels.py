"""Labels under which ITU's workbooks name country groups, as codes of `country_groups.csv`.

Who is in a group, and since when, does not belong here.
"""

from __future__ import annotations

import re

_CODES = {
    "world": "WORLD",
    "africa": "AFRICA",
    "americas": "AMERICAS",
    "arab states": "ARAB_STATES",
    "asia pacific": "ASIA_PACIFIC",
    "asia and pacific": "ASIA_PACIFIC",
    "asia and the pacific": "ASIA_PACIFIC",
    "cis": "CIS",
    "commonwealth of independent states": "CIS",
    "europe": "EUROPE",
    "other": "OTHER_ECONOMIES",
    "low income": "LOW_INCOME",
    "lower middle income": "LOWER_MIDDLE_INCOME",
    "upper middle income": "UPPER_MIDDLE_INCOME",
    "high income": "HIGH_INCOME",
    "ldcs": "LDC",
    "ldc": "LDC",
    "least developed": "LDC",
    "lldcs": "LLDC",
    "lldc": "LLDC",
    "land locked developing": "LLDC",
    "landlocked developing": "LLDC",
    "sids": "SIDS",
    "small island developing states": "SIDS",
    "developed": "DEVELOPED",
    "developing": "DEVELOPING",
}
"""Seen in the editions of January 2022 to November 2025, without the words that come and go:
`The Americas` and `Americas`, `Europe countries`, `Asia & Pacific` and `Asia-Pacific`. ITU's SIDS
of Facts and Figures are the States on the list of UN-OHRLLS."""
ITU_REGIONS = frozenset(
    {"AFRICA", "AMERICAS", "ARAB_STATES", "ASIA_PACIFIC", "CIS", "EUROPE", "OTHER_ECONOMIES"}
)


def group_of_label(label: str) -> str | None:
    """The code of the group a label names, None when it names none."""
    bare = re.sub(r"\([^)]*\)", " ", label.casefold()).replace("&", " and ")
    words = re.sub(r"[^a-z]+", " ", bare).split()
    if words[:1] == ["the"]:
        words = words[1:]
    while len(words) > 1 and words[-1] in ("countries", "economies", "economy", "region"):
        words = words[:-1]
    return _CODES.get(" ".join(words))
