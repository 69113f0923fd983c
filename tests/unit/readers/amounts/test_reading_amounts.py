"""Stated amounts come out as written, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.readers.amounts import OtherAmount, read_amount
from tests.unit.readers.amounts.cases import BILLION, CASES, MILLION, RANGES, REFUSED


@pytest.mark.parametrize(("language", "text", "amount", "currency", "basis", "bound"), CASES)
def test_an_amount_is_read_as_it_is_stated(
    language: str | None,
    text: str,
    amount: int | str,
    currency: str | None,
    basis: str | None,
    bound: str,
) -> None:
    read = read_amount(text, language=language)
    assert (read.reason, read.amount) == (None, Decimal(amount))
    assert (read.currency_code, read.basis, read.bound) == (currency, basis, bound)
    assert read.stated == text


@pytest.mark.parametrize(("text", "language", "reason"), REFUSED)
def test_a_text_that_does_not_read_one_way_has_no_amount_and_says_why(
    text: str, language: str | None, reason: str
) -> None:
    read = read_amount(text, language=language)
    assert (read.amount, read.reason) == (None, reason)


@pytest.mark.parametrize(("text", "language", "low", "high", "currency", "basis"), RANGES)
def test_a_range_keeps_both_ends_and_no_single_amount(
    text: str, language: str | None, low: int, high: int, currency: str | None, basis: str | None
) -> None:
    read = read_amount(text, language=language)
    assert (read.low, read.high, read.amount) == (low, high, None)
    assert (read.bound, read.reason) == ("range", "range")
    assert (read.currency_code, read.basis) == (currency, basis)


def test_money_stated_in_two_currencies_keeps_the_dollars_beside_the_first() -> None:
    for text in (
        "CAD 2 billion (USD 1.46 billion)",
        "CAD 2 billion = USD 1.46 billion",
        "CAD 2 billion, equivalent to about USD 1.46 billion",
    ):
        read = read_amount(text, language="en")
        assert (read.amount, read.currency_code) == (2 * BILLION, "CAD")
        assert read.usd_stated == 1_460 * MILLION
        assert read.other_amounts == ()
    chinese = read_amount("10亿元人民币(约合1.4亿美元)")
    assert (chinese.amount, chinese.usd_stated) == (BILLION, 140 * MILLION)


def test_a_second_amount_in_brackets_is_kept_beside_the_first() -> None:
    read = read_amount("additional $3 billion (total $5 billion since 2021)")
    assert (read.amount, read.basis, read.reason) == (3 * BILLION, "additional", None)
    assert read.other_amounts == (OtherAmount(Decimal("5000000000.00"), "USD", "total"),)


def test_people_reached_with_money_are_kept_beside_the_money() -> None:
    read = read_amount("USD 5 million for 10,000 people", language="en")
    assert (read.amount, read.currency_code) == (5 * MILLION, "USD")
    assert read.other_amounts == (OtherAmount(Decimal("10000.00"), None, "people"),)


@pytest.mark.parametrize(
    ("text", "language", "years"),
    [
        ("USD 2bn a year for five years", "en", 5),
        ("USD 2bn a year for 5 years", "en", 5),
        ("2 milliards EUR par an pendant cinq ans", "fr", 5),
        ("2 mil millones de dólares al año durante 5 años", "es", 5),
        ("每年20亿美元，为期5年", "zh", 5),
        ("2 млрд евро в год в течение 5 лет", "ru", 5),
        ("2 مليار دولار سنويا لمدة 5 سنوات", "ar", 5),
        ("USD 2bn a year by 2025", "en", None),
        ("USD 2bn a year for twenty-five years", "en", None),
    ],
)
def test_years_of_a_yearly_amount_are_read(text: str, language: str, years: int | None) -> None:
    read = read_amount(text, language=language)
    assert read.basis == "per_year"
    assert (read.amount is not None, read.years) == (True, years)


def test_a_lone_number_is_read_but_says_that_its_currency_is_missing() -> None:
    read = read_amount("1.715 billion")
    assert (read.amount, read.currency_code) == (1_715 * MILLION, None)
    assert read.reason == "no_currency"


@pytest.mark.parametrize(
    ("text", "hint", "amount", "currency", "reason"),
    [
        ("1.715 billion", "USD", 1_715 * MILLION, "USD", None),
        ("$5 million", "CAD", 5 * MILLION, "CAD", None),
        ("$5 million in Canada", "USD", 5 * MILLION, "USD", None),
        ("Rs 5 crore", "INR", 50 * MILLION, "INR", None),
        ("¥5 million", "JPY", 5 * MILLION, "JPY", None),
        ("FCFA 5 million", "XOF", 5 * MILLION, "XOF", None),
        ("FCFA 5 million", "usd", None, None, "currency_conflict"),
        ("EUR 5 million", "USD", None, None, "currency_conflict"),
        ("$5 million", "EUR", None, None, "currency_conflict"),
        ("5 million", "QQQ", None, None, "unknown_currency"),
        ("3500 sites", "USD", None, None, "unknown_unit"),
        ("Bs 5 million", "USD", None, None, "unknown_currency"),
        ("5 million (EUR)", "USD", None, None, "ambiguous_currency"),
        ("5.000.000,- EUR", "USD", None, None, "ambiguous_currency"),
        ("120 million people", "USD", 120 * MILLION, None, None),
    ],
)
def test_a_hint_chooses_among_currencies_and_contradicts_none(
    text: str, hint: str, amount: int | None, currency: str | None, reason: str | None
) -> None:
    read = read_amount(text, language="en", currency_hint=hint)
    assert (read.amount, read.currency_code, read.reason) == (amount, currency, reason)
