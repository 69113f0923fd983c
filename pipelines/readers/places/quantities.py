"""Numbers among places: a country's share in percent, and counts of unnamed countries.

Amounts of money do not belong here.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.readers.places.text import key
from pipelines.storage.yaml_models import Entry, load_own


class _CountWords(Entry):
    """The content of `counts.yml`, each word as a key is spelled."""

    bounds: frozenset[str]
    exact_bounds: frozenset[str]
    numbers: dict[int, tuple[str, ...]]
    numerals: frozenset[str]
    nouns: frozenset[str]
    not_after_noun: frozenset[str]
    not_in_between: frozenset[str]
    vague: frozenset[str]


_WORDS = load_own(__file__, "counts.yml", _CountWords, "the list of words that count countries")
_NUMBER_OF_WORD = {word: number for number, words in _WORDS.numbers.items() for word in words}
_NUMBER = r"\d{1,3}(?:[.,٫]\d{1,6})?"
_PERCENT = (
    r"(?:[%٪％﹪]|per\s?cent\b|pour\s?cent\b|por\s?ciento\b|процент(?:а|ов)?\b|"
    r"في\s+المائة\b|بالمائة\b)"
)
_SHARE = re.compile(rf"(?<![\d.,٫-])({_NUMBER})\s?{_PERCENT}", re.IGNORECASE)
_SHARE_OF_CODE = re.compile(rf"\s*([A-Z]{{3}})\s?:\s?({_NUMBER})\s*")
_OF = re.compile(r"^(?:in|for|to|of|en|au|aux|à|pour|para|в|для|في|ل)\s+", re.IGNORECASE)
_AROUND_A_SHARE = " \t\xa0:：=()（）[]-–—"
MAX_CHARACTERS = 160

_DIGITS = re.compile(r"\d[\d.,]{0,8}\+?")
_MOST_WORDS_BETWEEN = 5
_CHINESE_COUNT = re.compile(
    r"(?P<bound>超过|至少|约|近|多达|逾)?(?:其他|其它|另外|另)?\s?"
    r"(?:(?P<digits>\d{1,4})|(?P<words>[一二两三四五六七八九十百]{1,5})|多|若干|数|各)\s?"
    r"(?P<more>[多余来])?\s?个?[\u4e00-\u9fff]{0,8}(?:国家|国)(?:和地区)?"
)


def split_share(text: str) -> tuple[str, Decimal] | None:
    """A name and the percent stated before or behind it, or None; the name may be empty."""
    if len(text) > MAX_CHARACTERS:
        return None
    of_code = _SHARE_OF_CODE.fullmatch(text)
    if of_code is not None:
        return of_code[1], _decimal(of_code[2])
    stated = list(_SHARE.finditer(text))
    if len(stated) != 1:
        return None
    before = text[: stated[0].start()].strip(_AROUND_A_SHARE)
    after = text[stated[0].end() :].strip(_AROUND_A_SHARE)
    if before and after:
        return None
    return before or _OF.sub("", after), _decimal(stated[0][1])


def is_count(text: str) -> bool:
    """Whether the text gives a number of countries that it does not name."""
    if len(text) > MAX_CHARACTERS:
        return False
    plain = key(text)
    if plain in _WORDS.vague or _CHINESE_COUNT.fullmatch(plain):
        return True
    words = plain.split()
    start = 0
    while start < len(words) and words[start] in _WORDS.bounds:
        start += 1
    if start == len(words) or not (
        words[start] in _WORDS.numerals
        or words[start] in _NUMBER_OF_WORD
        or _DIGITS.fullmatch(words[start])
    ):
        return False
    rest = words[start + 1 :]
    for position, word in enumerate(rest[: _MOST_WORDS_BETWEEN + 1]):
        following = rest[position + 1] if position + 1 < len(rest) else ""
        if word in _WORDS.nouns:
            return following not in _WORDS.not_after_noun
        # "three of the countries" counts; "three schools in the countries" does not.
        if word in _WORDS.not_in_between and not (
            word in ("of", "de", "из", "من") and position == 0
        ):
            return False
    return False


def exact_count(text: str) -> int | None:
    """How many countries a count gives: 9 of "9 other countries", None of "over 80 countries"."""
    plain = key(text)
    if chinese := _CHINESE_COUNT.fullmatch(plain):
        if chinese["bound"] or chinese["more"]:
            return None
        return int(chinese["digits"]) if chinese["digits"] else _chinese_number(chinese["words"])
    words = plain.split()
    while words and words[0] in _WORDS.exact_bounds:
        words = words[1:]
    if not words or not is_count(text):
        return None
    if words[0].isdecimal():
        return int(words[0])
    return _NUMBER_OF_WORD.get(words[0])


def _chinese_number(words: str | None) -> int | None:
    """A number below a hundred in Chinese words, such as 十六 or 二十."""
    digits = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2}
    tens, ten, ones = (words or "").rpartition("十")
    if (
        not words
        or any(word not in digits for word in tens + ones)
        or max(len(tens), len(ones)) > 1
    ):
        return None
    return (digits.get(tens, 1) * 10 if ten else 0) + (digits[ones] if ones else 0)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ".").replace("٫", "."))
