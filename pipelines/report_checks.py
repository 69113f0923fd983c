"""The pages and tables about checks: every result of a build, and gates that ask something else.

Worded from the verdict and the manifest; what a result means for a release is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.report_tables import DataTable
from pipelines.wording import word_code


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
