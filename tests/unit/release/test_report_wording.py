"""How figures read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipelines.release.report.wording import (
    word_date,
    word_figure,
    word_missing,
    word_number,
    word_usd,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("37.00000000"), "37"),
        (Decimal("12.24"), "12.24"),
        (Decimal("2.005"), "2.01"),
        (Decimal("0.0004"), "0.0004"),
        (Decimal("-0.001"), "-0.001"),
        (0, "0"),
        (1000, "1,000"),
        (100, "100"),
    ],
)
def test_a_number_is_short_and_never_falsely_zero(value: Decimal, text: str) -> None:
    assert word_number(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "bound", "text"),
    [
        (Decimal(37), "USD billion", "nearly", "nearly US$ 37 billion"),
        (Decimal("58.04"), "percent", "exact", "58 %"),
        (Decimal(830), "count", "more_than", "more than 830"),
        (Decimal("2200000000"), "count", None, "2.2 billion"),
        (Decimal("2.6"), "billion people", "exact", "2.6 billion people"),
        (Decimal(3), "gb_per_month", None, "3 gb per month"),
        (None, "percent", "about", None),
    ],
)
def test_a_figure_keeps_its_unit_and_bound(
    value: Decimal | None, unit: str, bound: str | None, text: str | None
) -> None:
    assert word_figure(value, unit, bound) == text


def test_dollars_are_worded_in_the_size_people_use() -> None:
    assert word_usd(Decimal("36780000000.00")) == "US$ 36.78 billion"
    assert word_usd(Decimal("1200000.00"), "at_least") == "at least US$ 1.2 million"
    assert word_usd(Decimal("950.50")) == "US$ 950.5"
    assert word_usd(None) is None


def test_what_is_missing_says_why() -> None:
    assert word_missing("no data") == "not computable: no data"
    assert word_missing(None).startswith("not computable: ")


def test_a_date_is_worded_the_same_from_text() -> None:
    assert word_date(date(2023, 12, 12)) == word_date("2023-12-12") == "12 December 2023"
    assert word_date(None) == "not stated"
