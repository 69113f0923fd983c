"""The account of lines cannot be drawn up wrongly."""

import dataclasses

import pytest

from pipelines.readers.rows.read_result import LineCount, Reject


def test_lines_that_add_up_are_an_account() -> None:
    assert LineCount(physical=6, accepted=3, rejected=2, structural=1).physical == 6


@pytest.mark.parametrize("physical", [0, 5, 7])
def test_lines_that_do_not_add_up_are_no_account(physical: int) -> None:
    with pytest.raises(AssertionError, match="lines do not add up: .*physical=" + str(physical)):
        LineCount(physical=physical, accepted=3, rejected=2, structural=1)


def test_a_reject_cannot_be_changed_after_the_fact() -> None:
    reject = Reject(2, 3, "amount", "many", "a number", "not_a_number")
    with pytest.raises(dataclasses.FrozenInstanceError):
        reject.reason = "fine"  # type: ignore[misc]
