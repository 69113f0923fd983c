"""Breaks the project in every way asked for, in several processes, after a control.

What is broken is in the catalogue; how a result is shown is for `tests.mutations.reporting`.
"""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import structlog

from pipelines.errors import P2CError
from tests.mutations.catalogue import Mutation
from tests.mutations.catchers import SURVIVED, Finding, catch, catch_in_table_macros
from tests.mutations.workshop import Workshop, open_workshop


class ControlFailed(P2CError):
    """The unbroken project does not pass, so nothing can be measured."""


@dataclass(frozen=True)
class Result:
    """What came of one mutation.

    Attributes:
        mutation: What was broken.
        finding: Who caught it.
        seconds: Wall time.
        cpu_seconds: Time of the processor.
    """

    mutation: Mutation
    finding: Finding
    seconds: float
    cpu_seconds: float


def check_mutations(
    mutations: Sequence[Mutation],
    finished_home: Path,
    *,
    jobs: int = 2,
    control: bool = True,
    tell: Callable[[Result], None] | None = None,
) -> tuple[Result, ...]:
    """Try every mutation and say who caught it, in the order given.

    Args:
        mutations: What to break.
        finished_home: A refreshed warehouse; it is read only.
        jobs: Number of processes.
        control: First ask all catchers about the unbroken project.
        tell: Called with each result as it comes.

    Raises:
        ControlFailed: when a catcher finds something in the unbroken project.
    """
    with (
        tempfile.TemporaryDirectory(prefix="mutations-") as directory,
        ProcessPoolExecutor(
            max_workers=jobs,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_open,
            initargs=(directory, str(finished_home)),
        ) as pool,
    ):
        if control:
            _refuse_failed_control(pool.submit(_try_unbroken).result())
        running = {pool.submit(_try, mutation): mutation for mutation in mutations}
        results = {}
        for future in as_completed(running):
            result = future.result()
            results[result.mutation.name] = result
            if tell is not None:
                tell(result)
    return tuple(results[mutation.name] for mutation in mutations)


def _refuse_failed_control(finding: Finding) -> None:
    if finding.catcher != SURVIVED:
        raise ControlFailed(
            f"the unbroken project does not pass: {finding.catcher}, {finding.by}",
            where="the control of the mutation check",
            expected="no catcher that finds anything",
            next_step="make test",
        )


_workshop: Workshop


def _open(directory: str, finished_home: str) -> None:
    """Open the workshop of a process."""
    global _workshop
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    # DuckDB's binding reports objects that dbt still holds when Python tidies up.
    atexit.register(os._exit, 0)
    own = Path(tempfile.mkdtemp(dir=directory))
    _workshop = open_workshop(own, Path(finished_home))


def _try_unbroken() -> Finding:
    with _workshop.broken(None):
        finding = catch_in_table_macros(_workshop.settings.dbt_project_dir)
        if finding.catcher != SURVIVED:
            return finding
        return catch(_workshop.settings, (), _workshop.ask_cases)


def _try(mutation: Mutation) -> Result:
    begin, cpu = time.monotonic(), _cpu_seconds()
    with _workshop.broken(mutation):
        if mutation.breaks_table_macro:
            finding = catch_in_table_macros(_workshop.settings.dbt_project_dir)
        else:
            models = _workshop.models_of(mutation)
            finding = catch(_workshop.settings, models, _workshop.ask_cases)
    return Result(mutation, finding, time.monotonic() - begin, _cpu_seconds() - cpu)


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
