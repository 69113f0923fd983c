"""Currency codes belong to their time."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.readers.currencies import check_currency, currency_eras


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
