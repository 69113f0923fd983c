from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.errors import FileRefused
from pipelines.readers.publishers.exchange_rates.imf_rates import read_imf_rates
from pipelines.readers.publishers.exchange_rates.un_rates import read_un_rates
from pipelines.readers.rows.read_result import Reading
from tests.publishers.workbooks import edition_of
from tests.publishers.workbooks.rates import DIRECTION, UN_RATES, imf_csv, un_csv, un_xml

JUNE = "2020-06-30"


def imf(*rows: tuple[str, str, str, str, str], direction: bool = True) -> Reading:
    return read_imf_rates(edition_of(imf_csv(rows, direction), "imf_exchangerates.csv"))


def rates(reading: Reading) -> dict[str, Decimal]:
    return {row["currency_code"]: row["usd_per_unit"] for row in reading.rows.to_pylist()}


def test_units_per_dollar_become_dollars_per_unit() -> None:
    reading = imf((JUNE, "14.5", "ZAR", "ZA", "South Africa"))
    (row,) = [row for row in reading.rows.to_pylist() if row["currency_code"] == "ZAR"]
    assert row["usd_per_unit"] == Decimal("0.068965517241")
    assert (row["year"], row["month"], row["days"]) == (2020, 6, 1)
    assert row["first_date"] == row["last_date"] == date(2020, 6, 30)
    assert row["provider"] == "International Monetary Fund"
    assert (row["source_line"], row["source_cell"]) == (6, "line 6")


def test_rows_of_several_territories_that_agree_are_one() -> None:
    west = [(JUNE, "590.0", "XOF", at, "somewhere") for at in ("BJ", "BF", "CI")]
    reading = imf(*west, (JUNE, "590.00", "XOF", "SN", "Senegal"))
    assert rates(reading)["XOF"] == Decimal("0.001694915254")
    assert "each kept once: XOF 3" in "\n".join(reading.notes)
    assert (reading.lines.physical, reading.lines.structural) == (9, 4)


def test_where_rows_differ_those_of_the_issuer_decide() -> None:
    reading = imf(
        (JUNE, "14.5", "ZAR", "LS", "Lesotho"),
        (JUNE, "14.9", "ZAR", "NA", "Namibia"),
        (JUNE, "14.5", "ZAR", "ZA", "South Africa"),
        (JUNE, "110.2", "USD", "HT", "Haiti"),
    )
    assert rates(reading)["ZAR"] == Decimal("0.068965517241")
    assert rates(reading)["USD"] == 1
    assert [(r.found, r.reason) for r in reading.rejects] == [
        ("14.9", "conflicting_rates"),
        ("110.2", "conflicting_rates"),
    ]


def test_where_rows_differ_and_none_is_the_issuers_all_are_rejected() -> None:
    reading = imf((JUNE, "2.6", "XCD", "AG", "Antigua"), (JUNE, "2.7", "XCD", "DM", "Dominica"))
    assert "XCD" not in rates(reading)
    assert [reject.reason for reject in reading.rejects] == ["conflicting_rates"] * 2


@pytest.mark.parametrize(
    ("day", "code", "reason"),
    [
        ("2015-01-31", "SLE", "currency_not_yet_in_use"),
        ("2015-01-31", "STN", "currency_not_yet_in_use"),
        ("2015-01-31", "MRU", "currency_not_yet_in_use"),
        ("2015-01-31", "BYN", "currency_not_yet_in_use"),
        ("2020-06-30", "BYR", "currency_retired"),
        ("2020-06-30", "UYW", "unknown_currency"),
        ("2020-06-30", "", "missing_value"),
    ],
)
def test_a_code_that_was_not_in_use_then_is_rejected(day: str, code: str, reason: str) -> None:
    reading = imf((day, "4.9", code, "", "Somewhere"))
    (reject,) = reading.rejects
    assert (reject.reason, reject.field, reject.cell) == (reason, "currency_code", "line 6")


@pytest.mark.parametrize("rate", ["", "n.a.", "0", "-1", "1,450.5", "1e999"])
def test_a_rate_that_is_no_number_above_zero_is_rejected(rate: str) -> None:
    reading = imf((JUNE, f'"{rate}"', "RWF", "RW", "Rwanda"))
    assert [reject.field for reject in reading.rejects] == ["usd_per_unit"]
    assert "RWF" not in rates(reading)


def test_a_day_that_is_none_and_a_line_of_another_width_are_rejected() -> None:
    reading = imf(("30.06.2020", "930", "RWF", "RW", "Rwanda"), (JUNE, "930", "RWF", "RW", "a,b"))
    assert [reject.reason for reject in reading.rejects][-1] == "wrong_width"
    assert "not_a_date" in {reject.reason for reject in reading.rejects}
    assert len(reading.rows) == len(DIRECTION)


def test_a_list_upside_down_refuses() -> None:
    upside_down = [
        (day, str(round(1 / float(rate), 6)), code, at, name)
        for day, rate, code, at, name in DIRECTION
    ]
    with pytest.raises(FileRefused, match=r"JPY is quoted at 0\.009302"):
        imf(*upside_down, direction=False)


@pytest.mark.parametrize("left", [("USD", "JPY", "INR"), ("USD", "EUR")])
def test_a_list_that_does_not_tell_its_direction_refuses(left: tuple[str, ...]) -> None:
    rows = [row for row in DIRECTION if row[2] in left]
    with pytest.raises(FileRefused, match="rates that show the direction"):
        imf(*rows, direction=False)


def test_a_dollar_that_is_not_one_refuses() -> None:
    with pytest.raises(FileRefused, match=r"USD is quoted at 1\.1"):
        imf(*DIRECTION[1:], (JUNE, "1.1", "USD", "US", "United States"), direction=False)


@pytest.mark.parametrize("content", [un_csv(), un_xml()])
def test_operational_rates_are_read_from_csv_and_xml_alike(content: bytes) -> None:
    reading = read_un_rates(edition_of(content), fewest=len(UN_RATES))
    found = {row["currency_code"]: row for row in reading.rows.to_pylist()}
    assert found["RWF"]["usd_per_unit"] == Decimal("0.000689417442")
    assert found["JPY"]["last_date"] == date(2026, 11, 15)
    assert found["EUR"]["provider"] == "United Nations Treasury"
    assert len(found) == 6
    assert not reading.rejects


@pytest.mark.parametrize(
    "content",
    [
        un_xml()[:-40],
        un_xml(UN_RATES[:3]),
        un_xml().replace(b"UN_OPERATIONAL_RATES_DATASET", b"html"),
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b"<html><body>Request blocked</body></html>",
        un_csv().replace(b"eff_date", b"day"),
    ],
)
def test_rates_that_are_cut_off_or_something_else_refuse(content: bytes) -> None:
    with pytest.raises(FileRefused):
        read_un_rates(edition_of(content), fewest=len(UN_RATES))


def test_the_rates_of_the_imf_give_the_known_counts(third_party: Path) -> None:
    path = third_party / "fx_imf" / "imf_monthly_rates_secondary_historic.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not there")
    reading = read_imf_rates(edition_of(path.read_bytes(), path.name))
    assert (reading.lines.physical, len(reading.rows)) == (13_535, 10_100)
    assert Counter(reject.reason for reject in reading.rejects) == {
        "currency_not_yet_in_use": 204,  # SLE, STN, MRU, BYN and VED, restated into the past
        "currency_retired": 144,
        "missing_value": 144,  # rows without a currency
        "conflicting_rates": 132,  # Haiti's gourdes as USD, Namibia's own rates as ZAR
        "unknown_currency": 72,
    }
    keys = [(row["currency_code"], row["year"], row["month"]) for row in reading.rows.to_pylist()]
    assert len(set(keys)) == len(keys)
    assert {
        row["usd_per_unit"] for row in reading.rows.to_pylist() if row["currency_code"] == "USD"
    } == {1}
    assert "VES" not in {code for code, _, _ in keys}
