"""Contracts of published figures: the words stay beside the number read from them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from pipelines.readers.rows.read_result import Reading
from pipelines.readers.snapshot.published_figures import ANNOUNCEMENT, FACTS_AND_FIGURES, TOTALS

ReadRows = Callable[..., Reading]
TOTAL = {
    "as_of_date": "2023-12-12",
    "metric": "pledges",
    "dimension": "all",
    "member": "all",
    "value_stated": ">830",
    "unit": "pledges",
    "date_basis": "stated",
    "source_url": "https://example.org/totals",
}
FIGURE = {
    "edition": "2024",
    "page": "1",
    "indicator": "internet_use",
    "group_code": "LDC",
    "sex": "total",
    "location": "urban",
    "age": "total",
    "reference_year": "2024",
    "value_stated": "88-93",
    "unit": "percent",
    "status": "estimate",
    "source_url": "https://example.org/ff",
}
ANNOUNCED = {
    "figure_id": "ldcs",
    "display_order": "1",
    "statement": "all 46 least developed countries",
    "metric": "ldcs",
    "as_of_date": "2023-12-12",
    "published_value": "46",
    "published_bound": "exact",
    "unit": "countries",
}


def test_a_published_total_has_its_words_its_number_and_its_bound(read_rows_of: ReadRows) -> None:
    (row,) = read_rows_of(TOTALS, [TOTAL]).rows.to_pylist()
    assert (row["value_stated"], row["value"], row["bound"]) == (">830", Decimal(830), "more_than")


def test_a_range_of_facts_and_figures_has_its_two_ends(read_rows_of: ReadRows) -> None:
    (row,) = read_rows_of(FACTS_AND_FIGURES, [FIGURE]).rows.to_pylist()
    assert (row["value"], row["value_low"], row["value_high"]) == (None, Decimal(88), Decimal(93))
    assert row["bound"] == "range"


def test_a_single_figure_of_facts_and_figures_is_both_its_ends(read_rows_of: ReadRows) -> None:
    (row,) = read_rows_of(FACTS_AND_FIGURES, [FIGURE | {"value_stated": "35"}]).rows.to_pylist()
    assert row["value"] == row["value_low"] == row["value_high"] == Decimal(35)


@pytest.mark.parametrize(
    ("contract", "row"), [(TOTALS, TOTAL), (FACTS_AND_FIGURES, FIGURE)], ids=["totals", "figures"]
)
def test_words_that_are_no_figure_are_rejected_in_the_column_they_stand_in(
    read_rows_of: ReadRows, contract: object, row: dict[str, str]
) -> None:
    (reject,) = read_rows_of(contract, [row | {"value_stated": "a great many"}]).rejects
    assert (reject.field, reject.found) == ("value_stated", "a great many")
    assert reject.reason == "not_a_stated_value"


def test_two_statements_of_one_total_stand_beside_each_other(read_rows_of: ReadRows) -> None:
    reading = read_rows_of(TOTALS, [TOTAL, TOTAL | {"value_stated": "837"}])
    assert reading.rows["value"].to_pylist() == [Decimal(830), Decimal(837)]


def test_a_figure_of_the_announcement_may_have_no_number(read_rows_of: ReadRows) -> None:
    reading = read_rows_of(ANNOUNCEMENT, [ANNOUNCED | {"published_value": ""}])
    assert reading.rows["published_value"].to_pylist() == [None]
    assert reading.rejects == ()


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"published_bound": "roughly"}, "published_bound", "unknown_term"),
        ({"as_of_date": "2023"}, "as_of_date", "not_a_date"),
        ({"published_value": "37 billion"}, "published_value", "not_a_number"),
        ({"statement": ""}, "statement", "missing_value"),
    ],
)
def test_a_wrong_field_of_the_announcement_is_named(
    read_rows_of: ReadRows, changes: dict[str, str], field: str, reason: str
) -> None:
    (reject,) = read_rows_of(ANNOUNCEMENT, [ANNOUNCED | changes]).rejects
    assert (reject.field, reject.reason) == (field, reason)
