"""Has a build judged by its receipts and keeps the verdict with it, however far the build came.

The rules of judgement are in `pipelines.gates.verdict`.
"""

from __future__ import annotations

import structlog

from pipelines.build.build_directory import Build
from pipelines.checks import DBT, SUITE_GATES, Gate
from pipelines.errors import ChecksFailed, P2CError
from pipelines.gates.acknowledgements import compare_with_current
from pipelines.gates.receipts import checks_of, read_receipts
from pipelines.gates.run import read_file_names, required_tables
from pipelines.gates.suite_loader import load_suites
from pipelines.gates.verdict import Verdict, judge, judge_stopped
from pipelines.settings import Settings
from pipelines.storage.atomic_files import sha256_of

log = structlog.get_logger()

SHOWN_REASONS = 10


def begin_verdict(build: Build) -> None:
    """Writes the verdict of a build that has just begun, so that one cut off has a verdict too."""
    cause = "the build has not come to its end: it is running, or was cut off; next: p2c refresh"
    _keep(build, judge_stopped(build.build_id, "", (), cause))


def judge_build(settings: Settings, build: Build) -> Verdict:
    """Judges a build that came to its end and keeps the verdict with it.

    Raises:
        ChecksFailed: when it may not be released; names each check, its rows and their file.
    """
    receipts = read_receipts(build.receipts)
    suites = load_suites(settings.expectations_dir)
    gates = compare_with_current(settings, suites, checks_of(DBT, receipts), build.as_of)
    verdict = judge(
        build.build_id,
        _sha256(build),
        receipts,
        [table for gate in SUITE_GATES.values() for table in required_tables(settings, gate)],
        gates.previous_checks,
        file_names=read_file_names(settings),
        gate_changes=gates.changes,
        definitions=gates.definitions,
        suites_now={suite.table: suite.sha256 for suite in suites},
    )
    _keep(build, verdict)
    if not verdict.passed:
        found = f"build {build.build_id} may not be released, for {len(verdict.reasons)} reasons"
        raise _refusal(build, found, verdict)
    log.info("verdict given", checks=len(verdict.checks), warnings=len(verdict.warnings))
    return verdict


def stop_if_blocked(settings: Settings, build: Build, gate: Gate) -> None:
    """Stops a build at a gate with a check that blocks, and keeps the verdict with it.

    Raises:
        ChecksFailed: when a check of the gate blocks; names each check, its rows and their file.
    """
    receipts = read_receipts(build.receipts)
    checks = checks_of(gate, receipts)
    if not any(check.blocks for check in checks):
        return
    verdict = judge_stopped(
        build.build_id, _sha256(build), receipts, file_names=read_file_names(settings)
    )
    _keep(build, verdict)
    skipped = sum(check.skipped for check in checks)
    failed = sum(check.blocks for check in checks) - skipped
    found = f"gate {gate.name} did not pass: {failed} of {len(checks)} checks failed"
    if skipped:
        found += f", {skipped} were skipped because of them"
    raise _refusal(build, found, verdict)


def record_stop(settings: Settings, build: Build, step: str, error: BaseException) -> None:
    """Keeps a verdict with a build that an error stopped, unless the error came from a verdict."""
    if isinstance(error, ChecksFailed):
        return
    what = str(error) if isinstance(error, P2CError) else f"{type(error).__name__}: {error}"
    receipts = read_receipts(build.receipts)
    verdict = judge_stopped(
        build.build_id,
        _sha256(build),
        receipts,
        f"step {step} failed: {what}",
        read_file_names(settings),
    )
    _keep(build, verdict)


def read_verdict(build: Build) -> Verdict:
    """Reads the verdict that is kept with a build.

    Raises:
        GateFailed: when there is none or it cannot be read.
    """
    return Verdict.from_json(build.read_json("verdict"))


def _keep(build: Build, verdict: Verdict) -> None:
    build.write_json("verdict", verdict.to_json())


def _sha256(build: Build) -> str:
    return sha256_of(build.database) if build.database.exists() else ""


def _refusal(build: Build, found: str, verdict: Verdict) -> ChecksFailed:
    more = len(verdict.reasons) - SHOWN_REASONS
    return ChecksFailed(
        f"{found}:\n"
        + "\n".join(f"  - {reason}" for reason in verdict.reasons[:SHOWN_REASONS])
        + (f"\n  - and {more} more" if more > 0 else ""),
        where=str(build.directory / "verdict.json"),
        expected="every check of every gate run on this build and passed",
        next_step="remove the cause, then p2c refresh; the current release stays",
    )
