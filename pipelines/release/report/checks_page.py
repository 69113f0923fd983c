"""The page and tables about checks: every result of a build, and the gates that changed.

Worded from the verdict and the manifest; what a result means for a release is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.checks import GATES, LEVELS, CheckResult
from pipelines.release.report.tables import DataTable
from pipelines.release.report.templates import open_template
from pipelines.release.report.wording import word_code


def render_checks(checks: Sequence[CheckResult], manifest: Mapping[str, Any]) -> str:
    """Renders every check of a build as a page that needs no script and no other file.

    Args:
        checks: The checks of the verdict.
        manifest: The release's manifest; the list of files may still be missing.
    """
    by_gate = {
        gate: sorted((check for check in checks if check.gate == gate.name), key=_failing_first)
        for gate in GATES
    }
    return open_template("checks_page.html.j2").render(
        manifest=manifest,
        gates=[
            (gate.name, gate.question, _checks_table(gate.name, found))
            for gate, found in by_gate.items()
        ],
        counts=[
            (
                gate.name,
                len(found),
                sum(not check.passed for check in found),
                ", ".join(
                    f"{level} {number}"
                    for level in LEVELS
                    if (number := sum(check.level == level for check in found))
                ),
            )
            for gate, found in by_gate.items()
        ],
        changes=gate_changes_table(manifest.get("gate_changes", [])),
    )


def _failing_first(check: CheckResult) -> tuple[bool, int, str, str]:
    return (check.passed, LEVELS.index(check.level), check.table, check.name)


def _checks_table(gate: str, checks: Sequence[CheckResult]) -> DataTable:
    return DataTable(
        f"Checks of the gate {gate}, those that did not pass first, then by level and table",
        ("Check", "Result", "Level", "Table", "Expected", "Seen", "Why"),
        tuple(
            (
                check.name.removeprefix(f"{check.table}.").removeprefix("dbt."),
                "Crashed" if check.crashed else "Passed" if check.passed else "Not passed",
                check.level,
                check.table,
                check.expected,
                check.seen,
                check.why or "no reason was written down",
            )
            for check in checks
        ),
    )


def gate_changes_table(changes: Sequence[Mapping[str, Any]]) -> DataTable:
    """Returns the checks whose definitions differ from the last release, weakened ones first."""
    return DataTable(
        "Checks that changed since the release before",
        ("Check", "Change", "What", "Why it was meant"),
        tuple(
            (
                change["check"],
                word_code(change["direction"]),
                "; ".join(change["what"]) or "the whole check",
                change["acknowledged"] or "needs no reason",
            )
            for change in changes
        ),
    )
