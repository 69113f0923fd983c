"""The index of every name a place goes by, built once from the lists a caller passes in.

Names in the six languages are CLDR's, by way of Babel; what CLDR lacks or leaves open is in the
reviewed names, which win. Taking a text apart does not belong here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from babel import Locale

from pipelines.errors import P2CError
from pipelines.readers.places.formal_names import formal_names
from pipelines.readers.places.model import (
    AMBIGUOUS,
    HISTORIC,
    NAME_KINDS,
    NOT_STATED,
    PART,
    Economy,
    PlaceName,
)
from pipelines.readers.places.regions import CLDR_NAMES_ANOTHER_AREA, M49_REGIONS
from pipelines.readers.places.text import key
from pipelines.submissions import LANGUAGES

_CLDR_CODES = {"XKX": "XK"}
_REASONS = {"ambiguous": AMBIGUOUS, "historic": HISTORIC, "part": PART, "nothing": NOT_STATED}
_ARTICLES = ("the ", "la ", "le ", "les ", "l", "el ", "los ", "las ")
# "NA" alone more often means "not available" than Namibia, and "NO" alone is an answer.
_PLACEHOLDER_CODES = frozenset({"NA", "NO"})


@dataclass(frozen=True)
class Meaning:
    """What a name stands for: one item, or a reason why none can be chosen and the candidates."""

    items: tuple[str, ...]
    reason: str | None = None


@dataclass(frozen=True)
class _Entry:
    language: str
    meaning: Meaning


class Gazetteer:
    """Looks names and codes up, exactly and without regard to case and diacritics.

    A reviewed name wins over the closed list's own name, and that over CLDR's.

    Raises:
        P2CError: when a reviewed name has an unknown kind or means something not on the lists.
    """

    def __init__(
        self, economies: Sequence[Economy], names: Sequence[PlaceName], group_codes: Collection[str]
    ) -> None:
        self._iso3 = {economy.iso3 for economy in economies}
        self._iso2 = {economy.iso2: economy.iso3 for economy in economies if economy.iso2}
        _check(names, self._iso3, group_codes)
        self._acronyms = {
            _acronym(name.name): Meaning(name.means) for name in names if name.kind == "acronym"
        }
        self._tiers: tuple[dict[str, list[_Entry]], ...] = (
            _index(_reviewed(names)),
            _index((e.name, _Entry("", Meaning((e.iso3,)))) for e in economies),
            _index(_cldr(economies)),
        )

    def look_up(self, text: str, language: str | None = None) -> Meaning | None:
        """What a name means, or None; `language` decides where languages disagree."""
        acronym = self._acronyms.get(_acronym(text))
        if acronym is not None:
            return acronym
        wanted = key(text)
        found = self._by_key(wanted, language)
        if found is not None:
            return found
        for article in _ARTICLES:
            if wanted.startswith(article) and (article != "l" or _elided(text)):
                return self._by_key(wanted[len(article) :], language)
        if wanted.endswith(" the"):
            return self._by_key(wanted[: -len(" the")].rstrip(","), language)
        return None

    def code(self, text: str, *, alone: bool = False) -> Meaning | None:
        """What an upper-case ISO 3166 code means; `alone` when it is all the text there is."""
        if text in self._iso3:
            return Meaning((text,))
        iso3 = self._iso2.get(text)
        if iso3 is None:
            return None
        return Meaning((iso3,), AMBIGUOUS if alone and text in _PLACEHOLDER_CODES else None)

    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Every key and the items it may stand for, for suggestions."""
        merged: dict[str, tuple[str, ...]] = {}
        for tier in reversed(self._tiers):
            for name, entries in tier.items():
                merged[name] = _merge(entries).items
        return {name: items for name, items in merged.items() if items}

    def _by_key(self, wanted: str, language: str | None) -> Meaning | None:
        for tier in self._tiers:
            entries = tier.get(wanted)
            if entries is not None:
                own = [entry for entry in entries if entry.language == language]
                return _merge(own or entries)
        return None


def _merge(entries: Sequence[_Entry]) -> Meaning:
    meanings = list(dict.fromkeys(entry.meaning for entry in entries))
    if len(meanings) == 1:
        return meanings[0]
    items = dict.fromkeys(item for meaning in meanings for item in meaning.items)
    return Meaning(tuple(items), AMBIGUOUS)


def _index(named: Iterator[tuple[str, _Entry]]) -> dict[str, list[_Entry]]:
    index: dict[str, list[_Entry]] = {}
    for name, entry in named:
        wanted = key(name)
        # The comma-less spelling too; a comma in a text is never ignored, one may be left out.
        for spelling in {wanted, wanted.replace(",", "")} - {""}:
            index.setdefault(spelling, []).append(entry)
    return index


def _reviewed(names: Sequence[PlaceName]) -> Iterator[tuple[str, _Entry]]:
    for name in names:
        if name.kind != "acronym":
            yield name.name, _Entry(name.language, Meaning(name.means, _REASONS.get(name.kind)))


def _cldr(economies: Sequence[Economy]) -> Iterator[tuple[str, _Entry]]:
    for language in LANGUAGES:
        territories = Locale(language).territories
        for economy in economies:
            entry = _Entry(language, Meaning((economy.iso3,)))
            name = territories.get(economy.iso2 or _CLDR_CODES.get(economy.iso3, ""))
            if name is None:
                continue
            yield name, entry
            for formal in formal_names(economy.iso3, language, name):
                yield formal, entry
        for m49, region in M49_REGIONS.items():
            if m49 not in CLDR_NAMES_ANOTHER_AREA and m49 in territories:
                yield territories[m49], _Entry(language, Meaning((f"REGION:{region}",)))


def _check(names: Sequence[PlaceName], iso3: Collection[str], group_codes: Collection[str]) -> None:
    for name in names:
        wrong = [
            item
            for item in name.means
            if item not in iso3
            and item != "GLOBAL"
            and not (item.startswith("LIST:") and item[5:] in group_codes)
            and not (item.startswith("REGION:") and item[7:].strip())
        ]
        one = name.kind in ("name", "acronym")
        if wrong or name.kind not in NAME_KINDS or (one and len(name.means) != 1):
            raise P2CError(
                f"{name.name!r} of kind {name.kind!r} means {'|'.join(name.means) or 'nothing'}",
                where="the reviewed place names",
                expected="a known kind, and an economy, a group or a region of the lists in use",
                next_step="correct the row of that name",
            )


def _acronym(text: str) -> str:
    return text.strip(" \t\r\n()[]*,:").replace(".", "")


def _elided(text: str) -> bool:
    return len(text.lstrip()) > 1 and text.lstrip()[1] in "'’‘ʼ´`"
