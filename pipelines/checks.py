"""One check and what came of it: the common currency of suites, dbt tests and the verdict.

Running checks belongs to `pipelines.gates.suite_runner` and dbt, judging them to
`pipelines.gates.verdict`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

LEVELS = ("critical", "error", "warning", "advisory")
BLOCKING_LEVELS = frozenset({"critical", "error"})
SAMPLE_ROWS = 10
"""So many failing rows are named; the count is always whole."""


@dataclass(frozen=True)
class CheckResult:
    """What one check expected and saw. Holds keys and counts, never other row content.

    Attributes:
        name: Stable id, such as `raw.pledges.expect_column_values_to_be_unique(pledge_id)`.
        table: The table it is about, as `schema.table`.
        level: One of LEVELS; critical and error block a release.
        passed: False as well when the check crashed.
        crashed: The check could not be answered; blocks at every level.
        expected: What should be the case.
        seen: What was the case, or the error text of a crash.
        failing_rows: Number of rows that break the check, None when it is not about rows.
        sample: Up to SAMPLE_ROWS failing rows, each as its key and where it came from.
        why: Why the check exists.
    """

    name: str
    table: str
    level: str
    passed: bool
    crashed: bool
    expected: str
    seen: str
    failing_rows: int | None = None
    sample: tuple[dict[str, Any], ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"level {self.level!r} of {self.name} is none of {LEVELS}")
        if self.passed and self.crashed:
            raise ValueError(f"{self.name} cannot have passed and crashed")

    @property
    def blocks(self) -> bool:
        """Whether this result alone forbids a release."""
        return self.crashed or (not self.passed and self.level in BLOCKING_LEVELS)

    def to_json(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return asdict(self) | {"sample": [dict(row) for row in self.sample]}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> CheckResult:
        """Read what `to_json` wrote.

        Raises:
            ValueError: when a field is missing or unknown, or holds what it cannot.
            TypeError: when a field is of the wrong type.
        """
        known = {field.name for field in fields(cls)}
        if set(content) != known:
            raise ValueError(f"a check has the fields {sorted(content)}, not {sorted(known)}")
        for name in ("name", "table", "level", "expected", "seen", "why"):
            if not isinstance(content[name], str):
                raise TypeError(f"{name} of a check is {content[name]!r}, not text")
        for name in ("passed", "crashed"):
            if not isinstance(content[name], bool):
                raise TypeError(f"{name} of a check is {content[name]!r}, not true or false")
        return cls(**{**content, "sample": tuple(dict(row) for row in content["sample"])})

    def describe(self, file_names: Mapping[str, str] | None = None) -> str:
        """Say in one line what failed, in which rows of which file, and why it matters.

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
