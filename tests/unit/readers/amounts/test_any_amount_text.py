"""Whatever a text holds, reading it raises nothing, guesses nothing and ends soon."""

from __future__ import annotations

import sys
import time
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.readers.amounts import BASES, BOUNDS, REASONS, StatedAmount, read_amount
from tests.unit.readers.amounts.cases import CASES


def _english(number: Decimal) -> str:
    return f"{number:,.2f}"


def _continental(number: Decimal) -> str:
    return _english(number).translate(str.maketrans(",.", ".,"))


def _spaced(space: str) -> dict[int, str]:
    return str.maketrans({",": space, ".": ","})


FORMATS = {
    "en": lambda n: f"USD {_english(n)}",
    "zh": lambda n: f"{_english(n)}美元",
    "fr": lambda n: f"{_english(n).translate(_spaced(chr(0xA0)))} USD",
    "ru": lambda n: f"{_english(n).translate(_spaced(chr(0x202F)))} долларов США",
    "es": lambda n: f"{_continental(n)} dólares",
    "ar": lambda n: (
        _english(n).translate(str.maketrans("0123456789,.", "٠١٢٣٤٥٦٧٨٩٬٫")) + " دولار أمريكي"
    ),
}
MONEY = st.decimals(min_value="0.01", max_value="999999999999.99", places=2)


@pytest.mark.parametrize("language", FORMATS)
@given(number=MONEY)
@settings(max_examples=200, deadline=None)
def test_what_a_language_writes_is_read_back(language: str, number: Decimal) -> None:
    read = read_amount(FORMATS[language](number), language=language)
    assert (read.amount, read.currency_code, read.reason) == (number, "USD", None)


@given(number=MONEY)
@settings(max_examples=200, deadline=None)
def test_two_decimals_after_groups_need_no_language(number: Decimal) -> None:
    assume(number >= 1000)
    for text in (f"USD {_english(number)}", f"USD {_continental(number)}"):
        assert read_amount(text).amount == number


ALL_CASES = [(language, case[0]) for language, *case in CASES]


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009", "\u200b"])
def test_spaces_around_an_amount_change_nothing(space: str) -> None:
    for language, text in ALL_CASES:
        expected = read_amount(text, language=language)
        padded = read_amount(f"{space}{text}{space}", language=language)
        assert (padded.amount, padded.currency_code) == (expected.amount, expected.currency_code)
        if space != "\u200b":
            other = read_amount(text.replace(" ", space), language=language)
            assert (other.amount, other.basis) == (expected.amount, expected.basis)


VOCABULARY = sorted({word for _, text in ALL_CASES for word in text.split()})
PIECES = st.one_of(
    st.sampled_from(VOCABULARY),
    st.sampled_from(list("0123456789.,'-+%$€¥()/[]; ٫٬万亿多两十百千½")),
    st.text(max_size=4),
)


@given(
    text=st.one_of(
        st.text(max_size=520),
        st.lists(PIECES, max_size=12).map(" ".join),
        st.lists(PIECES, max_size=12).map("".join),
    ),
    language=st.sampled_from([None, "en", "fr", "es", "ar", "zh", "ru", "de", ""]),
    hint=st.sampled_from([None, "", "USD", "XOF", "no such"]),
)
@settings(max_examples=1500, deadline=None)
def test_no_text_raises_and_every_reading_is_sound(
    text: str, language: str | None, hint: str | None
) -> None:
    read = read_amount(text, language=language, currency_hint=hint)
    assert read.stated == text
    assert read.reason is None or read.reason in REASONS
    assert read.basis is None or read.basis in BASES
    assert read.bound is None or read.bound in BOUNDS
    _assert_sound(read)


def _assert_sound(read: StatedAmount) -> None:
    if read.amount is None:
        assert read.reason is not None
    else:
        assert read.reason in {None, "no_currency"}
        assert 0 < read.amount < 10**18
        assert read.amount == read.amount.quantize(Decimal("0.01"))
        is_count = read.basis in {"people", "households"}
        assert (read.currency_code is None) == (is_count or read.reason == "no_currency")
    if read.reason == "range":
        assert read.low is not None
        assert read.high is not None
        assert read.low < read.high


REPEATED = pytest.mark.parametrize(
    "piece", ["1 ", "1.", "1,234 ", "(", "a ", "四", "万", "USD ", "$", "- "]
)


@REPEATED
def test_the_longest_allowed_text_takes_no_noticeable_time(piece: str) -> None:
    read_amount("warm up the word lists")
    begun = time.thread_time()
    read_amount((piece * 500)[:500])
    assert time.thread_time() - begun < 0.5


@REPEATED
def test_a_text_twice_as_long_takes_about_twice_the_work(piece: str) -> None:
    read_amount("warm up the word lists")
    assert _calls((piece * 500)[:500]) < 2.2 * _calls((piece * 500)[:250])


def _calls(text: str) -> int:
    """Counts the calls and returns that reading a text takes, which no busy machine changes."""
    events: list[str] = []
    sys.setprofile(lambda _frame, event, _argument: events.append(event))
    try:
        read_amount(text)
    finally:
        sys.setprofile(None)
    return len(events)
