"""What may catch a mutation, cheapest first: dbt with its tests, the gate of the marts, the cases.

Who is asked, how often and in how many processes is decided in `tests.mutations.checking`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.build.build_directory import active_build
from pipelines.build.dbt_runner import run_dbt
from pipelines.checks import MARTS
from pipelines.gates.run import run_gate
from pipelines.settings import Settings
from tests.warehouse.folder_cases import Difference
from tests.warehouse.macro_cases import read_macro_cases, run_macro_case

SURVIVED = "survived"
INVALID = "invalid"
UNIT_TEST = "dbt unit test"
DATA_TEST = "dbt test"
PROMISE = "contract or constraint"
GATE = "gate"
CASE = "case"
MACRO_CASE = "case of a table macro"

_KEPT_PROMISES = ("Constraint Error", "contract that failed")
"""How DuckDB and dbt say that a table breaks what its model promises."""


@dataclass(frozen=True)
class Finding:
    """What came of a mutation.

    Attributes:
        catcher: The kind of check that caught it, `survived`, or `invalid` when the SQL did not
            run, so that nothing was measured.
        by: Name of the check, and what it saw.
    """

    catcher: str
    by: str

    @property
    def caught(self) -> bool:
        """Whether a check noticed."""
        return self.catcher not in (SURVIVED, INVALID)


def catch(
    settings: Settings,
    models: Sequence[str],
    ask_cases: Callable[[Mapping[str, str]], Difference | None],
) -> Finding:
    """Ask one catcher after the other; the first that notices ends it.

    Args:
        settings: A warehouse with a finished build, and the project that may be broken.
        models: The models to build again, with everything that follows from them; all when empty.
        ask_cases: Gives the first difference of the cases when the SQL of models is replaced.
    """
    arguments = ["--log-level", "none", "--log-level-file", "none"]
    arguments += ["build", "--fail-fast", "--threads", "1"]
    if models:
        arguments += ["--select", *(f"{model}+" for model in models)]
    result = run_dbt(settings, arguments)
    runs = getattr(result.result, "results", ())
    if not runs:
        return Finding(INVALID, f"dbt built nothing: {result.exception}")
    # After the first failure the others are skipped, so at most one of them speaks.
    noticed = next((found for run in runs if (found := _judge(run))), None) or _ask_gate(settings)
    if noticed is not None:
        return noticed
    difference = ask_cases(
        {run.node.name: run.node.compiled_code for run in runs if run.node.name in models}
    )
    if difference is not None:
        return Finding(CASE, f"{difference.case}: {difference.table}.{difference.column}")
    return Finding(SURVIVED, "")


def catch_in_table_macros(project: Path) -> Finding:
    """Runs the cases of the table macros; the first that comes out otherwise is the catcher.

    Args:
        project: The dbt project that may be broken.
    """
    for case in read_macro_cases():
        try:
            found = run_macro_case(case, project)
        except duckdb.Error as error:
            return Finding(INVALID, f"{case.call} did not run: {str(error)[:300]}")
        if found != case.expect:
            return Finding(MACRO_CASE, case.name)
    return Finding(SURVIVED, "")


def _judge(run: Any) -> Finding | None:
    status, kind, name = str(run.status), str(run.node.resource_type), str(run.node.name)
    message = " ".join(str(run.message or "").split())
    if status == "fail":
        return Finding(UNIT_TEST if kind == "unit_test" else DATA_TEST, name)
    if status == "error":
        if kind == "model" and any(words in message for words in _KEPT_PROMISES):
            return Finding(PROMISE, f"{name}: {_promise_in(message)}")
        return Finding(INVALID, f"{kind} {name} did not run: {message[:300]}")
    return None


def _promise_in(message: str) -> str:
    if "contract that failed" in message:
        return "its columns are not those of the contract"
    return message.partition("Constraint Error: ")[2][:120]


def _ask_gate(settings: Settings) -> Finding | None:
    """Run the gate of the marts as a refresh runs it; only what blocks a release counts."""
    checks = [
        check
        for table in run_gate(settings, active_build(settings), MARTS)
        for check in table.checks
        if check.blocks
    ]
    return Finding(GATE, checks[0].name) if checks else None
