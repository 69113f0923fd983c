"""Characters of a place name: the key under which it is looked up, and signs of disguise.

Which names exist does not belong here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Scripts whose letters pass for one another. Han beside Latin letters is ordinary text.
_LOOKALIKE_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")
_WORD = re.compile(r"[^\W\d_]+")
_FOOTNOTES = str.maketrans(dict.fromkeys("*†‡§¹²³⁰⁴⁵⁶⁷⁸⁹", " "))
_FOLD = str.maketrans(
    {
        "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe",
        "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None,
        "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "′": "'", "＇": "'",
        "،": ",", "、": ",",
    }
)  # fmt: skip
_DROPPED = re.compile(r"[.'\"“”«»„·]")
_SPACED = re.compile(r"[\s()\[\]{}_—–‐‑‒―-]+")
_COMMA = re.compile(r" ?, ?")
_LATIN_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТУХІЈЅаеорсухіјѕԁһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοιν",
    "ABEKMHOPCTYXIJSaeopcyxijsdhlABEZHIKMNOPTYXaoiv",
)
_CYRILLIC_LOOKALIKES = str.maketrans("ABEKMHOPCTYXIJSaeopcyxijskmt", "АВЕКМНОРСТУХІЈЅаеорсухіјѕкмт")


def key(text: str) -> str:
    """Spelling that two writings of one name share: case, diacritics, dots and hyphens gone.

    Commas stay, so that two listed names are never joined into a third.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_FOOTNOTES)).casefold()
    bare = "".join(
        c for c in unicodedata.normalize("NFD", folded) if unicodedata.category(c) != "Mn"
    )
    bare = _DROPPED.sub("", bare.translate(_FOLD)).replace("&", " and ")
    return _COMMA.sub(", ", _SPACED.sub(" ", bare)).strip(" ,:/")


def has_control_character(text: str) -> bool:
    """Whether invisible characters stand in the text: zero-width, bidirectional, control."""
    return any(unicodedata.category(c) in ("Cf", "Cc") and c not in "\t\r\n" for c in text)


def without_control_characters(text: str) -> str:
    """The text as it looks."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc"))


def has_mixed_script(text: str) -> bool:
    """Whether a single word mixes letters of scripts that look alike, as in "Кenya"."""
    if text.isascii():
        return False
    for word in _WORD.findall(unicodedata.normalize("NFKC", text)):
        if len({script for c in word if (script := _script(c))}) > 1:
            return True
    return False


def lookalike_spellings(text: str) -> tuple[str, str]:
    """The text as it would read were its lookalike letters all Latin, and all Cyrillic."""
    return text.translate(_LATIN_LOOKALIKES), text.translate(_CYRILLIC_LOOKALIKES)


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    name = unicodedata.name(character, "")
    return next((script for script in _LOOKALIKE_SCRIPTS if name.startswith(script)), "")
