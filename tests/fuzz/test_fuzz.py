"""A little of the fuzzing that `make fuzz` does at length, and proof that it notices."""

from __future__ import annotations

import time

import pytest

from tests.fuzz.targets import TARGETS, TooSlow, fuzz, watched


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_at_random_are_read_or_refused(name: str) -> None:
    count = 20 if name == "changed XLSX" else 100
    assert 0 < fuzz(name, count).total() <= count


def test_an_input_that_takes_too_long_is_stopped() -> None:
    begin = time.monotonic()
    with pytest.raises(TooSlow), watched(0.05):
        any(time.monotonic() > begin + 5 for _ in iter(int, 1))
    assert time.monotonic() < begin + 2


def test_the_shares_of_the_targets_are_a_whole() -> None:
    assert sum(share for _, _, share in TARGETS.values()) == pytest.approx(1)
