"""A number of countries without names is read where it is exact, and left open where it is not."""

from __future__ import annotations

import pytest

from pipelines.readers.places.quantities import exact_count, is_count

EXACT = {
    "9 other countries": 9,
    "nine other countries": 9,
    "53 African countries": 53,
    "the 16 countries": 16,
    "four LDCs in Africa": 4,
    "neuf autres pays": 9,
    "autres 9 pays": 9,
    "otros 9 países": 9,
    "еще 9 стран": 9,
    "девять других стран": 9,
    "9 دول أخرى": 9,
    "其他9个国家": 9,
    "另外十六个国家": 16,
    "二十个国家": 20,
}
OPEN = (
    "more than 80 countries",
    "up to 20 countries",
    "nearly 20 countries",
    "several countries",
    "plus de 20 pays",
    "más de 20 países",
    "более 20 стран",
    "超过80个国家",
    "二十多个国家",
    "多个国家",
)


@pytest.mark.parametrize(("text", "number"), EXACT.items())
def test_a_count_gives_its_number(text: str, number: int) -> None:
    assert is_count(text)
    assert exact_count(text) == number


@pytest.mark.parametrize("text", OPEN)
def test_an_inexact_count_gives_none(text: str) -> None:
    assert is_count(text)
    assert exact_count(text) is None


@pytest.mark.parametrize("text", ["Kenya", "refugee-hosting areas", "9 schools", ""])
def test_what_counts_no_countries_has_no_number(text: str) -> None:
    assert exact_count(text) is None
