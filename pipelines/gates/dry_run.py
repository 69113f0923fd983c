"""Runs suites that are not in force yet over what is there, to find what they would change.

Reads the last build and past releases and writes nothing. What a result would mean for a release
is decided in `pipelines.gates.verdict`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipelines.build.build_directory import active_build
from pipelines.checks import SUITE_KINDS, CheckResult
from pipelines.errors import GateFailed
from pipelines.gates.receipts import read_receipts
from pipelines.gates.suite import Suite
from pipelines.gates.suite_loader import load_suites
from pipelines.gates.suite_runner import run_suites
from pipelines.settings import Settings
from pipelines.storage.lock import probe_lock
from pipelines.storage.releases import ABOUT_THE_RUN, DATABASE, ReleaseInfo, list_releases


@dataclass(frozen=True)
class Trial:
    """What suites would find on one build or release, beside what was recorded then.

    Attributes:
        where: The build or the release.
        newly_failing: Checks that passed then, or are new, and would fail now.
        newly_passing: Checks that failed then and would pass now.
        gone: Names of checks that were made then and would not be made now.
        checks: Number of checks that were tried.
        unanswerable: Number of checks on tables that a release does not hold.
    """

    where: str
    newly_failing: tuple[CheckResult, ...]
    newly_passing: tuple[CheckResult, ...]
    gone: tuple[str, ...]
    checks: int
    unanswerable: int = 0


def try_gates(
    settings: Settings, expectations_dir: Path, last: int | None = None
) -> tuple[Trial, ...]:
    """Tries suites on the last build, both gates, and on past releases, newest first.

    Args:
        settings: The warehouse to try them in.
        expectations_dir: Where the suites are.
        last: Try so many releases only; None tries all.

    Raises:
        P2CError: when a suite is malformed.
        Locked: when a refresh is running, which writes the build.
        GateFailed: when there is neither a build nor a release.
    """
    suites = load_suites(expectations_dir)
    probe_lock(settings)
    trials = []
    if settings.active_build.exists():
        trials.append(_try_build(settings, suites))
    trials.extend(
        _try_release(settings, release, suites) for release in list_releases(settings)[:last]
    )
    if not trials:
        raise GateFailed(
            "there is nothing to try the suites on",
            where=str(settings.home),
            expected="a build or a release",
            next_step="p2c refresh",
        )
    return tuple(trials)


def _try_build(settings: Settings, suites: Sequence[Suite]) -> Trial:
    build = active_build(settings)
    applied = [suite.as_of_a_day() if build.as_of else suite for suite in suites]
    results = run_suites(build.database, applied, memory_limit=settings.memory_limit)
    recorded = {
        check.name: check.passed
        for receipt in read_receipts(build.receipts)
        for check in receipt.checks
        if check.kind in SUITE_KINDS
    }
    found = [check for result in results for check in result.checks]
    return _compare(f"build {build.build_id}", found, recorded)


def _try_release(settings: Settings, release: ReleaseInfo, suites: Sequence[Suite]) -> Trial:
    """A release holds no raw tables and no steps; a check on these has no answer there."""
    applied = [
        suite.as_of_a_day() if release.as_of else suite
        for suite in suites
        if suite.table in release.rows and suite.table not in ABOUT_THE_RUN
    ]
    results = run_suites(release.directory / DATABASE, applied, memory_limit=settings.memory_limit)
    checks = [check for result in results for check in result.checks]
    unanswered = {check.name for check in checks if check.crashed}
    tables = {result.table for result in results}
    answered = [check for check in checks if not check.crashed]
    names = {check.name for check in answered}
    verdict = json.loads((release.directory / "verdict.json").read_text(encoding="utf-8"))
    recorded = {
        check["name"]: bool(check["passed"])
        for check in verdict["checks"]
        if check["table"] in tables
        and check["name"] not in unanswered
        and _by_a_suite(check, names)
    }
    day = f" as of {release.as_of}" if release.as_of else ""
    trial = _compare(f"release {release.release_id}{day}", answered, recorded)
    return replace(trial, unanswerable=len(unanswered))


def _by_a_suite(check: Mapping[str, Any], names: set[str]) -> bool:
    """Whether a suite made a released check; older releases do not say so of those that went."""
    return check["kind"] in SUITE_KINDS if "kind" in check else check["name"] in names


def _compare(where: str, found: Sequence[CheckResult], recorded: Mapping[str, bool]) -> Trial:
    """Compares what was found with whether each check passed then, by name."""
    return Trial(
        where=where,
        newly_failing=tuple(
            check for check in found if not check.passed and recorded.get(check.name, True)
        ),
        newly_passing=tuple(
            check for check in found if check.passed and not recorded.get(check.name, True)
        ),
        gone=tuple(sorted(set(recorded) - {check.name for check in found})),
        checks=len(found),
    )
