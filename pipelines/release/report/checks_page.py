"""The pages and tables about checks: every result of a build, and gates that ask something else.

Worded from the verdict and the manifest; what a result means for a release is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.checks import LEVELS
from pipelines.release.data_quality import gate_of
from pipelines.release.report.tables import DataTable
from pipelines.release.report.templates import open_template
from pipelines.release.report.wording import word_code

GATES: Mapping[str, str] = {
    "raw": "Is the batch acceptable? Files and rows as they came",
    "dbt": "Do the tables agree with each other? Models and their tests",
    "marts": "Are the figures believable? What readers rely on",
}
"""Each gate in the order in which a build passes them, with what it asks."""


def render_checks(checks: Sequence[Mapping[str, Any]], manifest: Mapping[str, Any]) -> str:
    """Render every check of a build as a page that needs no script and no other file.

    Args:
        checks: The checks of the verdict.
        manifest: The release's manifest; the list of files may still be missing.
    """
    by_gate = {
        gate: sorted((check for check in checks if gate_of(check) == gate), key=_failing_first)
        for gate in GATES
    }
    return open_template("checks_page.html.j2").render(
        manifest=manifest,
        gates=[(gate, GATES[gate], _checks_table(gate, found)) for gate, found in by_gate.items()],
        counts=[
            (
                gate,
                len(found),
                sum(not check["passed"] for check in found),
                ", ".join(
                    f"{level} {number}"
                    for level in LEVELS
                    if (number := sum(check["level"] == level for check in found))
                ),
            )
            for gate, found in by_gate.items()
        ],
        changes=gate_changes_table(manifest.get("gate_changes", [])),
    )


def _failing_first(check: Mapping[str, Any]) -> tuple[bool, int, str, str]:
    return (bool(check["passed"]), LEVELS.index(check["level"]), check["table"], check["name"])


def _checks_table(gate: str, checks: Sequence[Mapping[str, Any]]) -> DataTable:
    return DataTable(
        f"Checks of the gate {gate}, those that did not pass first, then by level and table",
        ("Check", "Result", "Level", "Table", "Expected", "Seen", "Why"),
        tuple(
            (
                str(check["name"]).removeprefix(f"{check['table']}.").removeprefix("dbt."),
                "Crashed" if check["crashed"] else "Passed" if check["passed"] else "Not passed",
                check["level"],
                check["table"],
                check["expected"],
                check["seen"],
                check["why"] or "no reason was written down",
            )
            for check in checks
        ),
    )


def gate_changes_table(changes: Sequence[Mapping[str, Any]]) -> DataTable:
    """Checks that ask something else than in the last release, those that ask less first."""
    return DataTable(
        "Checks that ask something else than in the release before",
        ("Check", "Change", "What", "Why it was meant"),
        tuple(
            (
                change["check"],
                word_code(change["direction"]),
                "; ".join(change["what"]) or "the whole check",
                change["acknowledged"] or "needs no word",
            )
            for change in changes
        ),
    )
