"""A file that rejects, withdraws or lacks too much is held as a whole, or is at least named."""

from __future__ import annotations

import pytest

from tests.warehouse.given import (
    GivenFile,
    GivenReview,
    Judged,
    given,
    pledges_of,
    sha256_of,
    version,
)

# --- file_with_many_rejects

given(
    pledges_of("paused", 2, file="bad.csv"),
    GivenFile("bad.csv", rejected_lines=20),
    pledges_of("few-rejects", 2, file="few.csv"),
    GivenFile("few.csv", rejected_lines=19),
    pledges_of("small-share", 21, file="share.csv"),
    GivenFile("share.csv", rejected_lines=20),
    version("sent-well-too", file="bad.csv"),
    version("sent-well-too", file="good.csv"),
    version("accepted-file", file="accepted.csv"),
    GivenFile("accepted.csv", rejected_lines=200),
    GivenReview("held_file", sha256_of("accepted.csv"), "file_with_many_rejects", "accepted"),
)


def test_a_file_of_which_half_is_rejected_pauses_and_the_others_go_on(judged: Judged) -> None:
    assert judged.counted("paused-0", "paused-1") == []
    assert judged.rules("paused-0@1") == {"file_with_many_rejects"}
    assert judged.found("paused-0@1", "file_with_many_rejects") == (
        "bad.csv: 20 of 23 lines rejected"
    )
    assert judged.rows(
        "select rule, is_held, decision from core.fct_file_suspicions where source_name = 'bad.csv'"
    ) == [("file_with_many_rejects", True, "open")]


def test_fewer_rejects_or_a_smaller_share_pause_nothing(judged: Judged) -> None:
    assert judged.counted("few-rejects-0", "few-rejects-1") == [
        "few-rejects-0@1",
        "few-rejects-1@1",
    ]
    assert judged.counted("small-share-20") == ["small-share-20@1"]


def test_a_version_that_came_in_a_good_file_too_is_not_held(judged: Judged) -> None:
    assert judged.counted("sent-well-too") == ["sent-well-too@1"]


def test_an_accepted_file_takes_effect(judged: Judged) -> None:
    assert judged.counted("accepted-file") == ["accepted-file@1"]


# --- mass_withdrawal, far_fewer_pledges

given(
    pledges_of("leaving", 20),
    pledges_of("leaving", 10, number=2, file="leaving.csv", status="withdrawn"),
    pledges_of("shrinking", 21),
    pledges_of("shrinking", 10, number=2, file="shrinking.csv", status="withdrawn"),
    pledges_of("few-left", 9),
    pledges_of("few-left", 9, number=2, file="few-left.csv", status="withdrawn"),
    pledges_of("allowed", 10),
    pledges_of("allowed", 10, number=2, file="allowed.csv", status="withdrawn"),
    GivenReview("held_file", sha256_of("allowed.csv"), "mass_withdrawal", "accepted"),
)


def test_a_file_that_withdraws_half_of_an_entitys_pledges_is_held(judged: Judged) -> None:
    withdrawn = [f"leaving-{each}" for each in range(10)]
    assert judged.rules("leaving-0@2") == {"mass_withdrawal"}
    assert judged.counted(*withdrawn) == [f"{pledge}@1" for pledge in withdrawn]
    assert ": 10 of 20" in judged.found("leaving-0@2", "mass_withdrawal")


@pytest.mark.parametrize("entity", ["shrinking", "few-left"])
def test_a_smaller_share_or_fewer_pledges_are_withdrawn(judged: Judged, entity: str) -> None:
    assert judged.rules(f"{entity}-0@2") == set()
    assert judged.counted(*(f"{entity}-{each}" for each in range(9))) == []


def test_an_accepted_mass_withdrawal_takes_effect(judged: Judged) -> None:
    assert not judged.is_held("allowed-0@2")
    assert judged.counted("allowed-0", "allowed-9") == []


given(
    pledges_of("cut-off", 20, file="whole.csv"),
    GivenFile("whole.csv", received_on="2026-01-01"),
    pledges_of("cut-off", 2, file="cut.csv"),
    pledges_of("less", 20, file="less-before.csv"),
    pledges_of("less", 3, file="less.csv"),
)


def test_a_file_with_far_fewer_pledges_informs_and_takes_nothing_back(judged: Judged) -> None:
    assert judged.rows(
        "select rule, holds, is_held from core.fct_file_suspicions where source_name = 'cut.csv'"
    ) == [("far_fewer_pledges", False, False)]
    assert len(judged.counted(*(f"cut-off-{each}" for each in range(20)))) == 20
    assert judged.rows("from core.fct_file_suspicions where source_name = 'less.csv'") == []
