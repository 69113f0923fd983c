"""The warehouse's lock as a resource, held from a run's first step to its last.

How the lock works is in `pipelines.storage.lock`.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.assets.retention import drop_old_runs
from pipelines.settings import Settings
from pipelines.storage.lock import single_flight


def build_single_flight(settings: Settings) -> dg.ResourceDefinition:
    """A run waits for the one before it; every step of the run then works under one lock."""

    @dg.resource(description="At most one refresh works on a warehouse at a time.")
    def hold(context: dg.InitResourceContext) -> Iterator[None]:
        with single_flight(settings, f"run {context.run_id}", wait=True):
            if context.instance:
                drop_old_runs(context.instance)
            yield

    return hold
