"""What titles over the tables of ITU's aggregates workbook mean: indicator, unit, cut of people.

Where titles are belongs to `facts_figures_blocks.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SHARE, ABSOLUTE, PER_100, RATIO = "share", "millions", "per 100", "ratio"
EXABYTES, GIGABYTES = "exabytes", "gigabytes"

_UNITS = (
    (re.compile(r"per 100\b|per hundred"), PER_100),
    (re.compile(r"gigabytes?|\bgb\b"), GIGABYTES),
    (re.compile(r"exabytes?|\beb\b"), EXABYTES),
    (re.compile(r"\bmillions?\b"), ABSOLUTE),
    (re.compile(r"percentage|per ?cent\b|%|\bshare of\b"), SHARE),
    (re.compile(r"\bratio\b|\bscore\b"), RATIO),
)
_INDICATORS: tuple[tuple[re.Pattern[str], dict[str | None, tuple[str, str]]], ...] = (
    (
        re.compile(r"gender parity.*mobile|mobile.*gender parity"),
        {RATIO: ("gender_parity_score_mobile_ownership", "score")},
    ),
    (re.compile(r"gender parity"), {RATIO: ("gender_parity_score", "score")}),
    (re.compile(r"urban.{0,4}rural ratio|ratio of urban"), {RATIO: ("urban_rural_ratio", "ratio")}),
    (
        re.compile(r"individuals using the internet|internet use\b"),
        {SHARE: ("individuals_using_internet", "pct"), ABSOLUTE: ("internet_users", "million")},
    ),
    (
        re.compile(r"individuals (?:who own|owning) a mobile|mobile.phone owners"),
        {SHARE: ("individuals_owning_mobile_phone", "pct")},
    ),
    (re.compile(r"covered by .*\b3g"), {SHARE: ("population_covered_3g_or_better", "pct")}),
    (re.compile(r"covered by .*(?:\b4g|\blte)"), {SHARE: ("population_covered_4g", "pct")}),
    (re.compile(r"covered by .*\b5g"), {SHARE: ("population_covered_5g", "pct")}),
    (
        re.compile(r"mobile.broadband subscriptions"),
        {PER_100: ("mobile_broadband_subscriptions_per_100", "per_100_inhabitants")},
    ),
    (
        re.compile(r"fixed.broadband subscriptions"),
        {PER_100: ("fixed_broadband_subscriptions_per_100", "per_100_inhabitants")},
    ),
    (
        re.compile(r"mobile.cellular (?:telephone )?subscriptions"),
        {
            PER_100: ("mobile_cellular_subscriptions_per_100", "per_100_inhabitants"),
            ABSOLUTE: ("mobile_cellular_subscriptions", "million"),
        },
    ),
    (
        re.compile(r"fixed.broadband (?:internet )?traffic"),
        {
            EXABYTES: ("fixed_broadband_traffic", "exabyte"),
            GIGABYTES: ("fixed_broadband_traffic_per_subscription", "gb_per_month"),
        },
    ),
    (
        re.compile(r"mobile.broadband (?:internet )?traffic"),
        {
            EXABYTES: ("mobile_broadband_traffic", "exabyte"),
            GIGABYTES: ("mobile_broadband_traffic_per_subscription", "gb_per_month"),
        },
    ),
)
"""Names and units as in `data/published/facts_and_figures.csv`. A title of another indicator, such
as fixed telephony or bandwidth, is of none we hold."""
_ALONE = re.compile(
    r"(?:itu|bdt|region|regions|group|groups|economy|year|total|totals|both sexes|all|female|male|"
    r"females|males|women|men|youth|15|24|rest|of|the|population|urban|rural|area|areas|by|sex|"
    r"age|location|in|millions?|per|100|hundred|inhabitants|percentage|cent|exabytes?|gigabytes?|"
    r"month|subscription|penetration|rates?|individuals|and|girls|boys|eb|gb|years|old|\s)*"
)
"""Words that only cut or measure what another title names."""
_NOTE = re.compile(
    r"\W*(?:notes?\b|sources?\b|all (?:data|values)|the values|values|regions are|n/a)"
)
_AGE = re.compile(r"\b15\s*(?:-|–|to)\s*24\b|\byouth\b")


@dataclass(frozen=True)
class Title:
    """What one text says.

    Attributes:
        text: The text itself.
        unit: The unit it names, None when it names none.
        sex: `male` or `female`, None when it says neither or both.
        location: `urban` or `rural`, None when it says neither or both.
        age: The age group it names.
        names_indicator: Whether it names what is measured, one we hold or not.
    """

    text: str
    unit: str | None
    sex: str | None
    location: str | None
    age: str | None
    names_indicator: bool


@dataclass(frozen=True)
class Measure:
    """What the figures under some titles are."""

    indicator: str
    unit: str
    sex: str
    location: str
    age: str


def read_title(text: str) -> Title | None:
    """What a text over figures says, None when it is a note or a source."""
    folded = " ".join(text.casefold().split())
    words = set(re.findall(r"[a-z]+", folded))
    women, men = (
        bool(words & {"female", "females", "women"}),
        bool(words & {"male", "males", "men"}),
    )
    urban, rural = "urban" in words, "rural" in words
    age = "rest of population" if re.search(r"\brest of", folded) else None
    if age is None and _AGE.search(folded):
        age = "15-24"
    bare = re.sub(r"[^a-z0-9]+", " ", folded)
    names = not _ALONE.fullmatch(bare)
    if names and _NOTE.match(folded):
        return None
    return Title(
        text=text,
        unit=next((unit for form, unit in _UNITS if form.search(folded)), None),
        sex=("female" if women else "male") if women != men else None,
        location=("urban" if urban else "rural") if urban != rural else None,
        age=age,
        names_indicator=names,
    )


def measure_of(titles: list[Title]) -> Measure | Title | None:
    """What figures are, by the titles over them, the nearest first.

    Returns:
        The measure; the title that names an indicator we do not hold; None when no title names any.
    """
    said: list[Title] = []
    for title in titles:
        said.append(title)
        if title.names_indicator:
            break
    else:
        return None
    folded = " ".join(said[-1].text.casefold().split())
    # The nearest unit is that of the figures: a block beside the millions has its own.
    unit = next((each.unit for each in said if each.unit), None)
    units = next((units for form, units in _INDICATORS if form.search(folded)), None)
    if units is None or unit not in units:
        return said[-1]
    indicator, stored = units[unit]
    age = next((each.age for each in said if each.age), "total")
    if indicator == "individuals_owning_mobile_phone" and age == "total":
        age = "10+"  # ITU asks people aged 10 or older
    return Measure(
        indicator,
        stored,
        sex=next((each.sex for each in said if each.sex), "total"),
        location=next((each.location for each in said if each.location), "total"),
        age=age,
    )
