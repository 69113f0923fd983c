"""Judges a build by the receipts of its gates: anything missing, unreadable or crashed fails it.

Pure: no database, no Dagster, no Great Expectations. Running the checks belongs to the gates,
publishing to `pipelines.release.publish`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from pipelines.checks import GATES, RAW, CheckResult, Gate, Kind
from pipelines.errors import GateFailed
from pipelines.gates.gate_changes import REMOVED, Definition, GateChange
from pipelines.gates.receipts import Receipt, describe_problem


@dataclass(frozen=True)
class Verdict:
    """The judgement over one build, given for exactly one state of its file.

    Attributes:
        passed: Whether it may be released.
        build_id: The build.
        build_sha256: Hash of its file when it was judged.
        reasons: Why it may not; each names the check, the rows and what to do. Empty on a pass.
        warnings: Checks of the levels warning and advisory that did not pass.
        checks: Every check of every gate.
        gate_changes: Checks whose definition differs from that in the last release.
        suites: The sha256 of each suite that was run, by table.
        definitions: The definition of each check, by name; kept in the release's manifest.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    passed: bool
    build_id: str
    build_sha256: str
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    checks: tuple[CheckResult, ...]
    gate_changes: tuple[GateChange, ...] = ()
    suites: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, Definition] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Returns the verdict as plain JSON values, without the definitions."""
        content: dict[str, Any] = _JSON.dump_python(self, mode="json", exclude={"definitions"})
        return content

    @classmethod
    def from_json(cls, content: object) -> Verdict:
        """Reads what `to_json` wrote, as text, bytes or parsed; `definitions` are not in it.

        Raises:
            GateFailed: when it cannot be read, or says passed against its own checks.
        """
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        try:
            verdict = _JSON.validate_json(text, strict=True)
        except ValueError as error:
            raise _unreadable(describe_problem(error)) from error
        blocking = [check.name for check in verdict.checks if check.blocks]
        if verdict.passed and (verdict.reasons or blocking or not verdict.checks):
            raise _unreadable("it says passed, but its own reasons and checks do not")
        return verdict


_JSON = TypeAdapter(Verdict)


def judge(
    build_id: str,
    build_sha256: str,
    receipts: Sequence[Receipt],
    required_suites: Sequence[str],
    previous_checks: AbstractSet[str] | None = None,
    *,
    file_names: Mapping[str, str] | None = None,
    gate_changes: Sequence[GateChange] = (),
    definitions: Mapping[str, Definition] | None = None,
    suites_now: Mapping[str, str] | None = None,
) -> Verdict:
    """Judges a build; every doubt counts against it.

    Args:
        build_id: The build that is to be released.
        build_sha256: Hash of its file as it is now.
        receipts: What its gates left.
        required_suites: Tables that must have been checked by their suites, as `schema.table`.
        previous_checks: Names of the checks of the last release, None before the first.
        file_names: Name of each input file by sha256, so that reasons can name it.
        gate_changes: Checks whose definition differs from that in the last release.
        definitions: The definition of each check, by name.
        suites_now: The sha256 of each suite as it is in its file, by table; None skips the
            comparison with the suites that were run.
    """
    by_gate = {receipt.gate: receipt for receipt in receipts}
    reasons: list[str] = []
    for gate in GATES:
        reasons += _doubts_about(gate, by_gate.get(gate.name), build_id, build_sha256)
    checks = _checks_in(receipts)
    ran = {
        table for receipt in receipts for table in receipt.suites if receipt.build_id == build_id
    }
    checked = {check.table for check in checks} & ran
    for table in required_suites:
        if table not in checked:
            reasons.append(
                f"{table} was not checked: its suite gave no result;"
                f" next: restore {table.replace('.', '/')}.yml in the expectations and refresh"
            )
    suites_run = _suites_in(receipts)
    reasons += _doubts_about_suites(suites_run, suites_now)
    reasons += [
        f"{change.check} was weakened since the last release, or cannot be compared: "
        f"{'; '.join(change.what)}; next: restore it in the expectations, or, when it is meant:"
        f" p2c gates acknowledge '{change.check}' --why \"...\""
        for change in gate_changes
        if change.needs_acknowledgement and change.direction != REMOVED
    ]
    names = [check.name for check in checks]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        reasons.append(f"checks reported twice: {', '.join(twice)}; next: refresh from the start")
    if gone := sorted((previous_checks or set()) - set(names)):
        reasons.append(
            f"{len(gone)} checks of the last release are missing: {', '.join(gone)};"
            " next: restore them in the expectations or the dbt project, or, when it is meant:"
            ' p2c gates acknowledge CHECK... --why "..."'
        )
    reasons += _blocking(checks, file_names)
    return Verdict(
        passed=not reasons,
        build_id=build_id,
        build_sha256=build_sha256,
        reasons=tuple(reasons),
        warnings=_warnings(checks, file_names),
        checks=checks,
        gate_changes=tuple(gate_changes),
        suites=suites_run,
        definitions=definitions or {},
    )


def judge_stopped(
    build_id: str,
    build_sha256: str,
    receipts: Sequence[Receipt],
    cause: str | None = None,
    file_names: Mapping[str, str] | None = None,
) -> Verdict:
    """Judges a build that did not come to its end: what stopped it, and each check that blocks.

    Gates that it did not reach are not among the reasons, since they follow from the others.

    Args:
        build_id: The build.
        build_sha256: Hash of its file as it is now.
        receipts: What its gates left.
        cause: What stopped it, None when checks did.
        file_names: Name of each input file by sha256.
    """
    checks = _checks_in(receipts)
    return Verdict(
        passed=False,
        build_id=build_id,
        build_sha256=build_sha256,
        reasons=(*([cause] if cause else []), *_blocking(checks, file_names)),
        warnings=_warnings(checks, file_names),
        checks=checks,
        suites=_suites_in(receipts),
    )


def _checks_in(receipts: Sequence[Receipt]) -> tuple[CheckResult, ...]:
    return tuple(check for receipt in receipts for check in receipt.checks)


def _suites_in(receipts: Sequence[Receipt]) -> dict[str, str]:
    return {table: sha256 for receipt in receipts for table, sha256 in receipt.suites.items()}


def _warnings(
    checks: Sequence[CheckResult], file_names: Mapping[str, str] | None
) -> tuple[str, ...]:
    return tuple(
        check.describe(file_names) for check in checks if not check.passed and not check.blocks
    )


def _blocking(checks: Sequence[CheckResult], file_names: Mapping[str, str] | None) -> Iterator[str]:
    """A reason for each check that blocks, but for those that only follow from another."""
    # A table that is not there crashes all of its checks; one reason says so.
    absent = {check.table for check in checks if check.crashed and check.kind is Kind.HAS_ROWS}
    for check in checks:
        follows = check.skipped or (check.table in absent and check.kind is not Kind.HAS_ROWS)
        if check.blocks and not follows:
            yield f"{check.describe(file_names)}; next: {_next_step(check)}"
    if skipped := sum(check.skipped for check in checks):
        yield (
            f"{skipped} models and tests were skipped because something they depend on failed;"
            " next: correct what failed, then p2c refresh"
        )


def _doubts_about_suites(run: Mapping[str, str], now: Mapping[str, str] | None) -> Iterator[str]:
    if now is None:
        return
    for table in sorted(run):
        if now.get(table) != run[table]:
            yield (
                f"the suite of {table} is not the one that was run: it changed after the gate;"
                " next: p2c refresh"
            )


def _doubts_about(
    gate: Gate, receipt: Receipt | None, build_id: str, build_sha256: str
) -> Iterator[str]:
    again = "next: p2c refresh"
    if receipt is None:
        yield f"gate {gate.name} left no receipt, so it did not run to its end; {again}"
        return
    if receipt.crashed is not None:
        yield f"gate {gate.name} crashed: {receipt.crashed}; next: remove the cause, then refresh"
        return
    if receipt.build_id != build_id:
        yield (
            f"the receipt of gate {gate.name} is for build {receipt.build_id}, not {build_id};"
            f" {again}"
        )
    if not receipt.checks:
        yield f"gate {gate.name} made no checks, and a gate cannot pass on nothing; {again}"
    if gate.seals_the_build and receipt.build_sha256 != build_sha256:
        yield (
            f"the build file changed after gate {gate.name}: it was {receipt.build_sha256},"
            f" now {build_sha256}; {again}"
        )


def _next_step(check: CheckResult) -> str:
    if check.kind is Kind.HAS_A_SUITE:
        return "restore the suite in the expectations, then p2c refresh"
    if check.crashed:
        return f"make the check answerable: correct {check.table} or the check, then p2c refresh"
    if check.gate == RAW.name:
        return (
            "correct these rows in the input, or leave a bad submission out (p2c submissions,"
            " p2c submissions exclude), then p2c refresh"
        )
    return f"find the cause in the models behind {check.table}, then p2c refresh"


def _unreadable(problem: str) -> GateFailed:
    return GateFailed(
        f"the verdict cannot be trusted: {problem}",
        where="verdict.json of the build",
        expected="the verdict as it was written when the build was judged",
        next_step="p2c refresh",
    )
