"""Currency codes belong to their time, and rates come out of the bank's file or not at all."""

from __future__ import annotations

import importlib.resources
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import FileRefused
from pipelines.readers.currencies import (
    SUCCESSORS,
    AverageRate,
    EcbRate,
    check_currency,
    currency_eras,
    read_ecb_rates,
    usd_per_unit_annual,
    usd_per_unit_monthly,
)


@pytest.mark.parametrize(
    ("code", "on", "reason"),
    [
        ("USD", date(2024, 1, 1), None),
        ("XOF", date(2024, 1, 1), None),
        ("XDR", date(2024, 1, 1), None),
        ("SLE", date(2021, 12, 31), "currency_not_yet_in_use"),
        ("SLE", date(2023, 1, 1), None),
        ("SLL", date(2023, 1, 1), None),
        ("SLL", date(2024, 6, 1), "currency_retired"),
        ("STD", date(2017, 6, 1), None),
        ("STD", date(2018, 6, 1), "currency_retired"),
        ("STN", date(2017, 6, 1), "currency_not_yet_in_use"),
        ("MRO", date(2022, 1, 1), "currency_retired"),
        ("MRU", date(2022, 1, 1), None),
        ("BYR", date(2022, 1, 1), "currency_retired"),
        ("BYN", date(2022, 1, 1), None),
        ("VEF", date(2022, 1, 1), "currency_retired"),
        ("VES", date(2018, 1, 1), "currency_not_yet_in_use"),
        ("HRK", date(2022, 12, 31), None),
        ("HRK", date(2023, 6, 1), "currency_retired"),
        ("BGN", date(2025, 12, 31), None),
        ("BGN", date(2026, 6, 1), "currency_retired"),
        ("ZWL", date(2023, 1, 1), None),
        ("ZWL", date(2025, 1, 1), "currency_retired"),
        ("ZWG", date(2023, 1, 1), "currency_not_yet_in_use"),
        ("XCG", date(2024, 1, 1), "currency_not_yet_in_use"),
        ("ANG", date(2024, 1, 1), None),
        ("XXX", date(2024, 1, 1), "unknown_currency"),
        ("usd", date(2024, 1, 1), "unknown_currency"),
        ("", date(2024, 1, 1), "unknown_currency"),
    ],
)
def test_a_code_is_good_only_in_its_time(code: str, on: date, reason: str | None) -> None:
    assert check_currency(code, on) == reason


def test_every_era_that_ends_begins_before_it_ends() -> None:
    for era in currency_eras().values():
        if era.first_day is not None and era.last_day is not None:
            assert era.first_day < era.last_day, era


def test_a_successor_is_in_use_once_the_code_it_replaced_has_ended() -> None:
    for old, successor in SUCCESSORS.items():
        last_day = currency_eras()[old].last_day
        assert last_day is not None, old
        after = last_day + timedelta(days=1)
        assert check_currency(successor.currency_code, after) is None, old
        assert successor.old_units_per_new > 0


@cache
def _published() -> bytes:
    return (importlib.resources.files("currency_converter") / "eurofxref-hist.zip").read_bytes()


@cache
def _rates() -> tuple[EcbRate, ...]:
    return read_ecb_rates(_published())


@cache
def _annual() -> dict[tuple[str, int], AverageRate]:
    return {(rate.currency_code, rate.year): rate for rate in usd_per_unit_annual(_rates())}


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [("EUR", 2022, "1.053"), ("CAD", 2024, "0.730"), ("GBP", 2023, "1.243"), ("USD", 2023, "1")],
)
def test_annual_averages_are_those_that_were(code: str, year: int, expected: str) -> None:
    rate = _annual()[(code, year)]
    assert abs(rate.usd_per_unit - Decimal(expected)) < Decimal("0.001")
    assert rate.days == rate.days_published > 250


def test_a_currency_that_stopped_being_quoted_says_so() -> None:
    rouble = _annual()[("RUB", 2022)]
    assert (rouble.days, rouble.last_date) == (42, date(2022, 3, 1))
    assert rouble.days < rouble.days_published
    assert ("RUB", 2023) not in _annual()


def test_a_currency_without_rates_is_absent_and_never_one() -> None:
    codes = {code for code, _ in _annual()}
    assert not codes & {"KES", "XOF", "NGN", "VES"}
    ones = {code for (code, _), rate in _annual().items() if rate.usd_per_unit == 1}
    assert ones == {"USD"}


def test_monthly_averages_lie_around_the_annual_one() -> None:
    months = [
        rate
        for rate in usd_per_unit_monthly(_rates())
        if (rate.currency_code, rate.year) == ("CAD", 2024)
    ]
    assert [rate.month for rate in months] == list(range(1, 13))
    values = [rate.usd_per_unit for rate in months]
    assert min(values) < _annual()[("CAD", 2024)].usd_per_unit < max(values)
    assert sum(rate.days for rate in months) == _annual()[("CAD", 2024)].days


HEADER = "Date,USD,JPY,CAD,"
GOOD = f"{HEADER}\n2024-01-03,1.0,150,1.5,\n2024-01-02,1.2,160,N/A,\n"


def test_the_average_is_taken_over_daily_cross_rates() -> None:
    rates = usd_per_unit_annual(read_ecb_rates(GOOD.encode()))
    by_code = {rate.currency_code: rate for rate in rates}
    assert by_code["EUR"].usd_per_unit == Decimal("1.1")
    assert by_code["CAD"].usd_per_unit == Decimal("0.666666666667")
    assert (by_code["CAD"].days, by_code["CAD"].days_published) == (1, 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "a header of"),
        (HEADER, "no rates"),
        ("Day,USD,JPY,\n2024-01-02,1.1,160,\n", "a header of"),
        ("Date,JPY,\n2024-01-02,160,\n", "a header of"),
        ("Date,EUR,USD,\n2024-01-02,1,1.1,\n", "a header of"),
        ("Date,USD,USD,\n2024-01-02,1.1,1.1,\n", "columns"),
        ("Date,USD,Yen,\n2024-01-02,1.1,160,\n", "columns"),
        (f"{HEADER}\n2024-01-02,1.1,160\n", "3 cells"),
        (f"{HEADER}\n2024-01-02,1.1,160,1.5,9,9\n", "6 cells"),
        (f"{HEADER}\n2024-01-02,1.1,160,1.5,9\n", "5 cells"),
        (f"{HEADER}\n2 January 2024,1.1,160,1.5,\n", "as a date"),
        (f"{HEADER}\n2024-13-02,1.1,160,1.5,\n", "as a date"),
        (f"{HEADER}\n2024-01-02,1.1,160,1.5,\n2024-01-02,1.1,160,1.5,\n", "a second time"),
        (f"{HEADER}\n2024-01-02,1.1,160,0,\n", "for CAD"),
        (f"{HEADER}\n2024-01-02,1.1,160,-1.5,\n", "for CAD"),
        (f"{HEADER}\n2024-01-02,1.1,160,nan,\n", "for CAD"),
        (f"{HEADER}\n2024-01-02,1.1,160,1e3,\n", "for CAD"),
        (f"{HEADER}\n2024-01-02,N/A,160,1.5,\n", "no USD"),
        (f"{HEADER}\n2024-01-02,0.5,160,1.5,\n", "USD per EUR"),
        (f"{HEADER}\n2024-01-02,0.9,0.0063,0.68,\n", "JPY per EUR"),
        (f"{HEADER}\n2024-01-02,1.1,160,1.5é,\n", "not ASCII"),
    ],
)
def test_a_file_that_differs_from_the_published_form_is_refused(text: str, found: str) -> None:
    with pytest.raises(FileRefused, match=found):
        read_ecb_rates(text.encode())


def _zip(*members: tuple[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in members:
            archive.writestr(name, text)
    return held.getvalue()


def test_a_zip_must_be_whole_and_hold_one_table() -> None:
    whole = _zip(("eurofxref-hist.csv", GOOD))
    assert read_ecb_rates(whole) == read_ecb_rates(GOOD.encode())
    for data in (
        whole[:-30],
        whole.replace(b"2024-01-03", b"2024-01-04"),
        _zip(("a.csv", GOOD), ("b.csv", GOOD)),
        _zip(("a.txt", GOOD)),
        _zip(),
        _zip(("a.csv", GOOD + "\n" * 21_000_000)),
    ):
        with pytest.raises(FileRefused):
            read_ecb_rates(data)


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=200).map(lambda tail: b"PK" + tail)))
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    with pytest.raises(FileRefused):
        read_ecb_rates(data)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_one_changed_byte_of_a_zip_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    whole = bytearray(_zip(("eurofxref-hist.csv", GOOD)))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    try:
        rates = read_ecb_rates(bytes(whole))
    except FileRefused:
        return
    assert rates == read_ecb_rates(GOOD.encode())
