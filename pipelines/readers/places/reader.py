"""Reads what a text says about places: the longest known name first, exactly or not at all.

Rules, in the order in which they apply to a stretch of text:
- Invisible characters, or a word of mixed lookalike scripts: unresolved, whatever it looks like.
- A reviewed name, the closed list's own name, CLDR's name in six languages, a formal name.
- A country in brackets behind a country may be its sovereign: unresolved.
- Codes only in capitals and alone in their list item; "NA" or "NO" as the whole text is open.
- Ambiguous names and States that no longer exist are unresolved, with the candidates.
- A number of countries without names is kept as a count, in the words used.
- Anything else is unresolved, verbatim, with names that look like it.

Which countries a region or a group holds at a date does not belong here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipelines.readers.places.gazetteer import Gazetteer
from pipelines.readers.places.model import TOO_LONG, Economy, PlaceName, PlacesRead, Unresolved
from pipelines.readers.places.parser import SegmentReader
from pipelines.readers.places.splitting import segments
from pipelines.readers.places.suggestions import Suggester

MAX_CHARACTERS = 5_000


class PlaceReader:
    """Reads texts about places against closed lists.

    Building one takes about a quarter of a second; reading is pure and safe to share.

    Args:
        economies: The closed list of economies.
        names: Reviewed names; they win over the names of the library.
        group_codes: Codes of country groups that a name may stand for.

    Attributes:
        economies: ISO 3166 alpha-3 codes of the economies.
        group_codes: The group codes, as a set.

    Raises:
        P2CError: when a reviewed name stands for something that is not on the lists.
    """

    def __init__(
        self, economies: Sequence[Economy], names: Sequence[PlaceName], group_codes: Collection[str]
    ) -> None:
        self.economies = frozenset(economy.iso3 for economy in economies)
        self.group_codes = frozenset(group_codes)
        self._gazetteer = Gazetteer(economies, names, group_codes)
        self._suggester = Suggester(self._gazetteer.names())

    def read_places(
        self, text: str, *, language: str | None = None, codes: bool = True
    ) -> PlacesRead:
        """Reads one text, of any length and content, without raising.

        Args:
            text: What the submission says, a name or a list of names.
            language: ISO 639-1 code of the language, if known; it settles names that mean
                different places in different languages and closes no other language out.
            codes: Whether ISO 3166 codes in capitals count as names.
        """
        if len(text) > MAX_CHARACTERS:
            return PlacesRead(unresolved=(Unresolved(text, TOO_LONG),))
        reader = SegmentReader(self._gazetteer, self._suggester, text, language, codes)
        for pieces in segments(text):
            reader.read_segment(pieces)
        return reader.collector.result(text)
