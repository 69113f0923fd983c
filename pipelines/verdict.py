"""Judges a build by the receipts of its gates: anything missing, unreadable or crashed fails it.

Pure: no database, no Dagster, no Great Expectations. Running the checks belongs to the gates,
publishing to `pipelines.release`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.checks import CheckResult
from pipelines.durable_files import write_whole
from pipelines.errors import GateFailed

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
    "marts.pledge_totals",
    "marts.pledge_value_by_country_group",
    "marts.pledge_value_by_country",
    "marts.country_group_overlaps",
    "marts.pledge_breakdowns",
    "marts.pledge_concentration",
    "marts.champions",
    "marts.implementation_status",
    "marts.connectivity_by_country_group",
    "marts.connectivity_gaps",
    "marts.affordability_by_country_group",
    "marts.affordability_by_country",
    "marts.pledges_and_need_by_country",
    "marts.pledges_and_need_by_country_group",
    "marts.matchmaking_candidates",
    "marts.aggregates_reconciliation",
    "marts.announcement_figures",
)
"""Tables that are never released unchecked, so that deleting a suite is not a way to pass."""


@dataclass(frozen=True)
class Receipt:
    """What one gate found on one build; `crashed` is the error text when it could not run.

    `suites` holds the sha256 of each suite that was run, by table, and `build_sha256` that of
    the build file the gate was given; both are empty for gates that have none.
    """

    gate: str
    build_id: str
    created_at: str
    checks: tuple[CheckResult, ...]
    crashed: str | None = None
    build_sha256: str | None = None
    suites: Mapping[str, str] = field(default_factory=dict)


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
    """

    passed: bool
    build_id: str
    build_sha256: str
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    checks: tuple[CheckResult, ...]

    def to_json(self) -> dict[str, Any]:
        """The verdict as plain JSON values."""
        return {
            "passed": self.passed,
            "build_id": self.build_id,
            "build_sha256": self.build_sha256,
            "reasons": list(self.reasons),
            "warnings": list(self.warnings),
            "checks": [check.to_json() for check in self.checks],
        }

    @classmethod
    def from_json(cls, content: object) -> Verdict:
        """Read what `to_json` wrote, as text, bytes or parsed.

        Raises:
            GateFailed: when it cannot be read, or says passed against its own checks.
        """
        try:
            parsed = json.loads(content) if isinstance(content, str | bytes) else content
            verdict = cls(
                passed=_expect(parsed, "passed", bool),
                build_id=_expect(parsed, "build_id", str),
                build_sha256=_expect(parsed, "build_sha256", str),
                reasons=tuple(str(reason) for reason in _expect(parsed, "reasons", list)),
                warnings=tuple(str(warning) for warning in _expect(parsed, "warnings", list)),
                checks=_checks(parsed),
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise _unreadable(str(error)) from error
        blocking = [check.name for check in verdict.checks if check.blocks]
        if verdict.passed and (verdict.reasons or blocking or not verdict.checks):
            raise _unreadable("it says passed, but its own reasons and checks do not")
        return verdict


def write_receipt(directory: Path, receipt: Receipt) -> Path:
    """Leave the receipt of a gate as `<directory>/<gate>.json`, whole or not at all."""
    content = {
        "gate": receipt.gate,
        "build_id": receipt.build_id,
        "created_at": receipt.created_at,
        "crashed": receipt.crashed,
        "build_sha256": receipt.build_sha256,
        "suites": dict(receipt.suites),
        "checks": [check.to_json() for check in receipt.checks],
    }
    path = directory / f"{receipt.gate}.json"
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1).encode())
    return path


def read_receipts(directory: Path) -> tuple[Receipt, ...]:
    """Read the receipts of a build; one that cannot be read comes back as crashed."""
    return tuple(_read_receipt(path) for path in sorted(directory.glob("*.json")))


def now() -> str:
    """The present moment for `created_at`, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def judge(
    build_id: str,
    build_sha256: str,
    receipts: Sequence[Receipt],
    expected_suites: Sequence[str] = REQUIRED_SUITES,
    previous_checks: AbstractSet[str] | None = None,
    *,
    file_names: Mapping[str, str] | None = None,
) -> Verdict:
    """Judge a build; every doubt counts against it.

    Args:
        build_id: The build that is to be released.
        build_sha256: Hash of its file as it is now.
        receipts: What its gates left.
        expected_suites: Tables that must have been checked, as `schema.table`.
        previous_checks: Names of the checks of the last release, None before the first.
        file_names: Name of each input file by sha256, so that reasons can name it.
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


def _read_receipt(path: Path) -> Receipt:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        crashed, sha256 = content["crashed"], content["build_sha256"]
        receipt = Receipt(
            gate=_expect(content, "gate", str),
            build_id=_expect(content, "build_id", str),
            created_at=_expect(content, "created_at", str),
            checks=_checks(content),
            crashed=None if crashed is None else str(crashed),
            build_sha256=None if sha256 is None else str(sha256),
            suites={str(k): str(v) for k, v in _expect(content, "suites", dict).items()},
        )
        if receipt.gate != path.stem:
            raise ValueError(f"it is a receipt of gate {receipt.gate}")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        return Receipt(path.stem, "", "", (), crashed=f"unreadable receipt {path.name}: {error!r}")
    return receipt


def _checks(content: Any) -> tuple[CheckResult, ...]:
    return tuple(CheckResult.from_json(check) for check in _expect(content, "checks", list))


def _expect(content: Any, key: str, kind: type[Any]) -> Any:
    value = content[key]
    if not isinstance(value, kind):
        raise TypeError(f"{key} is {value!r}, not {kind.__name__}")
    return value


def _unreadable(problem: str) -> GateFailed:
    return GateFailed(
        f"the verdict cannot be trusted: {problem}",
        where="verdict.json of the build",
        expected="the verdict as the last gate wrote it",
        next_step="p2c refresh",
    )
