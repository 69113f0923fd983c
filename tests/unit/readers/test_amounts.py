"""Stated amounts come out as written, or not at all."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.readers.amounts import BASES, BOUNDS, REASONS, OtherAmount, StatedAmount, read_amount

MILLION, BILLION, TRILLION = 10**6, 10**9, 10**12

# text, amount, currency, basis, bound
REAL = [
    ("4亿美元", 400 * MILLION, "USD", None, "exact"),
    ("18,55 milliards USD", "18550000000", "USD", None, "exact"),
    ("$1,4-billion", "1400000000", "USD", None, "exact"),
    ("approximately $2 billion per year", 2 * BILLION, "USD", "per_year", "about"),
    ("over $1.4 billion", "1400000000", "USD", None, "more_than"),
    ("nearly USD 30 million", 30 * MILLION, "USD", None, "nearly"),
    ("EUR 155 million", 155 * MILLION, "EUR", None, "exact"),
    ("CAD 2 billion (USD 1.46 billion)", 2 * BILLION, "CAD", None, "exact"),
    ("120 millones de personas", 120 * MILLION, None, "people", "exact"),
    ("120 million people", 120 * MILLION, None, "people", "exact"),
    ("2.8 million households", 2_800_000, None, "households", "exact"),
    ("additional $3 billion", 3 * BILLION, "USD", "additional", "exact"),
    ("USD 400 million annually by 2025", 400 * MILLION, "USD", "per_year", "exact"),
    ("$6 billion", 6 * BILLION, "USD", None, "exact"),
    ("US$ 1.2m of airtime", 1_200_000, "USD", "in_kind", "exact"),
    ("$1.2m of satellite airtime", 1_200_000, "USD", "in_kind", "exact"),
    ("$1.715 billion", 1715 * MILLION, "USD", None, "exact"),
    ("EUR 7 billion in loans", 7 * BILLION, "EUR", None, "exact"),
    ("at least 2 million citizens", 2 * MILLION, None, "people", "at_least"),
    ("5.8 million residents", 5_800_000, None, "people", "exact"),
    ("10,000 people", 10_000, None, "people", "exact"),
    ("230,000 individuals", 230_000, None, "people", "exact"),
]

ENGLISH = [
    ("USD 300,000", 300_000, "USD", None, "exact"),
    ("USD 1,234.50", "1234.50", "USD", None, "exact"),
    ("USD 1,234 million", 1_234 * MILLION, "USD", None, "exact"),
    ("USD 1.234 billion", 1_234 * MILLION, "USD", None, "exact"),
    ("18.55bn USD", "18550000000", "USD", None, "exact"),
    ("USD 18.55B", "18550000000", "USD", None, "exact"),
    ("USD20m", 20 * MILLION, "USD", None, "exact"),
    ("usd 500k", 500_000, "USD", None, "exact"),
    ("US $5 million", 5 * MILLION, "USD", None, "exact"),
    ("U.S. $5 million", 5 * MILLION, "USD", None, "exact"),
    ("$5 million CAD", 5 * MILLION, "CAD", None, "exact"),
    ("CA$5 million", 5 * MILLION, "CAD", None, "exact"),
    ("5 million Canadian dollars", 5 * MILLION, "CAD", None, "exact"),
    ("£5m", 5 * MILLION, "GBP", None, "exact"),
    ("€7bn", 7 * BILLION, "EUR", None, "exact"),
    ("R1,4-billion", 1_400 * MILLION, "ZAR", None, "exact"),
    ("KSh500m", 500 * MILLION, "KES", None, "exact"),
    ("₦2.5 billion", 2_500 * MILLION, "NGN", None, "exact"),
    ("GH₵ 40 million", 40 * MILLION, "GHS", None, "exact"),
    ("5 million Kenyan shillings", 5 * MILLION, "KES", None, "exact"),
    ("₹12,34,567", 1_234_567, "INR", None, "exact"),
    ("INR 5 crore", 50 * MILLION, "INR", None, "exact"),
    ("INR 5 lakh", 500_000, "INR", None, "exact"),
    ("INR 5 lakh crore", 5 * TRILLION, "INR", None, "exact"),
    ("more than USD 5 million", 5 * MILLION, "USD", None, "more_than"),
    ("USD 5 million or more", 5 * MILLION, "USD", None, "at_least"),
    ("USD 5m+", 5 * MILLION, "USD", None, "at_least"),
    ("up to USD 5 million", 5 * MILLION, "USD", None, "up_to"),
    ("not more than USD 5 million", 5 * MILLION, "USD", None, "up_to"),
    ("less than USD 5 million", 5 * MILLION, "USD", None, "up_to"),
    ("~USD 5 million", 5 * MILLION, "USD", None, "about"),
    ("USD ≥ 5 million", 5 * MILLION, "USD", None, "at_least"),
    ("USD 5 million p.a.", 5 * MILLION, "USD", "per_year", "exact"),
    ("USD 5 million/year", 5 * MILLION, "USD", "per_year", "exact"),
    ("annual USD 5 million", 5 * MILLION, "USD", "per_year", "exact"),
    ("USD 5 million (per year)", 5 * MILLION, "USD", "per_year", "exact"),
    ("USD 5 million per month", 5 * MILLION, "USD", "per_month", "exact"),
    ("a total of USD 8 billion", 8 * BILLION, "USD", "total", "exact"),
    ("USD 100 million over 5 years", 100 * MILLION, "USD", "total", "exact"),
    ("cumulative USD 8 billion", 8 * BILLION, "USD", "cumulative", "exact"),
    ("USD 3 billion in additional funding", 3 * BILLION, "USD", "additional", "exact"),
    ("USD 2 million in kind", 2 * MILLION, "USD", "in_kind", "exact"),
    ("seeking USD 2 million", 2 * MILLION, "USD", "sought", "exact"),
    ("USD 5 million to 3 countries", 5 * MILLION, "USD", None, "exact"),
    ("Phase 2: USD 5 million", 5 * MILLION, "USD", None, "exact"),
    ("In 2025, USD 400 million", 400 * MILLION, "USD", None, "exact"),
    ("USD 5 million (20% of capital spending)", 5 * MILLION, "USD", None, "exact"),
    ("12.12.2023: USD 5 million", 5 * MILLION, "USD", None, "exact"),
    ("ALL 5 MILLION PEOPLE", 5 * MILLION, None, "people", "exact"),
    ("HRK 5 million", 5 * MILLION, "HRK", None, "exact"),
    ("SLL 5 million", 5 * MILLION, "SLL", None, "exact"),
]

FRENCH = [
    ("18,55 milliards de dollars", "18550000000", "USD", None, "exact"),
    ("1 234,5 millions d'euros", "1234500000", "EUR", None, "exact"),
    ("1\u00a0234\u00a0567,89 EUR", "1234567.89", "EUR", None, "exact"),
    ("1\u202f234\u202f567 €", 1_234_567, "EUR", None, "exact"),
    ("1.234.567,89 EUR", "1234567.89", "EUR", None, "exact"),
    ("1,234 milliard EUR", 1_234 * MILLION, "EUR", None, "exact"),
    ("2 billions EUR", 2 * TRILLION, "EUR", None, "exact"),
    ("400 M$ US", 400 * MILLION, "USD", None, "exact"),
    ("5 millions $ CA", 5 * MILLION, "CAD", None, "exact"),
    ("400 Md€", 400 * BILLION, "EUR", None, "exact"),
    ("5 milliards de francs congolais", 5 * BILLION, "CDF", None, "exact"),
    ("plus de 5 millions EUR", 5 * MILLION, "EUR", None, "more_than"),
    ("au moins 5 millions EUR", 5 * MILLION, "EUR", None, "at_least"),
    ("près de 5 millions EUR", 5 * MILLION, "EUR", None, "nearly"),
    ("environ 5 millions EUR par an", 5 * MILLION, "EUR", "per_year", "about"),
    ("jusqu'à 5 millions EUR", 5 * MILLION, "EUR", None, "up_to"),
    ("moins de 5 millions EUR", 5 * MILLION, "EUR", None, "up_to"),
    ("5 millions EUR au total", 5 * MILLION, "EUR", "total", "exact"),
    ("5 millions d'euros supplémentaires", 5 * MILLION, "EUR", "additional", "exact"),
    ("5 millions EUR en nature", 5 * MILLION, "EUR", "in_kind", "exact"),
    ("5,5 millions de personnes", 5_500_000, None, "people", "exact"),
    ("300 000 ménages", 300_000, None, "households", "exact"),
    ("10.000 personnes", 10_000, None, "people", "exact"),
]

SPANISH = [
    ("5 mil millones de dólares", 5 * BILLION, "USD", None, "exact"),
    ("1,5 billones de euros", 1_500 * BILLION, "EUR", None, "exact"),
    ("1.234.567,89 EUR", "1234567.89", "EUR", None, "exact"),
    ("1.234,5 millones de euros", "1234500000", "EUR", None, "exact"),
    ("5 millón EUR", 5 * MILLION, "EUR", None, "exact"),
    ("5 mil EUR", 5_000, "EUR", None, "exact"),
    ("más de 5 millones de dólares al año", 5 * MILLION, "USD", "per_year", "more_than"),
    ("al menos 5 millones EUR", 5 * MILLION, "EUR", None, "at_least"),
    ("casi 5 millones EUR", 5 * MILLION, "EUR", None, "nearly"),
    ("aproximadamente 5 millones EUR", 5 * MILLION, "EUR", None, "about"),
    ("hasta 5 millones EUR", 5 * MILLION, "EUR", None, "up_to"),
    ("5 millones de euros adicionales", 5 * MILLION, "EUR", "additional", "exact"),
    ("5 millones EUR en especie", 5 * MILLION, "EUR", "in_kind", "exact"),
    ("2,5 millones de hogares", 2_500_000, None, "households", "exact"),
    ("5 millones de libras esterlinas", 5 * MILLION, "GBP", None, "exact"),
]

CHINESE = [
    ("4 亿美元", 400 * MILLION, "USD", None, "exact"),
    ("四亿美元", 400 * MILLION, "USD", None, "exact"),
    ("两千万美元", 20 * MILLION, "USD", None, "exact"),
    ("3百万欧元", 3 * MILLION, "EUR", None, "exact"),
    ("5000万元", 50 * MILLION, "CNY", None, "exact"),
    ("1亿2000万元", 120 * MILLION, "CNY", None, "exact"),
    ("四亿五千万美元", 450 * MILLION, "USD", None, "exact"),
    ("3.5万亿日元", 3_500 * BILLION, "JPY", None, "exact"),
    ("人民币5亿元", 500 * MILLION, "CNY", None, "exact"),
    ("5亿元人民币", 500 * MILLION, "CNY", None, "exact"),
    ("¥5亿", 500 * MILLION, "CNY", None, "exact"),
    ("５０００万美元", 50 * MILLION, "USD", None, "exact"),
    ("1,234.5万美元", "12345000", "USD", None, "exact"),
    ("超过4亿美元", 400 * MILLION, "USD", None, "more_than"),
    ("4亿多美元", 400 * MILLION, "USD", None, "more_than"),
    ("20多亿美元", 2 * BILLION, "USD", None, "more_than"),
    ("至少4亿美元", 400 * MILLION, "USD", None, "at_least"),
    ("4亿美元以上", 400 * MILLION, "USD", None, "at_least"),
    ("近4亿美元", 400 * MILLION, "USD", None, "nearly"),
    ("约4亿美元", 400 * MILLION, "USD", None, "about"),
    ("4亿美元左右", 400 * MILLION, "USD", None, "about"),
    ("最多4亿美元", 400 * MILLION, "USD", None, "up_to"),
    ("每年4亿美元", 400 * MILLION, "USD", "per_year", "exact"),
    ("额外4亿美元", 400 * MILLION, "USD", "additional", "exact"),
    ("到2025年投资4亿美元", 400 * MILLION, "USD", None, "exact"),
    ("1.2亿人", 120 * MILLION, None, "people", "exact"),
    ("二十一个人", 21, None, "people", "exact"),
    ("280万户家庭", 2_800_000, None, "households", "exact"),
]

RUSSIAN = [
    ("400 млн долл. США", 400 * MILLION, "USD", None, "exact"),
    ("1,5 млрд евро", 1_500 * MILLION, "EUR", None, "exact"),
    ("18,55 миллиарда долларов США", "18550000000", "USD", None, "exact"),
    ("5 тыс. евро", 5_000, "EUR", None, "exact"),
    ("1 234 567,89 евро", "1234567.89", "EUR", None, "exact"),
    ("2 триллиона евро", 2 * TRILLION, "EUR", None, "exact"),
    ("5 млн фунтов стерлингов", 5 * MILLION, "GBP", None, "exact"),
    ("более 5 млн евро", 5 * MILLION, "EUR", None, "more_than"),
    ("не менее 5 млн евро ежегодно", 5 * MILLION, "EUR", "per_year", "at_least"),
    ("почти 5 млн евро", 5 * MILLION, "EUR", None, "nearly"),
    ("около 5 млн евро в год", 5 * MILLION, "EUR", "per_year", "about"),
    ("до 5 млн евро", 5 * MILLION, "EUR", None, "up_to"),
    ("не более 5 млн евро", 5 * MILLION, "EUR", None, "up_to"),
    ("дополнительно 5 млн евро", 5 * MILLION, "EUR", "additional", "exact"),
    ("5 млн евро в натуральной форме", 5 * MILLION, "EUR", "in_kind", "exact"),
    ("3 млн человек", 3 * MILLION, None, "people", "exact"),
]

ARABIC = [
    ("٤ مليارات دولار", 4 * BILLION, "USD", None, "exact"),
    ("٤٫٥ مليار دولار أمريكي", 4_500 * MILLION, "USD", None, "exact"),
    ("١٬٢٣٤٬٥٦٧٫٨٩ دولار", "1234567.89", "USD", None, "exact"),
    ("4.5 مليون يورو", 4_500_000, "EUR", None, "exact"),
    ("١،٥ مليار دولار", 1_500 * MILLION, "USD", None, "exact"),
    ("5 آلاف دولار", 5_000, "USD", None, "exact"),
    ("أكثر من ٣ ملايين دولار", 3 * MILLION, "USD", None, "more_than"),
    ("ما لا يقل عن 3 ملايين دولار", 3 * MILLION, "USD", None, "at_least"),
    ("3 ملايين دولار على الأقل", 3 * MILLION, "USD", None, "at_least"),
    ("حوالي 3 ملايين دولار سنويا", 3 * MILLION, "USD", "per_year", "about"),
    ("حتى 3 ملايين دولار", 3 * MILLION, "USD", None, "up_to"),
    ("تصل إلى 1.5 مليار دولار", 1_500 * MILLION, "USD", None, "up_to"),
    ("بقيمة 3 ملايين دولار كندي", 3 * MILLION, "CAD", None, "exact"),
    ("5 ملايين شخص", 5 * MILLION, None, "people", "exact"),
    ("\u200f5 ملايين\u200f شخص", 5 * MILLION, None, "people", "exact"),
]

REFUSED = [
    ("", None, "no_amount"),
    ("not stated", "en", "no_amount"),
    ("a similar amount", "en", "no_amount"),
    ("2016 cell sites", "en", "no_amount"),
    ("5G rollout in 2016", "en", "no_amount"),
    ("in kind: routers, Wi-Fi, data", "en", "no_amount"),
    ("nan", None, "no_amount"),
    ("inf", None, "no_amount"),
    ("1.234 USD", None, "ambiguous_separator"),
    ("1.234 USD", "en", "ambiguous_separator"),
    ("1.234 USD", "fr", "ambiguous_separator"),
    ("1.234 USD", "es", "ambiguous_separator"),
    ("1.234 USD", "ru", "ambiguous_separator"),
    ("1,234 USD", None, "ambiguous_separator"),
    ("1,234 USD", "fr", "ambiguous_separator"),
    ("1,234 USD", "es", "ambiguous_separator"),
    ("1,234 million USD", None, "ambiguous_separator"),
    ("1.234 millones de euros", "es", "ambiguous_separator"),
    ("1,234 million USD per year", "fr", "ambiguous_separator"),
    ("USD 1,2,3", "en", "unreadable_number"),
    ("USD 1,23,45", "en", "unreadable_number"),
    ("USD 1.234,567,890", "en", "unreadable_number"),
    ("USD 007", "en", "unreadable_number"),
    ("USD 1e9", "en", "unreadable_number"),
    ("1e308", None, "unreadable_number"),
    ("USD 1.234567 thousand", "en", "too_many_decimals"),
    ("USD 1,234.567", "en", "too_many_decimals"),
    ("USD 0.234", "en", "too_many_decimals"),
    ("USD 9999999 trillion", "en", "too_large"),
    ("USD " + "9" * 400, "en", "too_large"),
    ("x" * 501, None, "too_long"),
    ("0 USD", None, "not_positive"),
    ("-5 million USD", "en", "not_positive"),
    ("USD -5 million", "en", "not_positive"),
    ("USD −5 million", "en", "not_positive"),
    ("minus USD 5 million", "en", "not_positive"),
    ("two billion dollars", "en", "number_in_words"),
    ("half a billion dollars", "en", "number_in_words"),
    ("billions of dollars", "en", "number_in_words"),
    ("vingt-cinq millions d'euros", "fr", "number_in_words"),
    ("treinta y cinco millones de dólares", "es", "number_in_words"),
    ("مليار دولار", "ar", "number_in_words"),
    ("полтора миллиарда долларов", "ru", "number_in_words"),
    ("数亿美元", "zh", "number_in_words"),
    ("一点五亿美元", "zh", "number_in_words"),
    ("$2½ million", "en", "unreadable_number"),
    ("USD 2 and a half million", "en", "number_in_words"),
    ("4兆美元", "zh", "ambiguous_unit"),
    ("5 zillion dollars", "en", "unknown_unit"),
    ("5 bilhões de dólares", None, "unknown_unit"),
    ("USD 5 MM", "en", "ambiguous_unit"),
    ("5 mil USD", None, "ambiguous_unit"),
    ("18 billions de dollars", None, "ambiguous_unit"),
    ("18.5 billions USD", "fr", "ambiguous_unit"),
    ("18 billion USD annually", "fr", "ambiguous_unit"),
    ("5 billion euros", "es", "ambiguous_unit"),
    ("10,000 training opportunities", "en", "unknown_unit"),
    ("3500 sites", "en", "unknown_unit"),
    ("¥5 million", "en", "ambiguous_currency"),
    ("CFA 5 milliards", "fr", "ambiguous_currency"),
    ("3 500 000 000 FCFA", "fr", "ambiguous_currency"),
    ("5 millions de francs", "fr", "ambiguous_currency"),
    ("Rs 5 crore", "en", "ambiguous_currency"),
    ("5 million rupees", "en", "ambiguous_currency"),
    ("5 million shillings", "en", "ambiguous_currency"),
    ("5 миллионов рублей", "ru", "ambiguous_currency"),
    ("$2 billion for Canadian companies", "en", "ambiguous_currency"),
    ("$500 millones en Colombia", "es", "ambiguous_currency"),
    ("£5 million in Egypt", "en", "ambiguous_currency"),
    ("EUR 5 million USD", "en", "ambiguous_currency"),
    ("XYZ 5 million", "en", "unknown_currency"),
    ("5 million USD/EUR", "en", "ambiguous_currency"),
    ("XY$ 5 million", "en", "unknown_currency"),
    ("USD 2000", "en", "year_or_amount"),
    ("2016 USD", "en", "year_or_amount"),
    ("50% of USD 3 million", "en", "percentage"),
    ("35 %", None, "percentage"),
    ("half of USD 3 million", "en", "number_in_words"),
    ("USD 5 million per country", "en", "per_unit"),
    ("USD 20 each", "en", "per_unit"),
    ("每人20美元", "zh", "per_unit"),
    ("USD 20 million core + at least USD 200 million", "en", "several_amounts"),
    ("USD 5 million or EUR 4 million", "en", "several_amounts"),
    ("5 or 6 million USD", "en", "several_amounts"),
    ("EUR 155 million, USD 170 million", "en", "several_amounts"),
    ("2 grants of USD 5 million", "en", "several_amounts"),
    ("3 x USD 5 million", "en", "several_amounts"),
    ("USD 5 million x 3", "en", "several_amounts"),
    ("3 $5 million grants", "en", "several_amounts"),
    ("1 million 500 thousand USD", "en", "several_amounts"),
    ("3 crore 50 lakh INR", "en", "several_amounts"),
    ("USD 5 million (USD 10 million)", "en", "several_amounts"),
    ("USD 1, 5 million", "en", "several_amounts"),
    ("1, 5 million USD", "en", "ambiguous_separator"),
    ("12 34 567 USD", "en", "ambiguous_separator"),
    ("additional USD 5 million per year", "en", "several_bases"),
    ("annual report: USD 5 million", "en", "unclear_basis"),
    ("USD 5 million for 3 additional countries", "en", "unclear_basis"),
    ("USD 5 million to train 500 teachers per year", "en", "unclear_basis"),
    ("at least about USD 5 million", "en", "ambiguous_bound"),
    ("500 to 3 million USD", "en", "ambiguous_range"),
    ("USD 2 million to 3", "en", "ambiguous_range"),
    ("USD 3-2 million", "en", "ambiguous_range"),
]

RANGES = [
    ("USD 2-3 million", "en", 2 * MILLION, 3 * MILLION, "USD", None),
    ("USD 2–3 million", None, 2 * MILLION, 3 * MILLION, "USD", None),
    ("USD 2 million - USD 3 million", None, 2 * MILLION, 3 * MILLION, "USD", None),
    ("between 2 and 3 million euros", "en", 2 * MILLION, 3 * MILLION, "EUR", None),
    ("from EUR 2 to 3 million per year", "en", 2 * MILLION, 3 * MILLION, "EUR", "per_year"),
    ("entre 2 et 3 millions d'euros", "fr", 2 * MILLION, 3 * MILLION, "EUR", None),
    ("entre 2 y 3 millones de dólares", "es", 2 * MILLION, 3 * MILLION, "USD", None),
    ("от 2 до 3 млн долл. США", "ru", 2 * MILLION, 3 * MILLION, "USD", None),
    ("2至3亿美元", "zh", 200 * MILLION, 300 * MILLION, "USD", None),
    ("بين 2 و 3 ملايين دولار", "ar", 2 * MILLION, 3 * MILLION, "USD", None),
    ("2-3 million people", "en", 2 * MILLION, 3 * MILLION, None, "people"),
]

CASES = [
    *((language, *case) for case in REAL for language in (None, "en")),
    *(
        (language, *case)
        for language, cases in (
            ("en", ENGLISH),
            ("fr", FRENCH),
            ("es", SPANISH),
            ("zh", CHINESE),
            ("ru", RUSSIAN),
            ("ar", ARABIC),
        )
        for case in cases
    ),
]


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


@pytest.mark.parametrize("piece", ["1 ", "1.", "1,234 ", "(", "a ", "四", "万", "USD ", "$", "- "])
def test_the_longest_allowed_text_takes_no_noticeable_time(piece: str) -> None:
    read_amount("warm up the word lists")
    begun = time.perf_counter()
    read_amount((piece * 500)[:500])
    assert time.perf_counter() - begun < 0.5
