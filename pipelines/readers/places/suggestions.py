"""Names that look like a misspelt one, for a person to choose from.

Nothing here resolves a name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from difflib import SequenceMatcher

from pipelines.readers.places.text import key

_MOST = 3
_CLOSE_ENOUGH = 0.75
_MOST_COMPARED = 12
_MAX_CHARACTERS = 60


class Suggester:
    """Finds the closest of many names: shared letter pairs first, then a careful comparison.

    Attributes:
        names: Every key and the items of the places grammar it stands for.
    """

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        self.names = names
        self._names_with: dict[str, list[str]] = defaultdict(list)
        for name in names:
            for pair in _pairs(name):
                self._names_with[pair].append(name)

    def suggest(self, text: str) -> tuple[str, ...]:
        """Items of up to three names like the text, the closest first."""
        wanted = key(text)
        if not 2 < len(wanted) + (not wanted.isascii()) <= _MAX_CHARACTERS:
            return ()
        pairs = _pairs(wanted)
        shared: Counter[str] = Counter()
        for pair in sorted(pairs):
            shared.update(self._names_with.get(pair, ()))
        by_likeness = sorted(
            shared, key=lambda name: (-2 * shared[name] / (len(pairs) + len(name) + 1), name)
        )
        rated = [
            (-SequenceMatcher(None, wanted, name, autojunk=False).ratio(), name)
            for name in by_likeness[:_MOST_COMPARED]
        ]
        items = [
            item
            for ratio, name in sorted(rated)
            if -ratio >= _CLOSE_ENOUGH
            for item in self.names[name]
        ]
        return tuple(dict.fromkeys(items))[:_MOST]


def _pairs(name: str) -> frozenset[str]:
    padded = f" {name} "
    return frozenset(padded[i : i + 2] for i in range(len(padded) - 1))
