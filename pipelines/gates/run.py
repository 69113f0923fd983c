"""Runs the gates of a build and leaves their receipts.

What a gate checks is in `expectations/` and `dbt_project/`; builds are judged by their receipts in
`pipelines.gates.judging`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from pipelines.archive.store import Archive
from pipelines.build.build_directory import Build
from pipelines.build.dbt_runner import NodeOutcome, list_models
from pipelines.build.raw_tables import raw_schemas
from pipelines.checks import DBT, RAW, CheckResult, Gate, Kind
from pipelines.gates.drift import check_drift
from pipelines.gates.receipts import Receipt, write_receipt
from pipelines.gates.suite import Suite
from pipelines.gates.suite_loader import load_suites
from pipelines.gates.suite_runner import run_suites
from pipelines.settings import Settings
from pipelines.storage.atomic_files import sha256_of
from pipelines.storage.releases import DATABASE

log = structlog.get_logger()


@dataclass(frozen=True)
class TableChecks:
    """What a gate found on one table, as `schema.table`; `file_names` are by hash of the file."""

    table: str
    checks: tuple[CheckResult, ...]
    file_names: Mapping[str, str]


def required_tables(settings: Settings, gate: Gate) -> tuple[str, ...]:
    """Returns the tables, as `schema.table`, that must pass their suites at a gate.

    Of a whole schema these are the tables there are: raw ones by their contracts, others by the
    models of dbt. So a suite cannot be deleted to pass; a table that went with its suite is a
    number of removed checks.

    Raises:
        P2CError: when a suite is malformed.
        TransformError: when the dbt project cannot be parsed.
    """
    if gate == RAW:
        return tuple(f"{RAW.schema}.{name}" for name in raw_schemas())
    if gate.whole_schema:
        return list_models(settings, str(gate.schema))
    return tuple(suite.table for suite in _suites_of(settings, gate))


def run_gate(settings: Settings, build: Build, gate: Gate) -> tuple[TableChecks, ...]:
    """Runs every suite of a gate over the build and leaves the receipt.

    Over a build as of a day the same checks run; a suite itself says what need not hold then.

    Raises:
        P2CError: when a suite is malformed or the build cannot be opened.
    """
    suites = [suite.as_of_a_day() if build.as_of else suite for suite in _suites_of(settings, gate)]
    results = run_suites(build.database, suites, memory_limit=settings.memory_limit)
    by_table = {result.table: result.checks for result in results}
    for table in required_tables(settings, gate):
        by_table.setdefault(table, (_suite_is_missing(settings, gate, table),))
    if gate.seals_the_build:
        for table, drift in _drift(settings, build).items():
            by_table[table] = (*by_table.get(table, ()), *drift)
    checks = [check for found in by_table.values() for check in found]
    write_receipt(
        build.receipts,
        Receipt(
            gate=gate.name,
            build_id=build.build_id,
            checks=tuple(checks),
            build_sha256=sha256_of(build.database) if gate.seals_the_build else None,
            suites={result.table: result.sha256 for result in results},
        ),
    )
    blocking = sum(check.blocks for check in checks)
    if blocking:
        log.warning(f"gate {gate.name} did not pass", checks=len(checks), blocking=blocking)
    else:
        log.info(f"gate {gate.name} passed", checks=len(checks))
    names = read_file_names(settings)
    return tuple(TableChecks(table, found, names) for table, found in by_table.items())


def record_models(build: Build, outcomes: Sequence[NodeOutcome]) -> None:
    """Leaves the receipt of dbt's models and tests."""
    checks = tuple(outcome.check for outcome in outcomes)
    write_receipt(build.receipts, Receipt(DBT.name, build.build_id, checks))


def read_file_names(settings: Settings) -> dict[str, str]:
    """Returns the name of each archived file by its sha256."""
    return {entry.sha256: entry.name for entry in Archive(settings.archive_dir).ledger()}


def _suites_of(settings: Settings, gate: Gate) -> list[Suite]:
    suites = load_suites(settings.expectations_dir)
    return [suite for suite in suites if suite.gate == gate]


def _drift(settings: Settings, build: Build) -> dict[str, tuple[CheckResult, ...]]:
    """Comparisons with the release that this build is to follow."""
    release = settings.releases_dir / build.base / DATABASE if build.base else None
    return check_drift(build.database, release, memory_limit=settings.memory_limit)


def _suite_is_missing(settings: Settings, gate: Gate, table: str) -> CheckResult:
    file = settings.expectations_dir / f"{table.replace('.', '/')}.yml"
    return CheckResult(
        name=f"{table}.has_a_suite",
        table=table,
        gate=gate.name,
        kind=Kind.HAS_A_SUITE,
        level="critical",
        passed=False,
        crashed=True,
        expected=f"a suite at {file}",
        seen="there is none",
        why="a gate cannot pass on nothing",
    )
