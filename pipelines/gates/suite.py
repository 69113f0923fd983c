"""What a suite is: its expectations, and how they differ for a build as of an earlier day.

Loading suites belongs to `pipelines.gates.suite_loader`, running them to
`pipelines.gates.suite_runner`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from pipelines.checks import LEVELS, SUITE_GATES, CheckResult, Gate, Kind

UNEXPECTED_ROWS = "unexpected_rows"

_NULLNESS = {
    "expect_column_to_exist",
    "expect_column_values_to_not_be_null",
    "expect_column_values_to_be_null",
}
AsOf = Literal["warning", "advisory", "may_be_all_null"]
"""What an expectation may be on a build as of an earlier day: of another level, or about values
that may not have been known at all."""


@dataclass(frozen=True)
class Expectation:
    """One item of a suite; `name` is its stable id, `arguments` are those of its kind.

    `as_of`, one of AsOf, is what differs in a build as of a day: suites are about the newest data,
    and on an earlier day some of it was not known. `all_null_level` is the level of the check that
    its columns hold any value, None when that is `level`.
    """

    name: str
    kind: str
    level: str
    why: str
    arguments: Mapping[str, Any]
    may_be_all_null: bool
    history: tuple[tuple[date, str], ...]
    as_of: AsOf | None = None
    all_null_level: str | None = None

    def as_of_a_day(self) -> Expectation:
        """Returns the expectation as it applies to a build as of a day."""
        if self.as_of in LEVELS:
            return replace(self, level=self.as_of)
        return replace(self, all_null_level="advisory") if self.as_of else self

    @property
    def value_columns(self) -> tuple[str, ...]:
        """Columns whose values it checks; on nulls alone such a check passes and shows nothing."""
        if self.may_be_all_null or self.kind in _NULLNESS:
            return ()
        named = [self.arguments.get(key) for key in ("column", "column_A", "column_B")]
        return tuple(str(column) for column in named if column)

    @property
    def expected(self) -> str:
        """What should be the case, in words."""
        if self.kind == UNEXPECTED_ROWS:
            return f"no row against {self.name.rsplit('.', 1)[-1].replace('_', ' ')!r}"
        pairs = [f"{key} {as_text(value)}" for key, value in self.arguments.items()]
        words = self.kind.removeprefix("expect_").replace("_", " ")
        return f"{words}: {', '.join(pairs)}" if pairs else words


@dataclass(frozen=True)
class Suite:
    """What one table must be like; `grain` names its rows, `file` is relative to the suites."""

    table: str
    grain: tuple[str, ...]
    expectations: tuple[Expectation, ...]
    may_be_empty: bool
    file: str
    sha256: str
    as_of_may_be_empty: bool = False

    def as_of_a_day(self) -> Suite:
        """Returns the suite for a build as of a day: no check fewer, some less strict."""
        return replace(
            self,
            may_be_empty=self.may_be_empty or self.as_of_may_be_empty,
            expectations=tuple(item.as_of_a_day() for item in self.expectations),
        )

    @property
    def sql_name(self) -> str:
        """The table as SQL names it; load_suites lets only plain names through."""
        return ".".join(f'"{part}"' for part in self.table.split("."))

    @property
    def gate(self) -> Gate:
        """The gate that runs it."""
        return SUITE_GATES[self.table.split(".")[0]]

    def result(self, name: str, kind: Kind, **fields: Any) -> CheckResult:
        """Returns the result of one of its checks."""
        return CheckResult(name=name, table=self.table, gate=self.gate.name, kind=kind, **fields)


def as_text(value: object) -> str:
    """Returns an argument of an expectation in words."""
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
