"""A version with dates that cannot be in this order, or that had not come, is held."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.warehouse.given import BUNDLED, Judged, given, version

given(
    version("validated-early", submitted_on=date(2024, 2, 2), validated_on=date(2024, 2, 1)),
    version("validated-same-day", submitted_on=date(2024, 2, 2), validated_on=date(2024, 2, 2)),
    version("withdrawn-early", status="withdrawn", withdrawn_on=date(2023, 12, 31)),
    version("withdrawn-same-day", status="withdrawn", withdrawn_on=date(2024, 1, 1)),
    version("told-later"),
    version("told-later", 2, announced="2024-02-01", status="withdrawn",
            withdrawn_on=date(2024, 1, 20)),
    version("reported-early", status_reports=[
        {"reported_on": date(2023, 12, 31), "status": "on_track", "progress_pct": None}]),
    version("reported-in-time", status_reports=[
        {"reported_on": date(2024, 1, 1), "status": "on_track", "progress_pct": Decimal("5")}]),
    version("repeats-reports", 1, announced="2024-01-01"),
    version("repeats-reports", 2, announced="2025-01-01", status_reports=[
        {"reported_on": date(2024, 9, 17), "status": "on_track", "progress_pct": Decimal("5")}]),
    version("backdated", 1, announced="2024-03-01"),
    version("backdated", 2, announced="2024-02-01"),
    version("vague", 1, announced="2024-03-01"),
    version("vague", 2, announced="2024-01-01", announced_stated="2024",
            announced_latest=date(2024, 12, 31)),
)  # fmt: skip


@pytest.mark.parametrize(
    "version_id", ["validated-early@1", "withdrawn-early@1", "reported-early@1", "backdated@2"]
)
def test_dates_that_cannot_be_in_this_order_hold_a_version(judged: Judged, version_id: str) -> None:
    assert judged.rules(version_id) == {"dates_out_of_order"}
    assert judged.is_held(version_id)


@pytest.mark.parametrize(
    "version_id",
    [
        "validated-same-day@1",
        "withdrawn-same-day@1",
        "told-later@2",
        "reported-in-time@1",
        "repeats-reports@2",
        "vague@2",
    ],
)
def test_dates_that_can_be_in_this_order_hold_nothing(judged: Judged, version_id: str) -> None:
    assert judged.rules(version_id) == set()


given(
    version("not-come-yet", 1, announced="2026-01-03"),
    version("on-the-day-of-receipt", 1, announced="2026-01-02"),
    version("some-day-this-year", 1, announced="2026-01-01", announced_stated="2026",
            announced_latest=date(2026, 12, 31)),
    version("withdrawn-in-future", status="withdrawn", withdrawn_on=date(2026, 1, 3)),
    version("mended-year", 1, announced="2062-05-01"),
    version("mended-year", 2, announced="2025-05-01"),
    version("planned-in-the-snapshot", 1, announced="2026-01-03", file=BUNDLED),
)  # fmt: skip


@pytest.mark.parametrize("version_id", ["not-come-yet@1", "withdrawn-in-future@1", "mended-year@1"])
def test_a_day_that_had_not_come_when_the_file_did_holds_a_version(
    judged: Judged, version_id: str
) -> None:
    assert judged.rules(version_id) == {"dates_out_of_order"}
    assert "received on 2026-01-02" in judged.found(version_id, "dates_out_of_order")
    assert judged.is_held(version_id)


@pytest.mark.parametrize(
    "version_id", ["on-the-day-of-receipt@1", "some-day-this-year@1", "planned-in-the-snapshot@1"]
)
def test_a_day_that_may_have_come_holds_nothing(judged: Judged, version_id: str) -> None:
    assert judged.rules(version_id) == set()


def test_an_impossible_day_is_no_measure_of_the_version_that_corrects_it(judged: Judged) -> None:
    assert judged.rules("mended-year@2") == set()
    assert judged.counted("mended-year") == ["mended-year@2"]
