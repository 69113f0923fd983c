"""The reading of one text: which neighbouring pieces are a name, and what is made of each.

The rules are listed in `pipelines.readers.places.reader`; where a text may be divided is decided in
`pipelines.readers.places.splitting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.readers.places.collecting import Collector
from pipelines.readers.places.gazetteer import Gazetteer, Meaning
from pipelines.readers.places.model import (
    AMBIGUOUS,
    CONTROL_CHARACTER,
    MIXED_SCRIPT,
    NOT_STATED,
    SHARE_NOT_OF_A_COUNTRY,
    UNKNOWN,
)
from pipelines.readers.places.quantities import is_count, split_share
from pipelines.readers.places.splitting import Piece
from pipelines.readers.places.suggestions import Suggester
from pipelines.readers.places.text import (
    has_control_character,
    has_mixed_script,
    lookalike_spellings,
    without_control_characters,
)

_MOST_PIECES_IN_A_NAME = 6
_MAX_NAME_CHARACTERS = 120
_MOST_SUGGESTED = 20
_NO_CONTENT = frozenset(" .,-–—_'\"“”«»!…*&+·")


@dataclass(frozen=True)
class _Found:
    meaning: Meaning
    share: Decimal | None = None


class SegmentReader:
    """Reads the segments of one text; the outcome is in `collector`."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        suggester: Suggester,
        text: str,
        language: str | None,
        codes: bool,
    ) -> None:
        self._gazetteer = gazetteer
        self._suggester = suggester
        self._text = text
        self._language = language
        self._codes = codes
        self._suggested = 0
        self.collector = Collector()

    def read_segment(self, pieces: Sequence[Piece]) -> None:
        """Reads one stretch between two certain dividers."""
        position = 0
        before: Meaning | None = None
        while position < len(pieces):
            found, length = self._longest_name(pieces, position)
            if found is not None:
                words = self._slice(pieces, position, length)
                if pieces[position].bracketed and _may_explain(before, found.meaning):
                    self.collector.leave(words, AMBIGUOUS, found.meaning.items)
                else:
                    self._take(found, words)
                before = found.meaning
                position += length
                continue
            before = None
            length = 1
            while (
                position + length < len(pieces)
                and pieces[position + length].glued
                and self._longest_name(pieces, position + length)[0] is None
            ):
                length += 1
            self._leave(self._slice(pieces, position, length))
            position += length

    def _longest_name(self, pieces: Sequence[Piece], position: int) -> tuple[_Found | None, int]:
        most = min(_MOST_PIECES_IN_A_NAME, len(pieces) - position)
        for length in range(most, 0, -1):
            words = self._slice(pieces, position, length)
            if length > 1 and len(words) > _MAX_NAME_CHARACTERS:
                continue
            found = self._name(words)
            # Arabic writes "and" as a letter before the next word.
            if found is None and words.startswith("و") and pieces[position].start > 0:
                found = self._name(words[1:])
            if found is not None:
                return found, length
        return None, 0

    def _name(self, words: str) -> _Found | None:
        if len(words) > _MAX_NAME_CHARACTERS or _is_disguised(words):
            return None
        meaning = self._meaning(words)
        if meaning is not None:
            return _Found(meaning)
        shared = split_share(words)
        if shared is not None and shared[0]:
            meaning = self._meaning(shared[0])
            if meaning is not None:
                return _Found(meaning, shared[1])
        return None

    def _meaning(self, words: str) -> Meaning | None:
        if self._codes:
            meaning = self._gazetteer.code(words, alone=words == self._text.strip())
            if meaning is not None:
                return meaning
        return self._gazetteer.look_up(words, self._language)

    def _slice(self, pieces: Sequence[Piece], position: int, length: int) -> str:
        return self._text[pieces[position].start : pieces[position + length - 1].end]

    def _take(self, found: _Found, words: str) -> None:
        if found.meaning.reason is not None:
            self.collector.leave(words, found.meaning.reason, found.meaning.items)
            return
        item = found.meaning.items[0]
        if found.share is not None and not _is_country(item):
            self.collector.leave(words, SHARE_NOT_OF_A_COUNTRY, (item,))
            return
        self.collector.take(item, found.share)

    def _leave(self, words: str) -> None:
        if has_control_character(words):
            plain = without_control_characters(words)
            self.collector.leave(words, CONTROL_CHARACTER, self._suggestions(plain))
        elif has_mixed_script(words):
            self.collector.leave(words, MIXED_SCRIPT, self._suggestions(words))
        elif is_count(words):
            self.collector.count(words)
        elif words and not _NO_CONTENT.issuperset(words):
            self.collector.leave(words, UNKNOWN, self._suggestions(words))
        elif words and words == self._text.strip():
            self.collector.leave(words, NOT_STATED, ())

    def _suggestions(self, words: str) -> tuple[str, ...]:
        if self._suggested >= _MOST_SUGGESTED:
            return ()
        self._suggested += 1
        for spelling in (words, *lookalike_spellings(words), words.upper()):
            meaning = self._meaning(spelling)
            if meaning is not None:
                return meaning.items
        return self._suggester.suggest(words)


def _may_explain(before: Meaning | None, bracketed: Meaning) -> bool:
    """Whether "(France)" may say whose territory the country named before it is."""
    if before is None or before == bracketed or bracketed.reason is not None:
        return False
    items = (*before.items, *bracketed.items)
    return bool(before.items) and all(_is_country(item) for item in items)


def _is_country(item: str) -> bool:
    return ":" not in item and item != "GLOBAL"


def _is_disguised(words: str) -> bool:
    return has_control_character(words) or has_mixed_script(words)
