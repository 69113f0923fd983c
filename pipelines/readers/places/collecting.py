"""Gathers what a text names, in the order of first mention, and holds shares to account.

Understanding the text does not belong here.
"""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType

from pipelines.readers.places.model import (
    SHARE_REPEATED,
    SHARES_INCOMPLETE,
    SHARES_NOT_100,
    PlacesRead,
    Region,
    Unresolved,
)
from pipelines.readers.places.regions import region

_WHOLE = Decimal(100)


class Collector:
    """Collects the parts of one reading."""

    def __init__(self) -> None:
        self._countries: dict[str, None] = {}
        self._shares: dict[str, Decimal] = {}
        self._repeated = False
        self._groups: dict[str, None] = {}
        self._regions: dict[Region, None] = {}
        self._counts: dict[str, None] = {}
        self._is_global = False
        self._unresolved: list[Unresolved] = []

    def take(self, item: str, share: Decimal | None) -> None:
        """Adds an item of the places grammar, with the share of a country if one is stated."""
        prefix, _, rest = item.partition(":")
        if item == "GLOBAL":
            self._is_global = True
        elif not rest:
            self._countries.setdefault(item)
            if share is not None:
                self._repeated |= item in self._shares
                self._shares[item] = share
        elif prefix == "LIST" and rest == "WORLD":
            self._is_global = True
        elif prefix == "LIST":
            self._groups.setdefault(rest)
        else:
            self._regions.setdefault(region(rest))

    def count(self, words: str) -> None:
        """Adds a number of unnamed countries."""
        self._counts.setdefault(words)

    def leave(self, words: str, reason: str, suggestions: tuple[str, ...]) -> None:
        """Adds text that is not resolved."""
        self._unresolved.append(Unresolved(words, reason, suggestions))

    def result(self, text: str) -> PlacesRead:
        """The whole reading; shares that do not add up are left out, and the text says why."""
        objection = self._objection_to_shares()
        if objection is not None:
            self.leave(text, objection, ())
        return PlacesRead(
            countries=tuple(self._countries),
            shares=MappingProxyType({} if objection else dict(self._shares)),
            groups=tuple(self._groups),
            regions=tuple(self._regions),
            is_global=self._is_global,
            counts=tuple(self._counts),
            unresolved=tuple(self._unresolved),
        )

    def _objection_to_shares(self) -> str | None:
        if not self._shares:
            return None
        if self._repeated:
            return SHARE_REPEATED
        others = self._groups or self._regions or self._counts or self._is_global
        if others or self._unresolved or len(self._shares) < len(self._countries):
            return SHARES_INCOMPLETE
        if sum(self._shares.values()) != _WHOLE or min(self._shares.values()) <= 0:
            return SHARES_NOT_100
        return None
