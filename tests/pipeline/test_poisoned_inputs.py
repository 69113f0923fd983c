"""Bad inputs and missing gates: the current release stays, and the message says what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.warehouses import Warehouse

Edit = Callable[[str, Mapping[str, str]], bytes]
Poison = Callable[[Warehouse, Edit], tuple[str, ...]]


def impossible_row(warehouse: Warehouse, edit_pledges: Edit) -> tuple[str, ...]:
    """A pledge worth more than the world's yearly product; readable, so only a gate sees it."""
    impossible = {"amount": "900000000000000", "value_stated": "USD 900,000,000,000,000"}
    content = edit_pledges("globalstar-low-orbit-2025", impossible)
    warehouse.replace_bundled_file("pledges/public_pledges.csv", content)
    line = content.decode().splitlines().index(
        next(row for row in content.decode().splitlines() if "900000000000000" in row)
    ) + 1  # fmt: skip
    return ("raw.pledges", "globalstar-low-orbit-2025", "public_pledges.csv", f"line {line}")


def empty_file(warehouse: Warehouse, edit_pledges: Edit) -> tuple[str, ...]:
    warehouse.replace_bundled_file("pledges/public_pledges.csv", b"")
    return ("the file is empty", "public_pledges.csv", "at least one row")


def deleted_suite(warehouse: Warehouse, edit_pledges: Edit) -> tuple[str, ...]:
    (warehouse.settings.expectations_dir / "raw" / "pledges.yml").unlink()
    return ("raw.pledges.has_a_suite", "pledges.yml")


def other_bytes_than_registered(warehouse: Warehouse, edit_pledges: Edit) -> tuple[str, ...]:
    path = warehouse.settings.data_dir / "pledges" / "public_pledges.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    return ("not the one the registry names", "public_pledges.csv", "sha256")


POISONS = [impossible_row, empty_file, deleted_suite, other_bytes_than_registered]


def named(poison: Poison) -> str:
    return poison.__name__


@pytest.mark.parametrize("poison", POISONS, ids=named)
def test_a_poisoned_refresh_names_the_cause_and_leaves_current_untouched(
    warehouse: Warehouse, edit_pledges: Edit, poison: Poison
) -> None:
    before = os.readlink(warehouse.settings.current)
    clues = poison(warehouse, edit_pledges)
    outcome = warehouse.refresh()
    assert outcome.release is None
    message = "\n".join(outcome.problems)
    verdict = json.loads((warehouse.settings.active_build / "verdict.json").read_text())
    assert verdict["passed"] is False
    assert outcome.problems == tuple(verdict["reasons"])
    for clue in clues:
        assert clue in message
    assert os.readlink(warehouse.settings.current) == before


@pytest.mark.parametrize("poison", POISONS[:3], ids=named)
def test_a_poisoned_dagster_job_fails_and_leaves_current_untouched(
    warehouse: Warehouse, edit_pledges: Edit, poison: Poison
) -> None:
    before = os.readlink(warehouse.settings.current)
    clues = poison(warehouse, edit_pledges)
    job = run_dagster(warehouse, "job", "execute", "-m", "pipelines.definitions", "-j", "refresh")
    assert job.returncode != 0
    for clue in clues:
        assert clue in job.stdout + job.stderr
    assert os.readlink(warehouse.settings.current) == before


def test_selecting_the_release_alone_after_a_failed_gate_publishes_nothing(
    warehouse: Warehouse, edit_pledges: Edit
) -> None:
    before = os.readlink(warehouse.settings.current)
    impossible_row(warehouse, edit_pledges)
    assert warehouse.refresh().release is None
    again = run_dagster(
        warehouse, "asset", "materialize", "-m", "pipelines.definitions",
        "--select", "key:release/current",
    )  # fmt: skip
    assert again.returncode != 0
    assert "may not be released" in again.stdout + again.stderr
    assert os.readlink(warehouse.settings.current) == before


def test_the_command_line_exits_with_one_and_says_what_stays(
    warehouse: Warehouse, edit_pledges: Edit
) -> None:
    impossible_row(warehouse, edit_pledges)
    refreshed = subprocess.run(
        [str(Path(sys.executable).with_name("p2c")), "refresh"],
        env=warehouse.environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert refreshed.returncode == 1
    assert "Nothing was released; the current release stays" in refreshed.stderr
    assert "public_pledges.csv" in refreshed.stderr


def test_a_submission_that_fails_a_gate_can_be_left_out_and_the_rest_goes_on(
    warehouse: Warehouse, edit_pledges: Edit
) -> None:
    from pipelines.archive.store import Archive

    warehouse.drop(
        "ministry.csv", edit_pledges("globalstar-low-orbit-2025", {"is_synthetic": "true"})
    )
    outcome = warehouse.refresh()
    assert outcome.release is None
    assert "ministry.csv" in "\n".join(outcome.problems)
    archive = Archive(warehouse.settings.archive_dir)
    (submission,) = archive.submissions()
    archive.decide(submission, "excluded", "a made-up pledge")
    assert warehouse.refresh().release is not None


def run_dagster(warehouse: Warehouse, *arguments: str) -> subprocess.CompletedProcess[str]:
    home = warehouse.settings.home.parent / "dagster_home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [str(Path(sys.executable).with_name("dagster")), *arguments],
        env={**warehouse.environment(), "DAGSTER_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
