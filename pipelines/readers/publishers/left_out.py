"""Counts the records of an edition that hold no observation, so that a note can name them.

Which records are left out is decided by the readers.
"""

from __future__ import annotations

from collections import Counter

from pipelines.readers.rows.columns import shown

_NAMES_SHOWN = 60


class LeftOut:
    """What was left out, by kind."""

    def __init__(self) -> None:
        self._kinds: dict[str, Counter[str]] = {}

    def add(self, kind: str, name: str = "") -> None:
        """Leaves out one record: of which kind it is, and the area or code that shows it."""
        self._kinds.setdefault(kind, Counter())[name] += 1

    @property
    def records(self) -> int:
        """Records left out."""
        return sum(names.total() for names in self._kinds.values())

    def notes(self) -> tuple[str, ...]:
        """One sentence for each kind: how many records, and what they are of."""
        return tuple(_note(kind, names) for kind, names in sorted(self._kinds.items()))


def _note(kind: str, names: Counter[str]) -> str:
    records = f"{names.total():,} record{'s' if names.total() != 1 else ''} left out: {kind}"
    listed = sorted(name for name in names if name)
    if not listed:
        return records
    more = f" and {len(listed) - _NAMES_SHOWN} more" if len(listed) > _NAMES_SHOWN else ""
    return f"{records} ({', '.join(map(shown, listed[:_NAMES_SHOWN]))}{more})"
