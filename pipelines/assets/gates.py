"""The gates with suites as blocking asset checks. What they check is in `expectations/`."""

from collections.abc import Iterator

import dagster as dg

from pipelines.build.build_directory import active_build
from pipelines.checks import SUITE_GATES, Gate
from pipelines.gates.judging import stop_if_blocked
from pipelines.gates.run import TableChecks, required_tables, run_gate
from pipelines.settings import Settings

CHECK_NAME = "expectations"
SHOWN_CHECKS = 20


def build_gate_checks(settings: Settings) -> list[dg.AssetChecksDefinition]:
    """Builds one step a gate, since importing Great Expectations is slow; one check a table."""
    return [_gate(settings, gate) for gate in SUITE_GATES.values()]


def _gate(settings: Settings, gate: Gate) -> dg.AssetChecksDefinition:
    tables = required_tables(settings, gate)

    @dg.multi_asset_check(
        name=f"gate_{gate.name}",
        specs=[
            dg.AssetCheckSpec(
                CHECK_NAME,
                asset=dg.AssetKey(table.split(".")),
                blocking=True,
                description=f"Great Expectations suite expectations/{table.replace('.', '/')}.yml",
            )
            for table in tables
        ],
        required_resource_keys={"single_flight"},
    )
    def run() -> Iterator[dg.AssetCheckResult]:
        build = active_build(settings)
        # Comparisons with the last release are also made of tables without a suite.
        for result in run_gate(settings, build, gate):
            if result.table in tables:
                yield _check_result(result)
        stop_if_blocked(settings, build, gate)

    return run


def _check_result(result: TableChecks) -> dg.AssetCheckResult:
    not_passed = [check for check in result.checks if not check.passed]
    blocks = any(check.blocks for check in not_passed)
    lines = [check.describe(result.file_names) for check in not_passed[:SHOWN_CHECKS]]
    if more := len(not_passed) - len(lines):
        lines.append(f"and {more} more")
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey(result.table.split(".")),
        check_name=CHECK_NAME,
        passed=not not_passed,
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        description="\n".join(lines) or None,
        metadata={"checks": len(result.checks), "not_passed": len(not_passed)},
    )
