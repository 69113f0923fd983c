"""Figures as publishers word them, with the bound they set."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.readers.pledges.stated_values import BOUNDS, parse_stated_value
from pipelines.readers.rows.fields import FieldError


@pytest.mark.parametrize(
    ("stated", "bound", "value"),
    [
        ("74", "exact", "74"),
        ("-0.5", "exact", "-0.5"),
        (">=46", "at_least", "46"),
        ("≥ 46", "at_least", "46"),
        ("at least 46", "at_least", "46"),
        (">360", "more_than", "360"),
        ("more than 800", "more_than", "800"),
        ("over 9.5", "more_than", "9.5"),
        ("~30", "about", "30"),
        ("about 30", "about", "30"),
        ("almost 50", "nearly", "50"),
        ("nearly 37", "nearly", "37"),
        ("up to 12", "up_to", "12"),
        ("<=12", "up_to", "12"),
        ("<5", "less_than", "5"),
        ("less than 5", "less_than", "5"),
        ("one third", "about", "33.3"),
        ("half", "about", "50"),
        ("two thirds", "about", "66.7"),
        (" 74 ", "exact", "74"),
    ],
)
def test_a_worded_figure_keeps_its_number_and_its_bound(
    stated: str, bound: str, value: str
) -> None:
    figure = parse_stated_value(stated)
    assert (figure.bound, figure.value) == (bound, Decimal(value))
    assert figure.low == figure.high == figure.value
    assert figure.bound in BOUNDS


@pytest.mark.parametrize("stated", ["88-93", "88–93", "88 to 93", "88 - 93"])
def test_a_range_has_two_ends_and_no_single_value(stated: str) -> None:
    figure = parse_stated_value(stated)
    assert (figure.bound, figure.value) == ("range", None)
    assert (figure.low, figure.high) == (Decimal(88), Decimal(93))


@pytest.mark.parametrize(
    "stated", ["", "many", "93-88", ">", "> many", "1,000", "5%", "1-2-3", "٧٤", "NaN", "1e3"]
)
def test_words_of_no_known_form_are_refused_rather_than_guessed(stated: str) -> None:
    with pytest.raises(FieldError, match="a range N-M") as refused:
        parse_stated_value(stated)
    assert refused.value.reason == "not_a_stated_value"
