"""The gates a build passes, and CheckResult: the result type shared by suites, dbt and the verdict.

Running checks belongs to `pipelines.gates.suite_runner` and dbt, judging them to
`pipelines.gates.verdict`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, get_args

from pydantic import ConfigDict

Level = Literal["critical", "error", "warning", "advisory"]
LEVELS: tuple[str, ...] = get_args(Level)
BLOCKING_LEVELS = frozenset({"critical", "error"})
SAMPLE_ROWS = 10
"""So many failing rows are named; the count is always whole."""


@dataclass(frozen=True)
class Gate:
    """One gate of a build; it leaves one receipt.

    Attributes:
        name: Its name, in receipts, in `marts.data_quality` and in messages.
        question: What it finds out, in words.
        schema: The schema whose suites it runs; None for a gate that runs no suites.
        whole_schema: Whether every table of the schema needs a suite, and not some alone.
        seals_the_build: Whether its receipt records which bytes of the build file it was given.
    """

    name: str
    question: str
    schema: str | None = None
    whole_schema: bool = False
    seals_the_build: bool = False


RAW = Gate(
    "raw", "Is the batch acceptable? Files and rows as they came", schema="raw", whole_schema=True
)
DBT = Gate("dbt", "Do the tables agree with each other? Models and their tests")
MARTS = Gate(
    "marts",
    "Are the figures believable? What readers rely on",
    schema="marts",
    whole_schema=True,
    seals_the_build=True,
)
GATES = (RAW, DBT, MARTS)
"""Every gate, in the order in which a build passes them."""

SUITE_GATES: Mapping[str, Gate] = {gate.schema: gate for gate in GATES if gate.schema}
"""The gates that run suites, by the schema of their tables."""


class Kind(StrEnum):
    """What a check is."""

    HAS_A_SUITE = "has_a_suite"
    HAS_ROWS = "has_rows"
    NOT_ALL_NULL = "not_all_null"
    EXPECTATION = "expectation"
    DRIFT = "drift"
    MODEL = "model"
    TEST = "test"


SUITE_KINDS = frozenset({Kind.HAS_A_SUITE, Kind.HAS_ROWS, Kind.NOT_ALL_NULL, Kind.EXPECTATION})
"""Checks that a suite makes, beside those of dbt and the comparisons with the last release."""


@dataclass(frozen=True)
class CheckResult:
    """What one check expected and saw. Holds keys and counts, never other row content.

    Written and read as JSON with its receipt and with the verdict.

    Attributes:
        name: Stable id, such as `raw.pledges.expect_column_values_to_be_unique(pledge_id)`.
        table: The table it is about, as `schema.table`.
        gate: Name of the gate that made it.
        kind: What it is.
        level: One of LEVELS; critical and error block a release.
        passed: False as well when the check crashed.
        crashed: The check could not be answered; blocks at every level.
        skipped: It crashed because something it depends on did, which has a result of its own.
        expected: What should be the case.
        seen: What was the case, or the error text of a crash.
        failing_rows: Number of rows that break the check, None when it is not about rows.
        sample: Up to SAMPLE_ROWS failing rows, each as its key and where it came from.
        why: Why the check exists.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: str
    table: str
    gate: str
    kind: Kind
    level: str
    passed: bool
    crashed: bool
    expected: str
    seen: str
    failing_rows: int | None = None
    sample: tuple[dict[str, Any], ...] = ()
    why: str = ""
    skipped: bool = False

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"level {self.level!r} of {self.name} is none of {LEVELS}")
        if self.passed and self.crashed:
            raise ValueError(f"{self.name} cannot have passed and crashed")
        if self.skipped and not self.crashed:
            raise ValueError(f"{self.name} was skipped, so it cannot have been answered")

    @property
    def blocks(self) -> bool:
        """Whether this result alone forbids a release."""
        return self.crashed or (not self.passed and self.level in BLOCKING_LEVELS)

    def describe(self, file_names: Mapping[str, str] | None = None) -> str:
        """Describes in one line what failed, in which rows of which file, and why it matters.

        Args:
            file_names: Name for people of each input file, by sha256.
        """
        what = "crashed" if self.crashed else "passed" if self.passed else "failed"
        text = f"{self.name} {what} ({self.level}): expected {self.expected}; saw {self.seen}"
        if self.sample:
            rows = "; ".join(_describe_row(row, file_names or {}) for row in self.sample)
            more = (self.failing_rows or 0) - len(self.sample)
            text += f"; rows: {rows}" + (f"; and {more} more" if more > 0 else "")
        return text + (f"; why: {self.why}" if self.why else "")


def _describe_row(row: Mapping[str, Any], file_names: Mapping[str, str]) -> str:
    key = ", ".join(
        f"{name}={value}"
        for name, value in row.items()
        if name not in ("source_sha256", "source_line")
    )
    sha256 = row.get("source_sha256")
    if not isinstance(sha256, str):
        return key
    place = file_names.get(sha256, "file " + sha256[:12])
    if row.get("source_line") is not None:
        place += f" line {row['source_line']}"
    return f"{place} ({key})" if key else place
