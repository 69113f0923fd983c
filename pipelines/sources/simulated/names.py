"""Made-up names and titles that say that they are made up, each of them distinct from every other.

What a name belongs to is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping

_SYLLABLES = tuple(consonant + vowel for consonant in "bdfgjklmnprstvz" for vowel in "aeiou")
_SYLLABLES_OF_A_WORD = 4
_WORDS = len(_SYLLABLES) ** _SYLLABLES_OF_A_WORD
# Of no common divisor with it, so that every number below it has a word of its own.
_STRIDE = 19_560_361

_THEMES: Mapping[str, tuple[str, ...]] = {
    "ACCESS": (
        "fibre for small towns",
        "masts along mountain roads",
        "satellite links for islands",
        "school connections",
        "community networks",
        "cheaper handsets",
        "clinics online",
        "spectrum for rural cells",
    ),
    "ADOPTION": (
        "evening classes in digital skills",
        "teacher training",
        "coding camps for girls",
        "help desks in libraries",
        "lessons in local languages",
        "accessible web services",
        "online safety for families",
        "digital skills of older people",
    ),
    "VALUE CREATION": (
        "start-up grants",
        "public services by phone",
        "open data for farmers",
        "mobile payments for markets",
        "cyber incident response",
        "innovation hubs",
        "telemedicine trials",
        "digital identity pilots",
    ),
    "ACCELERATE": (
        "guarantees for lenders",
        "a fund for first investments",
        "joint tenders of operators",
        "a regulators' exchange",
        "blended finance",
        "matching needs with donors",
        "studies of demand",
        "a regional alliance",
    ),
}


def made_up_word(number: int) -> str:
    """A pronounceable word for a number; words of nearby numbers are unlike each other.

    Words repeat after 31 million numbers.
    """
    place = number * _STRIDE % _WORDS
    syllables = []
    for _ in range(_SYLLABLES_OF_A_WORD):
        place, syllable = divmod(place, len(_SYLLABLES))
        syllables.append(_SYLLABLES[syllable])
    return "".join(syllables)


def entity_name(number: int) -> str:
    """Name of the entity of a number."""
    return f"Simulated {_two_words(number)}"


def title_of(number: int, focus_area: str) -> str:
    """Title of the pledge of a number."""
    theme = _THEMES[focus_area][theme_of(number, focus_area)[1]]
    return f"{_two_words(number)}: {theme} (simulated)"


def theme_of(number: int, focus_area: str) -> tuple[str, int]:
    """Which subject the pledge of a number has."""
    return focus_area, number % len(_THEMES[focus_area])


def _two_words(number: int) -> str:
    # The second word is one that is nobody's first, up to half of all words.
    second = made_up_word(number * 2 + _WORDS // 2)
    return f"{made_up_word(number).capitalize()} {second.capitalize()}"
