"""Formal names that follow a pattern in the six languages, such as "République du Mali".

They are built from a closed list of States: "Republic of" is never cut off a text.
Formal names without such a pattern are reviewed names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipelines.storage.yaml_models import Entry, load_own

_Patterns = Mapping[str, tuple[str, ...]]


class _FormalNames(Entry):
    """States by style, and patterns by style and language."""

    styles: Mapping[str, frozenset[str]]
    patterns: Mapping[str, _Patterns]
    other_patterns: _Patterns


_FILE = load_own(__file__, "formal_names.yml", _FormalNames, "the list of formal names")


def formal_names(iso3: str, language: str, short_name: str) -> Iterator[str]:
    """Yields the formal names of one State in one language, built on its short name there."""
    for style, states in _FILE.styles.items():
        if iso3 in states:
            patterns = _FILE.patterns.get(style, _FILE.other_patterns)
            for pattern in patterns.get(language, ()):
                yield pattern.format(short_name, style)
