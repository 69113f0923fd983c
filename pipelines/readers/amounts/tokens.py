"""Cuts a text into numbers, words and signs, and says what each may mean.

Each character is looked at a bounded number of times, so that no text takes long. What the
pieces mean together belongs to `quantities` and `parser`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from pipelines.readers.amounts.currency_words import (
    DOLLAR_PREFIXES,
    OTHER_PLACES,
    SIGN_PREFIXES,
    SIGNS,
    currency_names,
)
from pipelines.readers.amounts.folding import fold
from pipelines.readers.amounts.numerals import HAN_NUMERALS
from pipelines.readers.amounts.words import WORDS, Phrase, phrase_of


def _any_of(prefixes: Iterable[str]) -> str:
    return "|".join(sorted(prefixes, key=len, reverse=True))


_DOLLAR_PREFIX = _any_of(DOLLAR_PREFIXES)
_SIGN_PREFIX = _any_of({prefix[:-1] for prefix in SIGN_PREFIXES})
_SIGN = "".join(sign for sign in SIGNS if sign != "$")
_HAN = "\u3007\u3400-\u9fff"
_CUT = re.compile(
    rf"""
    (?P<date>\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?![\d.,])
           | \d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}(?!\d))
  | (?P<years>(?:19|20)\d\d[-/](?:(?:19|20)\d\d|\d\d)(?![\d.,'٬٫]))
  | (?P<number>(?:\d{{1,3}}(?:[ ]\d{{3}})+(?!\d)|\d+)(?:[.,'٬٫]\d+)*)
  | (?P<dollar>(?:(?<![A-Za-z])(?i:{_DOLLAR_PREFIX}))?\$)
  | (?P<sign>(?:(?<![A-Za-z])(?i:{_SIGN_PREFIX}))?[{_SIGN}])
  | (?P<han>[{_HAN}]+)
  | (?P<word>[^\W\d_{_HAN}]+)
  | (?P<space>\s+)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_LETTERS_WITH_DOTS = (
    (re.compile(r"\bU\. ?S\.?(?![A-Za-z])"), "US"),
    (re.compile(r"\bp\. ?a\.?(?![A-Za-z])", re.IGNORECASE), "pa"),
    (re.compile(r"\bi\. ?e\.?(?![A-Za-z])", re.IGNORECASE), " "),
)
MAX_HAN_WORD = 12


@dataclass(frozen=True)
class Token:
    """A piece of the text.

    Attributes:
        kind: number, han_numeral, date, word, dollar, sign or mark.
        text: The piece, folded; words in lower case.
        raw: The piece with its case.
        start: Where it begins in the folded text.
        end: Where it ends.
        depth: Brackets open around it.
        roles: What it may mean, by kind of meaning.
        languages: Those its meaning belongs to; empty when it says nothing about that.
    """

    kind: str
    text: str
    raw: str
    start: int
    end: int
    depth: int
    roles: dict[str, str]
    languages: frozenset[str]


@cache
def _lexicon() -> dict[Phrase, tuple[dict[str, str], frozenset[str]]]:
    """What each known phrase may mean, by role, and the languages that say so."""
    found: dict[Phrase, tuple[dict[str, str], frozenset[str]]] = {}
    for role, meanings in WORDS.roles.items():
        for value, by_language in meanings.items():
            for language, phrases in by_language.items():
                for phrase in map(phrase_of, phrases):
                    roles, languages = found.get(phrase, ({}, frozenset[str]()))
                    found[phrase] = {**roles, role: value}, languages | ({language} - {"any"})
    for phrase, (codes, languages) in currency_names().items():
        roles, others = found.get(phrase, ({}, frozenset[str]()))
        found[phrase] = {**roles, "currency": " ".join(sorted(codes))}, others | languages
    for word in WORDS.other_han_words:
        found.setdefault((word,), ({}, frozenset({"zh"})))
    for places in OTHER_PLACES.values():
        for word in places:
            found.setdefault((word,), ({}, frozenset()))
    found.pop((), None)
    return found


@cache
def _longest_phrases() -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in _lexicon():
        longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
    return longest


def tokenize(text: str) -> list[Token]:
    """Pieces of a text in its order, spaces left out and phrases joined."""
    folded = fold(text)
    for pattern, plain in _LETTERS_WITH_DOTS:
        folded = pattern.sub(plain, folded)
    return _with_meaning(_without_joints(_pieces(folded)))


def _pieces(folded: str) -> list[Token]:
    pieces: list[Token] = []
    depth = 0
    for match in _CUT.finditer(folded):
        kind, raw, start = match.lastgroup or "mark", match[0], match.start()
        if kind == "space":
            continue
        if raw in "([{":
            depth += 1
        if kind == "han":
            follows_number = (
                bool(pieces) and pieces[-1].kind == "number" and pieces[-1].end == start
            )
            pieces += _han_words(raw, start, depth, follows_number=follows_number)
        else:
            kind = "date" if kind == "years" else kind
            text = raw.casefold()
            pieces.append(Token(kind, text, raw, start, match.end(), depth, {}, frozenset()))
        if raw in ")]}":
            depth = max(0, depth - 1)
    return pieces


def _han_words(run: str, start: int, depth: int, *, follows_number: bool) -> list[Token]:
    """Cuts Chinese text by the longest known word; unknown characters stand alone.

    No word begins with a numeral inside a number: 二十一个 is 21, not 20 and a word.
    """
    pieces: list[Token] = []
    position = 0
    while position < len(run):
        for length in range(min(MAX_HAN_WORD, len(run) - position), 0, -1):
            word = run[position : position + length]
            in_number = pieces[-1].kind == "han_numeral" if pieces else follows_number
            barred = word[0] in HAN_NUMERALS and (length == 1 or in_number)
            known = (word,) in _lexicon() and not barred
            if known or length == 1:
                kind = "word" if known or word not in HAN_NUMERALS else "han_numeral"
                at = start + position
                zh = frozenset({"zh"})
                pieces.append(Token(kind, word, word, at, at + length, depth, {}, zh))
                break
        position += length
    return pieces


def _without_joints(pieces: list[Token]) -> list[Token]:
    """Drops apostrophes, hyphens inside words, and the dots of abbreviations."""
    kept: list[Token] = []
    for index, piece in enumerate(pieces):
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.text == "'":
            continue
        if piece.text == "-" and kept and after and after.kind == "word":
            before = kept[-1]
            touching = before.end == piece.start and piece.end == after.start
            if touching and before.kind in {"word", "number", "han_numeral"}:
                continue
        if piece.text == "." and kept and kept[-1].end == piece.start:
            after_digit = after is not None and after.kind == "number" and after.start == piece.end
            if kept[-1].kind == "word" and len(kept[-1].text) <= 6 and not after_digit:
                continue
        kept.append(piece)
    return kept


def _with_meaning(pieces: list[Token]) -> list[Token]:
    tokens: list[Token] = []
    lexicon, longest = _lexicon(), _longest_phrases()
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        if piece.kind != "word" and piece.text != "/":
            tokens.append(piece)
            position += 1
            continue
        taken = 1
        for length in range(longest.get(piece.text, 1), 0, -1):
            stretch = pieces[position : position + length]
            phrase = tuple(part.text for part in stretch)
            if phrase in lexicon and len({part.depth for part in stretch}) == 1:
                roles, languages = lexicon[phrase]
                piece = replace(
                    piece,
                    text=" ".join(phrase),
                    raw=" ".join(part.raw for part in stretch),
                    end=stretch[-1].end,
                    roles=roles,
                    languages=languages,
                )
                taken = length
                break
        else:
            piece = _without_prefix(piece)
        tokens.append(piece)
        position += taken
    return tokens


def _without_prefix(piece: Token) -> Token:
    """Arabic joins and, with, for and the to the next word."""
    if not "\u0600" <= piece.text[0] <= "\u06ff":
        return piece
    arabic = replace(piece, languages=frozenset({"ar"}))
    for prefix in WORDS.arabic_prefixes:
        rest = piece.text.removeprefix(prefix)
        if rest != piece.text and (rest,) in _lexicon():
            roles, languages = _lexicon()[(rest,)]
            return replace(arabic, roles=roles, languages=languages)
    return arabic
