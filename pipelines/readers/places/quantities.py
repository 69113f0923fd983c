"""Numbers among places: a country's share in percent, and counts of unnamed countries.

Amounts of money do not belong here.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.readers.places.text import key


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


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

_BOUNDS = _words(
    "more than over up to at least about around nearly almost some approximately the other "
    "another plus de au moins environ pres jusqua quelque les des mas al menos unos cerca hasta "
    "los las otros autres более свыше около не менее до почти еще другие "
    "اكثر من حوالي نحو لا يقل عن ما يصل الي"
)
_NUMERALS = _words(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty several multiple various many "
    "numerous selected certain different all "
    "deux trois quatre cinq sept huit neuf dix onze douze quinze vingt trente quarante plusieurs "
    "divers certains nombreux tous dos tres cuatro cinco seis siete ocho nueve diez once doce "
    "quince veinte treinta varios diversos numerosos algunos todos "
    "два двух три трех четыре четырех пять пяти шесть шести семь семи восемь восьми девять девяти "
    "десять десяти двадцать двадцати несколько нескольких многие ряд все всех "
    "عده ثلاث ثلاثه اربع اربعه خمس خمسه ست سته سبع سبعه ثماني ثمانيه تسع تسعه عشر عشره جميع"
)
_NOUNS = _words(
    "countries nations states economies territories ldcs lldcs pays etats paises estados naciones "
    "стран страны странах государств государства государствах "
    "بلد بلدا بلدان دوله دول"
)
_NOT_AFTER_NOUN = frozenset({"unis", "unidos", "unies", "unidas"})
_NOT_IN_BETWEEN = _words(
    "in of for to from united million billion du de des en dans para con в на по из في من"
)
_DIGITS = re.compile(r"\d[\d.,]{0,8}\+?")
_MOST_WORDS_BETWEEN = 5
_CHINESE_COUNT = re.compile(
    r"(?:超过|至少|约|近|多达|逾)?\s?(?:\d{1,4}|[一二两三四五六七八九十百]{1,5}|多|若干|数|各)\s?"
    r"[多余来]?\s?个?[\u4e00-\u9fff]{0,8}(?:国家|国)(?:和地区)?"
)
_VAGUE = frozenset({"multiple", "several", "various", "plusieurs", "varios", "несколько", "多个"})


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
    if plain in _VAGUE or _CHINESE_COUNT.fullmatch(plain):
        return True
    words = plain.split()
    start = 0
    while start < len(words) and words[start] in _BOUNDS:
        start += 1
    if start == len(words) or not (words[start] in _NUMERALS or _DIGITS.fullmatch(words[start])):
        return False
    rest = words[start + 1 :]
    for position, word in enumerate(rest[: _MOST_WORDS_BETWEEN + 1]):
        following = rest[position + 1] if position + 1 < len(rest) else ""
        if word in _NOUNS:
            return following not in _NOT_AFTER_NOUN
        # "three of the countries" counts; "three schools in the countries" does not.
        if word in _NOT_IN_BETWEEN and not (word in ("of", "de", "из", "من") and position == 0):
            return False
    return False


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ".").replace("٫", "."))
