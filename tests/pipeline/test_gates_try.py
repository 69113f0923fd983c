"""Suites are tried on what is there before they are merged, and nothing is written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.errors import GateFailed, Locked
from pipelines.gates.dry_run import try_gates
from pipelines.settings import REPOSITORY, Settings
from pipelines.storage.lock import single_flight
from tests.warehouses import Warehouse

TOO_STRICT = """
  - expect: expect_column_max_to_be_between
    column: pledges
    max_value: 1
    level: warning
    why: One pledge would be enough.
"""
NO_PLEDGE = """
  - expect: unexpected_rows
    name: no_pledge_at_all
    sql: select * from {batch}
    level: error
    why: There should be none.
"""


@pytest.fixture
def changed(warehouse: Warehouse) -> Path:
    """Suites with a check that is too strict, one that is gone and one for raw rows."""
    directory = warehouse.settings.expectations_dir
    totals, pledges = directory / "marts/pledge_totals.yml", directory / "raw/pledges.yml"
    parts = totals.read_text().split("  - expect: ")
    kept = [part for part in parts if "progress_is_value_by_target" not in part]
    assert len(kept) == len(parts) - 1
    totals.write_text("  - expect: ".join(kept) + TOO_STRICT)
    pledges.write_text(pledges.read_text() + NO_PLEDGE)
    return directory


def state_of(home: Path) -> dict[str, int]:
    return {
        str(path.relative_to(home)): path.stat().st_mtime_ns
        for path in home.rglob("*")
        if path.is_file() and path.name != "run.lock"
    }


def test_what_would_newly_fail_is_told_of_the_build_and_of_releases(
    warehouse: Warehouse, changed: Path
) -> None:
    before = state_of(warehouse.settings.home)
    build, release = try_gates(warehouse.settings, changed)
    strict = "marts.pledge_totals.expect_column_max_to_be_between(pledges)"
    gone = "marts.pledge_totals.progress_is_value_by_target"
    assert {check.name for check in build.newly_failing} == {
        strict,
        "raw.pledges.no_pledge_at_all",
    }
    assert {check.name for check in release.newly_failing} == {strict}
    assert gone in build.gone
    assert gone in release.gone
    assert release.where.startswith("release ")
    assert 0 < release.unanswerable < release.checks
    assert state_of(warehouse.settings.home) == before


def test_the_suites_in_force_find_what_was_recorded(warehouse: Warehouse) -> None:
    for tried in try_gates(warehouse.settings, REPOSITORY / "expectations"):
        assert (tried.newly_failing, tried.newly_passing, tried.gone) == ((), (), ())
        assert tried.checks > 50


def test_the_command_exits_with_one_when_something_newly_fails(
    warehouse: Warehouse, changed: Path
) -> None:
    environment = warehouse.environment() | {"P2C_EXPECTATIONS_DIR": ""}
    command = [str(Path(sys.executable).with_name("p2c")), "gates", "try", "--last", "0"]
    tried = subprocess.run(
        [*command, "--expectations", str(changed)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert tried.returncode == 1
    assert "newly fails" in tried.stdout
    assert "One pledge would be enough." in tried.stdout


def test_nothing_to_try_on_and_a_running_refresh_are_both_said(tmp_path: Path) -> None:
    settings = Settings.from_environment({"P2C_HOME": str(tmp_path / "home")})
    with pytest.raises(GateFailed, match="nothing to try"):
        try_gates(settings, REPOSITORY / "expectations")
    with single_flight(settings, "a test", wait=False), pytest.raises(Locked):
        try_gates(settings, REPOSITORY / "expectations")
