"""Runs the gates of a build, leaves their receipts and has the build judged.

What a gate checks stands in `expectations/` and `dbt_project/`; the rules of judgement stand in
`pipelines.gates.verdict`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from pipelines.archive.store import Archive
from pipelines.build.build_directory import Build
from pipelines.build.dbt_runner import NodeOutcome
from pipelines.checks import CheckResult
from pipelines.errors import GateFailed
from pipelines.gates.acknowledgements import compare_with_current
from pipelines.gates.drift import check_drift, is_drift_check
from pipelines.gates.receipts import Receipt, now, read_receipts, write_receipt
from pipelines.gates.suite_loader import load_suites
from pipelines.gates.suite_runner import run_suites
from pipelines.gates.verdict import GATE_OF_THE_BUILD_FILE, REQUIRED_SUITES, Verdict, judge
from pipelines.settings import Settings
from pipelines.storage.atomic_files import sha256_of
from pipelines.storage.releases import DATABASE

log = structlog.get_logger()


@dataclass(frozen=True)
class TableChecks:
    """What a gate found on one table; `file_names` names input files by their hash."""

    table: str
    checks: tuple[CheckResult, ...]
    file_names: Mapping[str, str]


def gated_tables(stage: str) -> tuple[str, ...]:
    """Names, without schema, of the tables that must pass the gate of a schema."""
    return tuple(
        name for schema, name in (table.split(".") for table in REQUIRED_SUITES) if schema == stage
    )


def run_gate(settings: Settings, build: Build, stage: str) -> tuple[TableChecks, ...]:
    """Run every suite of a schema over the build and leave the receipt.

    Over a build as of a day the same checks run; a suite says itself what need not hold then.

    A table without a suite has a failed check, so that deleting a suite is not a way to pass.

    Raises:
        P2CError: when a suite is malformed or the build cannot be opened.
    """
    suites = [
        suite.as_of_a_day() if build.as_of else suite
        for suite in load_suites(settings.expectations_dir)
        if suite.table.startswith(f"{stage}.")
    ]
    results = run_suites(build.database, suites, memory_limit=settings.memory_limit)
    by_table = {result.table: result.checks for result in results}
    for name in gated_tables(stage):
        table = f"{stage}.{name}"
        by_table.setdefault(table, (_suite_is_missing(settings, table),))
    # Tables of core are compared as well, and have no gate of their own.
    elsewhere: dict[str, tuple[CheckResult, ...]] = {}
    if stage == GATE_OF_THE_BUILD_FILE and build.database.is_file():
        for table, drift in _drift(settings, build).items():
            home = by_table if table in by_table else elsewhere
            home[table] = (*home.get(table, ()), *drift)
    checks = [check for found in (*by_table.values(), *elsewhere.values()) for check in found]
    write_receipt(
        _receipts(build),
        Receipt(
            gate=stage,
            build_id=build.build_id,
            created_at=now(),
            checks=tuple(checks),
            build_sha256=sha256_of(build.database) if stage == GATE_OF_THE_BUILD_FILE else None,
            suites={result.table: result.sha256 for result in results},
        ),
    )
    blocking = sum(check.blocks for check in checks)
    if blocking:
        log.warning(f"gate {stage} did not pass", checks=len(checks), blocking=blocking)
    else:
        log.info(f"gate {stage} passed", checks=len(checks))
    names = _file_names(settings)
    return tuple(
        TableChecks(table.split(".")[1], found, names) for table, found in by_table.items()
    )


def _drift(settings: Settings, build: Build) -> dict[str, tuple[CheckResult, ...]]:
    """Comparisons with the release that this build is to follow."""
    release = settings.releases_dir / build.base / DATABASE if build.base else None
    return check_drift(build.database, release, memory_limit=settings.memory_limit)


def record_models(build: Build, outcomes: Sequence[NodeOutcome]) -> None:
    """Leave the receipt of dbt's models and tests."""
    write_receipt(
        _receipts(build),
        Receipt(
            gate="dbt",
            build_id=build.build_id,
            created_at=now(),
            checks=tuple(outcome.check for outcome in outcomes),
        ),
    )


def judge_build(settings: Settings, build: Build) -> Verdict:
    """Judge a build by its receipts and keep the verdict with it.

    Raises:
        GateFailed: when it may not be released; names each check, its rows and their file.
    """
    receipts = read_receipts(_receipts(build))
    suites = load_suites(settings.expectations_dir)
    gates = compare_with_current(
        settings,
        suites,
        [c for receipt in receipts if receipt.gate == "dbt" for c in receipt.checks],
    )
    verdict = judge(
        build.build_id,
        sha256_of(build.database) if build.database.exists() else "",
        receipts,
        previous_checks=_asked_of(build, gates.previous_checks),
        file_names=_file_names(settings),
        gate_changes=gates.changes,
        definitions=gates.definitions,
        suites_now={suite.table: suite.sha256 for suite in suites},
    )
    build.write_json("verdict", verdict.to_json())
    if not verdict.passed:
        raise GateFailed(
            f"build {build.build_id} may not be released, for {len(verdict.reasons)} reasons:\n"
            + "\n".join(f"  - {reason}" for reason in verdict.reasons[:10]),
            where=str(build.directory / "verdict.json"),
            expected="every check of every gate run on this build and passed",
            next_step="remove the cause, then p2c refresh; the current release stays",
        )
    log.info("verdict given", checks=len(verdict.checks), warnings=len(verdict.warnings))
    return verdict


def _asked_of(build: Build, previous: frozenset[str] | None) -> frozenset[str] | None:
    """A build as of a day follows no current release, so it is not compared with one."""
    if previous is None or build.as_of is None:
        return previous
    return frozenset(name for name in previous if not is_drift_check(name))


def _receipts(build: Build) -> Path:
    return build.directory / "receipts"


def _file_names(settings: Settings) -> dict[str, str]:
    return {entry.sha256: entry.name for entry in Archive(settings.archive_dir).ledger()}


def _suite_is_missing(settings: Settings, table: str) -> CheckResult:
    file = settings.expectations_dir / f"{table.replace('.', '/')}.yml"
    return CheckResult(
        name=f"{table}.has_a_suite",
        table=table,
        level="critical",
        passed=False,
        crashed=True,
        expected=f"a suite at {file}",
        seen="there is none",
        why="a gate cannot pass on nothing",
    )
