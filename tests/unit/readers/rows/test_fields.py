"""Single fields: what is read, what is refused, and that nothing is rounded or guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.readers.rows import fields
from pipelines.readers.rows.fields import FieldError


def reason_of(parse: Callable[[str], object], value: str) -> str:
    with pytest.raises(FieldError) as refused:
        parse(value)
    assert refused.value.expected
    return refused.value.reason


@pytest.mark.parametrize(
    "value",
    ["NA", "NULL", "None", "nan", "007", "1e5", "=1+1", "TRUE", "Côte d'Ivoire", "日本", "a\nb\tc"],
)
def test_text_that_looks_like_something_else_stays_the_same_text(value: str) -> None:
    assert fields.text(value) == value


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\u061c", "\u200b", "\u202e", "\u2066"],
    ids=lambda character: f"U+{ord(character):04X}",
)
@pytest.mark.parametrize(
    "parse",
    [fields.text, fields.url, fields.matching("REGION:.+", "a region")],
    ids=["text", "url", "matching"],
)
def test_control_and_bidi_characters_are_refused_wherever_free_text_is_allowed(
    parse: Callable[[str], object], character: str
) -> None:
    prefix = {fields.text: "", fields.url: "https://example.org/"}.get(parse, "REGION:")
    parse(f"{prefix}evil")
    assert reason_of(parse, f"{prefix}ev{character}il") == "control_character"


@pytest.mark.parametrize(
    ("value", "number"),
    [("0", 0), ("2026", 2026), ("-3", -3), ("007", 7), ("2147483647", 2**31 - 1)],
)
def test_whole_numbers_in_plain_digits_are_read(value: str, number: int) -> None:
    assert fields.integer(value) == number


@pytest.mark.parametrize("value", ["1.0", "1,000", "1e3", "+1", "", " 1", "١٢", "２０２６", "0x10"])
def test_anything_but_plain_digits_is_no_whole_number(value: str) -> None:
    assert reason_of(fields.integer, value) == "not_an_integer"


@pytest.mark.parametrize("value", ["2147483648", "-2147483648", "9" * 18, "9" * 5000])
def test_whole_numbers_that_a_column_cannot_hold_are_refused(value: str) -> None:
    assert reason_of(fields.integer, value) == "number_too_large"


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("155000000", "155000000.00"),
        ("0.1", "0.10"),
        ("-1.25", "-1.25"),
        ("1.500", "1.50"),
        ("9" * 36, "9" * 36 + ".00"),
    ],
)
def test_decimals_that_fit_are_read_exactly(value: str, number: str) -> None:
    parsed = fields.decimal(38, 2)(value)
    assert parsed == Decimal(number)
    assert str(parsed) == number


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("0.005", "too_many_decimals"),
        ("1.999", "too_many_decimals"),
        ("1.5" + "0" * 40 + "1", "too_many_decimals"),
        ("9" * 37, "number_too_large"),
        ("9" * 500, "number_too_large"),
        ("1,234.50", "not_a_number"),
        ("1.234,50", "not_a_number"),
        ("1e5", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("US$ 5", "not_a_number"),
        (".5", "not_a_number"),
        ("٥", "not_a_number"),
    ],
)
def test_decimals_are_refused_rather_than_rounded_or_guessed(value: str, reason: str) -> None:
    assert reason_of(fields.decimal(38, 2), value) == reason


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1e20, max_value=1e20)
)
def test_a_decimal_with_two_places_is_read_back_to_the_cent(number: Decimal) -> None:
    assert fields.decimal(38, 2)(f"{number:f}") == number


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("95.33467117", "95.33467117"),
        ("0.000000005", "0E-8"),
        ("0.000000015", "2E-8"),
        ("12345678901234567890", "12345678901234567890.00000000"),
    ],
)
def test_binary_floats_of_publishers_are_rounded_half_even_to_eight_places(
    value: str, number: str
) -> None:
    assert fields.rounded_decimal(28, 8)(value) == Decimal(number)


@pytest.mark.parametrize(
    ("value", "reason"), [("1" * 21, "number_too_large"), ("1e5", "not_a_number")]
)
def test_a_rounded_decimal_still_refuses_what_is_no_number_or_too_large(
    value: str, reason: str
) -> None:
    assert reason_of(fields.rounded_decimal(28, 8), value) == reason


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-02-26", date(2024, 2, 26), date(2024, 2, 26)),
    ],
)
def test_a_partial_date_is_the_span_it_names(value: str, first: date, last: date) -> None:
    assert fields.partial_date(value) == (first, last)


NO_DATES = [
    "2023-13",
    "2023-00",
    "2023-02-30",
    "03/04/2024",
    "45292",
    "2024-1-2",
    "0000",
    "２０２２",
]


@pytest.mark.parametrize("value", NO_DATES)
def test_what_is_not_certainly_a_date_is_refused(value: str) -> None:
    assert reason_of(fields.partial_date, value) == "not_a_date"
    assert reason_of(fields.iso_date, value) == "not_a_date"


@pytest.mark.parametrize("value", ["2022", "2022-05", "2022-05-01T00:00"])
def test_a_full_date_is_not_read_from_less_or_more(value: str) -> None:
    assert reason_of(fields.iso_date, value) == "not_a_date"


def test_a_full_date_is_read() -> None:
    assert fields.iso_date("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(("value", "truth"), [("true", True), ("false", False)])
def test_only_true_and_false_are_booleans(value: str, truth: bool) -> None:
    assert fields.boolean(value) is truth


@pytest.mark.parametrize("value", ["True", "FALSE", "1", "0", "yes", ""])
def test_other_words_are_no_booleans(value: str) -> None:
    assert reason_of(fields.boolean, value) == "not_a_boolean"


def test_a_closed_vocabulary_names_its_terms_when_it_refuses_one() -> None:
    parse = fields.one_of(("total", "per_year"))
    assert parse("total") == "total"
    with pytest.raises(FieldError, match="per_year, total") as refused:
        parse("Total")
    assert refused.value.reason == "unknown_term"


def test_a_list_is_split_and_each_item_is_read() -> None:
    assert fields.ListParser(fields.integer, "; ")("1; 2;  3") == (1, 2, 3)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("a; ; b", "empty_item"),
        ("a; ", "empty_item"),
        ("a; a", "repeated_item"),
        ("a; b\x00", "control_character"),
    ],
)
def test_a_list_with_an_empty_repeated_or_wrong_item_is_refused(value: str, reason: str) -> None:
    assert reason_of(fields.ListParser(fields.text, "; "), value) == reason


@pytest.mark.parametrize("value", ["RWA", "NAM"])
def test_three_capital_letters_are_a_country_code(value: str) -> None:
    assert fields.iso3(value) == value


@pytest.mark.parametrize("value", ["rwa", "RW", "RWAN", "RW1", "RWA\n"])
def test_other_forms_are_no_country_code(value: str) -> None:
    assert reason_of(fields.iso3, value) == "wrong_form"


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "ftp://example.org", "https://", 'https://a"b', "https://a b"]
)
def test_only_web_addresses_without_blanks_or_quotes_are_urls(value: str) -> None:
    assert reason_of(fields.url, value) == "wrong_form"
