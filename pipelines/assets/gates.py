"""The two gates as blocking asset checks. What they check stands in `expectations/`."""

from collections.abc import Iterator

import dagster as dg

from pipelines.build.build_directory import active_build
from pipelines.checks import CheckResult
from pipelines.gates.run import TableChecks, gated_tables, run_gate
from pipelines.settings import Settings

CHECK_NAME = "expectations"
SHOWN_CHECKS = 20


def build_gate_checks(settings: Settings) -> list[dg.AssetChecksDefinition]:
    """One step a gate, since importing Great Expectations costs seconds; one check a table."""
    return [_gate(settings, stage) for stage in ("raw", "marts")]


def _gate(settings: Settings, stage: str) -> dg.AssetChecksDefinition:
    tables = gated_tables(stage)

    @dg.multi_asset_check(
        name=f"gate_{stage}",
        specs=[
            dg.AssetCheckSpec(
                CHECK_NAME,
                asset=dg.AssetKey([stage, table]),
                blocking=True,
                description=f"Great Expectations suite expectations/{stage}/{table}.yml",
            )
            for table in tables
        ],
        required_resource_keys={"single_flight"},
    )
    def gate(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        for result in run_gate(settings, active_build(settings), stage):
            for check in result.checks:
                if check.blocks:
                    context.log.error(check.describe(result.file_names))
            yield _check_result(stage, result)

    return gate


def _check_result(stage: str, result: TableChecks) -> dg.AssetCheckResult:
    not_passed = [check for check in result.checks if not check.passed]
    blocks = any(check.blocks for check in result.checks)
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey([stage, result.table]),
        check_name=CHECK_NAME,
        passed=not not_passed,
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        metadata={
            "checks": len(result.checks),
            "not_passed": len(not_passed),
            "failing_rows": dg.MetadataValue.md(_table(not_passed, result)),
        },
    )


def _table(checks: list[CheckResult], result: TableChecks) -> str:
    if not checks:
        return "none"
    lines = [check.describe(result.file_names).replace("|", "\\|") for check in checks]
    return "\n".join(f"- {line}" for line in lines[:SHOWN_CHECKS])
