"""The places of a pledge: items of the places grammar, or words in any of six languages.

How words become places is in `pipelines.readers.places`; what a region holds at a date is SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from pipelines.readers.places import PlaceReader, PlacesRead, Unresolved, to_items
from pipelines.readers.places.model import NOT_STATED, UNKNOWN
from pipelines.readers.places.quantities import exact_count
from pipelines.readers.rows import fields
from pipelines.readers.rows.contract import Rule
from pipelines.readers.rows.fields import FieldError, FieldParser

_ITEM = re.compile(
    r"GLOBAL|[A-Z]{3}(?::[0-9]{1,3}(?:\.[0-9]+)?)?|LIST:[A-Z0-9_]+|REGION:.+|COUNT:.+"
)
_ITEM_EXPECTED = (
    "GLOBAL, an ISO code as RWA or RWA:60, LIST:LDC, REGION:name or COUNT:53 African countries"
)
_WITH_PERCENT = re.compile(r"(:[0-9]{1,3}(?:\.[0-9]+)?) ?%$")
_NAME_AND_SHARE = re.compile(r"(.+?) ?(:[0-9]{1,3}(?:\.[0-9]+)?)")
_COUNTRY = re.compile(r"[A-Z]{3}(?::.*)?")


def places_rule(place_reader: PlaceReader | None) -> Rule:
    """The rule that reads the places of a pledge.

    Args:
        place_reader: Reads words; without one only items of the grammar are read.
    """

    def read(places: Sequence[str] | None, language: str | None) -> tuple[object, ...]:
        if places is None:
            return None, None, None, None
        places = [_WITH_PERCENT.sub(r"\1", place) for place in places]
        if all(_is_item(place, place_reader) for place in places):
            _check_groups(places, place_reader)
            _check_shares(places)
            return list(places), None, None, _count_unnamed(places)
        if place_reader is None:
            raise FieldError("wrong_form", _ITEM_EXPECTED, "places")
        items, unresolved = _read_words(places, place_reader, language)
        _check_groups(items, place_reader)
        _check_shares(items)
        return items or None, " | ".join(places), unresolved or None, _count_unnamed(items)

    return Rule(
        ("places", "language"),
        ("places", "places_stated", "places_unresolved", "unnamed_countries"),
        read,
    )


def country_parser(place_reader: PlaceReader | None) -> FieldParser:
    """A parser of one country: its ISO 3166-1 alpha-3 code, or its name in any of six languages."""
    if place_reader is None:
        return fields.iso3

    def parse(value: str) -> str:
        if value in place_reader.economies:
            return value
        read = place_reader.read_places(fields.text(value))
        named = len(read.countries) == 1 and to_items(read) == read.countries
        if not named or read.unresolved:
            meant = [item for part in read.unresolved for item in part.suggestions]
            raise FieldError("unknown_country", _expected("one country", meant))
        return read.countries[0]

    return parse


def _read_words(
    places: Iterable[str], place_reader: PlaceReader, language: str | None
) -> tuple[list[str], list[str]]:
    """Items of the grammar, and texts that name no place anybody could know.

    Texts that name nothing known beside others that do would shift the value to those, so they
    reject the row; so does what has a likely meaning, for the pledger can confirm it.
    """
    items: dict[str, None] = {}
    unknown: list[Unresolved] = []
    for place in places:
        if _is_item(place, place_reader):
            items[place] = None
            continue
        name, share = place, ""
        if shared := _NAME_AND_SHARE.fullmatch(place):
            name, share = shared[1], shared[2]
        read: PlacesRead = place_reader.read_places(name, language=language)
        items.update(dict.fromkeys(f"{item}{share}" for item in to_items(read)))
        unknown.extend(part for part in read.unresolved if part.reason != NOT_STATED)
    if unknown and (items or any(_can_be_mended(part) for part in unknown)):
        part = next((part for part in unknown if _can_be_mended(part)), unknown[0])
        expected = _expected(f"places that are known in place of {part.text!r}", part.suggestions)
        raise FieldError(f"{part.reason}_place", expected, "places")
    return list(items), [part.text for part in unknown]


def _count_unnamed(places: Iterable[str]) -> int | None:
    """How many countries are counted without a name; None where no count is exact."""
    counts = [exact_count(place[6:]) for place in places if place.startswith("COUNT:")]
    exact = [count for count in counts if count is not None]
    return sum(exact) if exact and len(exact) == len(counts) else None


def _can_be_mended(part: Unresolved) -> bool:
    return part.reason != UNKNOWN or bool(part.suggestions)


def _expected(what: str, suggestions: Iterable[str]) -> str:
    meant = ", ".join(dict.fromkeys(suggestions))
    return f"{what}; perhaps {meant}" if meant else what


def _is_item(place: str, place_reader: PlaceReader | None) -> bool:
    """Whether a place is an item of the grammar; three capitals that are no country are words."""
    if not _ITEM.fullmatch(place):
        return False
    if place_reader is None or not _COUNTRY.fullmatch(place):
        return True
    return place[:3] in place_reader.economies


def _check_groups(places: Iterable[str], place_reader: PlaceReader | None) -> None:
    """Codes of groups are on the list; another one would lose its value."""
    if place_reader is None:
        return
    for place in places:
        if place.startswith("LIST:") and place[5:] not in place_reader.group_codes:
            raise FieldError(
                "unknown_group", f"a country group such as LIST:LDC, not {place}", "places"
            )


def _check_shares(places: Sequence[str]) -> None:
    """Each country once; shares are percentages of one pledge, so all places have one or none."""
    countries = [place for place in places if _COUNTRY.fullmatch(place)]
    named = [place[:3] for place in countries]
    if len(set(named)) != len(named):
        raise FieldError("repeated_country", "each country once in places", "places")
    shares = [Decimal(place[4:]) for place in countries if len(place) > 3]
    if shares and (len(shares) != len(places) or sum(shares) != 100 or not all(shares)):
        raise FieldError(
            "shares_not_100", "a country share above 0 on every place, adding up to 100", "places"
        )
