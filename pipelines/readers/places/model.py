"""What goes into the reading of places and what comes out of it, as frozen values.

How a text is read does not belong here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

RegionKind = Literal["itu", "m49", "free"]
NameKind = Literal["name", "acronym", "ambiguous", "historic", "part", "nothing"]
NAME_KINDS: tuple[NameKind, ...] = ("name", "acronym", "ambiguous", "historic", "part", "nothing")

UNKNOWN = "unknown"
AMBIGUOUS = "ambiguous"
HISTORIC = "historic_state"
PART = "part_of_a_country"
NOT_STATED = "not_stated"
MIXED_SCRIPT = "mixed_script"
CONTROL_CHARACTER = "control_character"
TOO_LONG = "too_long"
SHARES_NOT_100 = "shares_not_100"
SHARES_INCOMPLETE = "shares_incomplete"
SHARE_REPEATED = "share_repeated"
SHARE_NOT_OF_A_COUNTRY = "share_not_of_a_country"
REASONS = (
    UNKNOWN,
    AMBIGUOUS,
    HISTORIC,
    PART,
    NOT_STATED,
    MIXED_SCRIPT,
    CONTROL_CHARACTER,
    TOO_LONG,
    SHARES_NOT_100,
    SHARES_INCOMPLETE,
    SHARE_REPEATED,
    SHARE_NOT_OF_A_COUNTRY,
)


@dataclass(frozen=True)
class Economy:
    """One economy of the closed list; `iso2` and `m49` are empty where none is assigned."""

    iso3: str
    iso2: str
    m49: str
    name: str


@dataclass(frozen=True)
class PlaceName:
    """One reviewed name: what people write, and what it means.

    Attributes:
        name: The name as written; case, diacritics and dots do not matter.
        language: ISO 639-1 code of the language in which it has this meaning; empty for any.
        kind: `name`; `acronym` (counts only in capitals); `ambiguous`, `historic`, `part` (of a
            country) and `nothing` (words for "not stated"), none of which is ever resolved.
        means: Items of the places grammar; several for an ambiguous or historic name.
    """

    name: str
    language: str
    kind: NameKind
    means: tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """A region named in a text; it is not spread over countries here.

    Attributes:
        kind: `itu` when ITU has a region of this name, else `m49` when the UN's geographic
            scheme has one, else `free`.
        name: Canonical English name, as in `REGION:<name>`.
        group_code: Group code of the ITU region, or None.
        m49: M49 code of the UN region, or None; "Africa" has both, for the text does not say
            which one is meant.
    """

    kind: RegionKind
    name: str
    group_code: str | None = None
    m49: str | None = None


@dataclass(frozen=True)
class Unresolved:
    """A stretch of text, kept as written, that names no place for certain.

    Attributes:
        text: The words of the submission, verbatim.
        reason: One of `REASONS`.
        suggestions: Items of the places grammar for a person to choose from; never applied.
    """

    text: str
    reason: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlacesRead:
    """Everything one text says about places, each part in the order of its first mention.

    Attributes:
        countries: ISO 3166 alpha-3 codes of named countries, without repeats.
        shares: Percent of the pledge per country; empty, or one for each country, adding to 100.
        groups: Codes of named country groups, such as LDC.
        regions: Named regions.
        is_global: Whether the text says that the whole world is meant.
        counts: Numbers of unnamed countries as written, such as "53 African countries".
        unresolved: What was not understood.
    """

    countries: tuple[str, ...] = ()
    shares: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    groups: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    is_global: bool = False
    counts: tuple[str, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()


def to_items(read: PlacesRead) -> tuple[str, ...]:
    """Items of the `places` column: countries, GLOBAL, groups, regions, counts.

    Unresolved text has no item: it belongs with the rejects.
    """
    countries = [
        f"{iso3}:{read.shares[iso3]:f}" if iso3 in read.shares else iso3 for iso3 in read.countries
    ]
    return (
        *countries,
        *(("GLOBAL",) if read.is_global else ()),
        *(f"LIST:{code}" for code in read.groups),
        *(f"REGION:{region.name}" for region in read.regions),
        *(f"COUNT:{' '.join(text.replace('|', ' ').split())}" for text in read.counts),
    )
