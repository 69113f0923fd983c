"""Keeps a verdict with a build that a failing step stopped, so that one file always says why.

What a verdict is made of is in `pipelines.gates.judging`.
"""

import dagster as dg

from pipelines.build.build_directory import active_build
from pipelines.gates.judging import record_stop
from pipelines.settings import Settings


def build_stop_hook(settings: Settings) -> dg.HookDefinition:
    """Builds the hook that runs after each step that failed."""

    @dg.failure_hook(name="record_stop")
    def record(context: dg.HookContext) -> None:
        if context.op_exception is not None and settings.active_build.exists():
            record_stop(settings, active_build(settings), context.step_key, context.op_exception)

    return record
