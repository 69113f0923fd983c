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

from pipelines.checks import CheckResult
from pipelines.errors import GateFailed
from pipelines.gates.gate_changes import REMOVED, Definition, GateChange
from pipelines.gates.receipts import (
    Receipt,
    checks_of,
    expect_field,
    now,
    read_receipts,
    write_receipt,
)

__all__ = [
    "GATES",
    "REQUIRED_SUITES",
    "Receipt",
    "Verdict",
    "judge",
    "now",
    "read_receipts",
    "write_receipt",
]

GATES = ("raw", "dbt", "marts")
"""Every gate a build passes, in order; each leaves one receipt."""

GATE_OF_THE_BUILD_FILE = "marts"
"""The last gate; its receipt says which bytes of the build it was given for."""

REQUIRED_SUITES = (
    "raw.pledges",
    "raw.files",
    "raw.rejects",
    "raw.build",
    "raw.published_totals",
    "raw.announcement_figures",
    "raw.facts_and_figures",
    "raw.country_observations",
    "raw.economies",
    "raw.country_groups",
    "raw.country_group_memberships",
    "raw.country_group_lists",
    "raw.entity_aliases",
    "raw.commitments",
    "raw.region_touches",
    "raw.exchange_rates",
    "raw.reviews",
    "raw.pledge_readings",
    "raw.place_names",
    "raw.known_differences",
    "raw.published_disagreements",
    "raw.announcement_differences",
    "marts.pledge_totals",
    "marts.pledge_value_by_country_group",
    "marts.pledge_value_by_country",
    "marts.country_group_overlaps",
    "marts.pledge_breakdowns",
    "marts.pledge_concentration",
    "marts.champions",
    "marts.implementation_status",
    "marts.published_totals_reconciliation",
    "marts.connectivity_by_country_group",
    "marts.connectivity_gaps",
    "marts.coverage_by_country_group",
    "marts.affordability_by_country_group",
    "marts.affordability_by_country",
    "marts.pledges_and_need_by_country",
    "marts.pledges_and_need_by_country_group",
    "marts.matchmaking_candidates",
    "marts.aggregates_reconciliation",
    "marts.announcement_figures",
    "marts.sources_used",
    "marts.rejects_summary",
    "marts.data_quality",
)
"""Tables that are never released unchecked, so that deleting a suite is not a way to pass."""


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
        gate_changes: Checks that ask something else than in the last release.
        suites: The sha256 of each suite that was run, by table.
        definitions: What each check asks, by name; kept in the release's manifest.
    """

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
        """The verdict as plain JSON values."""
        return {
            "passed": self.passed,
            "build_id": self.build_id,
            "build_sha256": self.build_sha256,
            "reasons": list(self.reasons),
            "warnings": list(self.warnings),
            "gate_changes": [change.to_json() for change in self.gate_changes],
            "suites": dict(self.suites),
            "checks": [check.to_json() for check in self.checks],
        }

    @classmethod
    def from_json(cls, content: object) -> Verdict:
        """Read what `to_json` wrote, as text, bytes or parsed; `definitions` are not in it.

        Raises:
            GateFailed: when it cannot be read, or says passed against its own checks.
        """
        try:
            parsed = json.loads(content) if isinstance(content, str | bytes) else content
            verdict = cls(
                passed=expect_field(parsed, "passed", bool),
                build_id=expect_field(parsed, "build_id", str),
                build_sha256=expect_field(parsed, "build_sha256", str),
                reasons=tuple(str(reason) for reason in expect_field(parsed, "reasons", list)),
                warnings=tuple(str(warning) for warning in expect_field(parsed, "warnings", list)),
                checks=checks_of(parsed),
                gate_changes=tuple(
                    GateChange(**{**change, "what": tuple(change["what"])})
                    for change in expect_field(parsed, "gate_changes", list)
                ),
                suites=expect_field(parsed, "suites", dict),
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise _unreadable(str(error)) from error
        blocking = [check.name for check in verdict.checks if check.blocks]
        if verdict.passed and (verdict.reasons or blocking or not verdict.checks):
            raise _unreadable("it says passed, but its own reasons and checks do not")
        return verdict


def judge(
    build_id: str,
    build_sha256: str,
    receipts: Sequence[Receipt],
    expected_suites: Sequence[str] = REQUIRED_SUITES,
    previous_checks: AbstractSet[str] | None = None,
    *,
    file_names: Mapping[str, str] | None = None,
    gate_changes: Sequence[GateChange] = (),
    definitions: Mapping[str, Definition] | None = None,
    suites_now: Mapping[str, str] | None = None,
) -> Verdict:
    """Judge a build; every doubt counts against it.

    Args:
        build_id: The build that is to be released.
        build_sha256: Hash of its file as it is now.
        receipts: What its gates left.
        expected_suites: Tables that must have been checked, as `schema.table`.
        previous_checks: Names of the checks of the last release, None before the first.
        file_names: Name of each input file by sha256, so that reasons can name it.
        gate_changes: Checks that ask something else than in the last release.
        definitions: What each check asks.
        suites_now: The sha256 of each suite as it stands in its file, by table; None skips the
            comparison with the suites that were run.
    """
    by_gate = {receipt.gate: receipt for receipt in receipts}
    reasons: list[str] = []
    for gate in GATES:
        reasons += _doubts_about(gate, by_gate.get(gate), build_id, build_sha256)
    checks = tuple(check for receipt in receipts for check in receipt.checks)
    ran = {
        table for receipt in receipts for table in receipt.suites if receipt.build_id == build_id
    }
    checked = {check.table for check in checks} & ran
    for table in expected_suites:
        if table not in checked:
            reasons.append(
                f"{table} was not checked: its suite gave no result;"
                f" next: restore {table.replace('.', '/')}.yml in the expectations and refresh"
            )
    suites_run = {table: sha for receipt in receipts for table, sha in receipt.suites.items()}
    reasons += _doubts_about_suites(suites_run, suites_now)
    reasons += [
        f"{change.check} asks less than in the last release, or may do so: "
        f"{'; '.join(change.what)}; next: restore it in the expectations, or, when it is meant:"
        f" p2c gates acknowledge '{change.check}' --why \"...\""
        for change in gate_changes
        if change.needs_a_word and change.direction != REMOVED
    ]
    names = [check.name for check in checks]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        reasons.append(f"checks reported twice: {', '.join(twice)}; next: refresh from the start")
    if gone := sorted((previous_checks or set()) - set(names)):
        reasons.append(
            f"{len(gone)} checks of the last release are missing: {', '.join(gone)};"
            " next: restore them in the expectations or the dbt project"
        )
    absent = {check.table for check in checks if check.crashed and check.name.endswith(".has_rows")}
    reasons += [
        f"{check.describe(file_names)}; next: {_next_step(check)}"
        for check in checks
        # a table that is not there crashes all of its checks; one reason says so
        if check.blocks and (check.table not in absent or check.name.endswith(".has_rows"))
    ]
    return Verdict(
        passed=not reasons,
        build_id=build_id,
        build_sha256=build_sha256,
        reasons=tuple(reasons),
        warnings=tuple(
            check.describe(file_names) for check in checks if not check.passed and not check.blocks
        ),
        checks=checks,
        gate_changes=tuple(gate_changes),
        suites=suites_run,
        definitions=definitions or {},
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
    gate: str, receipt: Receipt | None, build_id: str, build_sha256: str
) -> Iterator[str]:
    again = "next: p2c refresh"
    if receipt is None:
        yield f"gate {gate} left no receipt, so it did not run to its end; {again}"
        return
    if receipt.crashed is not None:
        yield f"gate {gate} crashed: {receipt.crashed}; next: mend the cause, then p2c refresh"
        return
    if receipt.build_id != build_id:
        yield f"the receipt of gate {gate} is for build {receipt.build_id}, not {build_id}; {again}"
    if not receipt.checks:
        yield f"gate {gate} made no checks, and a gate cannot pass on nothing; {again}"
    if gate == GATE_OF_THE_BUILD_FILE and receipt.build_sha256 != build_sha256:
        yield (
            f"the build file changed after gate {gate}: it was {receipt.build_sha256},"
            f" now {build_sha256}; {again}"
        )


def _next_step(check: CheckResult) -> str:
    if check.crashed:
        return f"make the check answerable: mend {check.table} or the check, then p2c refresh"
    if check.table.startswith("raw."):
        return "correct these rows in the input, or take the file out, then p2c refresh"
    return f"find the cause in the models behind {check.table}, then p2c refresh"


def _unreadable(problem: str) -> GateFailed:
    return GateFailed(
        f"the verdict cannot be trusted: {problem}",
        where="verdict.json of the build",
        expected="the verdict as the last gate wrote it",
        next_step="p2c refresh",
    )
