"""Usage warnings and units, each defined once in the dbt project.

Which table has which of them is read in `pipelines.release.dictionary.tables`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from pipelines.settings import RESOURCES

DBT_PROJECT = RESOURCES / "dbt_project"
NUMERIC_TYPES = frozenset({"integer", "bigint", "double", "decimal"})


@dataclass(frozen=True)
class UsageWarning:
    """What goes wrong when a table is read without knowing it, and what to do instead."""

    code: str
    meaning: str
    instead: str


@dataclass(frozen=True)
class UnitRule:
    """The unit of numeric columns whose whole name fits a regular expression.

    `stated_in` names the column of the same row that has the unit; then `unit` says so.
    """

    name: str
    unit: str
    stated_in: str | None


@cache
def load_usage_warnings() -> Mapping[str, UsageWarning]:
    """The vocabulary by code, in the order of its file."""
    listed = yaml.safe_load((DBT_PROJECT / "usage_warnings.yml").read_text(encoding="utf-8"))
    return {entry["code"]: UsageWarning(**entry) for entry in listed}


@cache
def load_unit_rules() -> tuple[UnitRule, ...]:
    """The rules in the order in which they are tried."""
    listed = yaml.safe_load((DBT_PROJECT / "units.yml").read_text(encoding="utf-8"))
    return tuple(
        UnitRule(
            name=entry["name"],
            unit=entry.get("unit") or f"as the column {entry['stated_in']} says",
            stated_in=entry.get("stated_in"),
        )
        for entry in listed
    )


def is_numeric(data_type: str) -> bool:
    """Whether a type of SQL, such as DECIMAL(38, 2), holds numbers."""
    return data_type.partition("(")[0].strip().lower() in NUMERIC_TYPES


def find_unit_rule(column: str, data_type: str) -> UnitRule | None:
    """The rule that gives a column its unit; None when it has no number or no rule fits."""
    if not is_numeric(data_type):
        return None
    return next((rule for rule in load_unit_rules() if re.fullmatch(rule.name, column)), None)


def unit_of(column: str, data_type: str) -> str | None:
    """The unit of a column, or None."""
    rule = find_unit_rule(column, data_type)
    return rule.unit if rule else None
