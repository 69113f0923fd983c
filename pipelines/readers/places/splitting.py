"""Takes a text apart where a list may be divided, without deciding that it is.

Which neighbouring pieces are one name is decided by the reader, which knows the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HARD = re.compile(r"[;|\n\r\t؛；•●▪◦‣\u2028\u2029\x85\x0b\x0c]+")
# "countries and territories" is one noun, "Kenya and Territorios Palestinos" are two places.
_NOT_BEFORE = (
    r"(?:territories|economies|regions|areas|nations|territoires|économies|territorios|economías|"
    r"территорий|территории)\s?(?:$|[,;.|)\n])"
)
_SOFT = re.compile(
    # A comma, but not one inside a number.
    r"(?:(?<!\d)[,،，]|[,،，](?!\d))"
    r"|[、()（）\[\]【】/／]"
    r"|[:：](?!\s?\d)"
    r"|(?<=\s)[+–—-](?=\s)"
    r"|(?:(?<=[\s,،，])|^)(?:and|&|as\swell\sas|et|ainsi\sque|y|e|así\scomo|и|а\sтакже)(?=\s)"
    rf"(?!\s{_NOT_BEFORE})"
    r"|\b(?:including|such\sas|incl\.|namely|notamment|dont|y\scompris|incluid[oa]s|incluyendo|"
    r"в\sтом\sчисле|включая|بما\sفي\sذلك|بما\sفيها)(?!\w)"
    r"|(?<=\s)(?=و\w)"
    r"|(?:以及|[和与及暨])(?!地区)|包括|等国?家?$",
    re.IGNORECASE,
)
_OPENING = frozenset("(（[【")
_GLUE = re.compile(r"以及|[和与及暨]|包括|等国?家?")


@dataclass(frozen=True)
class Piece:
    """A stretch of the text between two places where it may be divided.

    Attributes:
        start: Offset of its first character in the text.
        end: Offset behind its last character.
        glued: Whether the divider before it may as well be part of a word, as in Chinese.
        bracketed: Whether a bracket opens before it.
    """

    start: int
    end: int
    glued: bool = False
    bracketed: bool = False


def segments(text: str) -> Iterator[list[Piece]]:
    """Pieces of the text, one list for each stretch between dividers that no name contains."""
    start = 0
    for divider in _HARD.finditer(text):
        yield _pieces(text, start, divider.start())
        start = divider.end()
    yield _pieces(text, start, len(text))


def _pieces(text: str, start: int, end: int) -> list[Piece]:
    pieces = []
    divided_by = ""
    for divider in _SOFT.finditer(text, start, end):
        pieces.append(_piece(text, start, divider.start(), divided_by))
        start, divided_by = divider.end(), divider.group()
    pieces.append(_piece(text, start, end, divided_by))
    # An empty piece behind Chinese "and" stays: the sign may end a name, as in the one of Egypt.
    return [piece for piece in pieces if piece.end > piece.start or piece.glued]


def _piece(text: str, start: int, end: int, divided_by: str) -> Piece:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    glued = _GLUE.fullmatch(divided_by) is not None
    return Piece(start, end, glued, not _OPENING.isdisjoint(divided_by))
