"""Errors raised on purpose say what, where, what was expected and what to do next."""

from __future__ import annotations

import pickle

import pytest

from pipelines import errors
from pipelines.errors import FileRefused, Locked, P2CError

KINDS = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, P2CError)
]


def test_an_error_reads_as_found_where_expected_next() -> None:
    error = FileRefused("it is empty", where="a.csv", expected="rows", next_step="send it again")
    assert str(error) == (
        "it is empty\n  where:    a.csv\n  expected: rows\n  next:     send it again"
    )


def test_what_an_error_does_not_know_is_left_out() -> None:
    assert str(P2CError("it is empty")) == "it is empty"
    assert str(P2CError("it is empty", next_step="wait")) == "it is empty\n  next:     wait"


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_ends_a_command_with_1_save_a_lock_which_asks_to_try_later(
    kind: type[P2CError],
) -> None:
    assert kind("found").exit_code == (75 if kind is Locked else 1)


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_crosses_to_another_process_whole(kind: type[P2CError]) -> None:
    error = kind("found", where="here", expected="that", next_step="this")
    # A step of a run may be a process of its own; what it raised is carried over pickled.
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(copy) is kind
    assert str(copy) == str(error)
