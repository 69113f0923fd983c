"""Runs suites that are not in force yet over what is there, to say what they would change.

Reads the last build and past releases and writes nothing. What a result would mean for a release
is said in `pipelines.gates.verdict`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.build.build_directory import active_build
from pipelines.checks import CheckResult
from pipelines.errors import GateFailed
from pipelines.gates.drift import is_drift_check
from pipelines.gates.receipts import read_receipts
from pipelines.gates.suite_loader import Suite, load_suites
from pipelines.gates.suite_runner import run_suites
from pipelines.settings import Settings
from pipelines.storage.lock import probe_lock
from pipelines.storage.releases import ABOUT_THE_RUN, DATABASE, ReleaseInfo, list_releases


@dataclass(frozen=True)
class Tried:
    """What suites would find on one build or release, beside what was recorded then.

    Attributes:
        where: The build or the release.
        newly_failing: Checks that passed then, or are new, and would fail now.
        newly_passing: Checks that failed then and would pass now.
        gone: Names of checks that were made then and would not be made now.
        checks: Number of checks that were tried.
        unanswerable: Number of checks that ask tables a release does not hold.
    """

    where: str
    newly_failing: tuple[CheckResult, ...]
    newly_passing: tuple[CheckResult, ...]
    gone: tuple[str, ...]
    checks: int
    unanswerable: int = 0


def try_gates(
    settings: Settings, expectations_dir: Path, last: int | None = None
) -> tuple[Tried, ...]:
    """Try suites on the last build, both gates, and on past releases, newest first.

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
    tried = []
    if settings.active_build.exists():
        tried.append(_try_build(settings, suites))
    tried.extend(
        _try_release(settings, release, suites) for release in list_releases(settings)[:last]
    )
    if not tried:
        raise GateFailed(
            "there is nothing to try the suites on",
            where=str(settings.home),
            expected="a build or a release",
            next_step="p2c refresh",
        )
    return tuple(tried)


def _try_build(settings: Settings, suites: Sequence[Suite]) -> Tried:
    build = active_build(settings)
    receipts = read_receipts(build.directory / "receipts")
    recorded = [check for receipt in receipts if receipt.suites for check in receipt.checks]
    asked = [suite.as_of_a_day() if build.as_of else suite for suite in suites]
    results = run_suites(build.database, asked, memory_limit=settings.memory_limit)
    found = [check for result in results for check in result.checks]
    tables = {result.table for result in results} | {check.table for check in recorded}
    return _compare(f"build {build.build_id}", found, recorded, tables)


def _try_release(settings: Settings, release: ReleaseInfo, suites: Sequence[Suite]) -> Tried:
    """A release holds no raw tables and no steps; a check that asks them has no answer there."""
    asked = [
        suite.as_of_a_day() if release.as_of else suite
        for suite in suites
        if suite.table in release.rows and suite.table not in ABOUT_THE_RUN
    ]
    results = run_suites(release.directory / DATABASE, asked, memory_limit=settings.memory_limit)
    checks = [check for result in results for check in result.checks]
    answered = [check for check in checks if not check.crashed]
    verdict = json.loads((release.directory / "verdict.json").read_text(encoding="utf-8"))
    recorded = [CheckResult.from_json(check) for check in verdict["checks"]]
    unanswered = {check.name for check in checks if check.crashed}
    tried = _compare(
        f"release {release.release_id}" + (f" as of {release.as_of}" if release.as_of else ""),
        answered,
        [check for check in recorded if check.name not in unanswered],
        {result.table for result in results},
    )
    return replace(tried, unanswerable=len(unanswered))


def _compare(
    where: str,
    found: Sequence[CheckResult],
    recorded: Iterable[CheckResult],
    tables: set[str],
) -> Tried:
    before: Mapping[str, CheckResult] = {
        check.name: check for check in recorded if check.table in tables and _by_a_suite(check)
    }
    passed_then = {name for name, check in before.items() if check.passed}
    names = {check.name for check in found}
    return Tried(
        where=where,
        newly_failing=tuple(
            check
            for check in found
            if not check.passed and (check.name in passed_then or check.name not in before)
        ),
        newly_passing=tuple(
            check
            for check in found
            if check.passed and check.name in before and check.name not in passed_then
        ),
        gone=tuple(sorted(set(before) - names)),
        checks=len(found),
    )


def _by_a_suite(check: CheckResult) -> bool:
    """Whether a suite made the check, and not dbt or the comparison with a release."""
    return check.name.startswith(f"{check.table}.") and not (
        check.name.endswith(".built") or is_drift_check(check.name)
    )
