"""Tries tampers on a warehouse and finds where a person would see them.

Many are tried in one build, since each has rows of its own; what shows one names those rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.build.build_directory import start_build
from pipelines.checks import RAW, CheckResult
from pipelines.gates.run import run_gate
from tests.build_steps import collect, load_all
from tests.tampers.editing import Tamper
from tests.warehouses import Warehouse


@dataclass(frozen=True)
class Sign:
    """One thing a person is shown: by what, at which level, and its words."""

    by: str
    level: str
    words: str


@dataclass(frozen=True)
class Found:
    """A tamper and the signs of it; none means that it is silent."""

    tamper: Tamper
    signs: tuple[Sign, ...]

    def in_a_line(self) -> str:
        """A row of the table of all tampers."""
        signs = "; ".join(sorted({f"{sign.by} ({sign.level})" for sign in self.signs}))
        return f"| {self.tamper.name} | {self.tamper.file} | {signs or 'SILENT'} |"


def spoil(warehouse: Warehouse, tampers: Sequence[Tamper]) -> None:
    """Put tampers into the files of a warehouse."""
    contents: dict[str, bytes] = {}
    for tamper in tampers:
        before = contents.get(tamper.file)
        if before is None:
            before = (warehouse.settings.data_dir / tamper.file).read_bytes()
        contents[tamper.file] = tamper.apply(before)
    for path, content in contents.items():
        warehouse.replace_bundled_file(path, content)


def signs_of_files(warehouse: Warehouse) -> Iterator[Sign]:
    """What the first gate says of the files, without a build of the models."""
    build = start_build(warehouse.settings)
    collect(warehouse.settings, build)
    load_all(warehouse.settings, build)
    for table in run_gate(warehouse.settings, build, RAW):
        yield from _of_checks(table.checks)


def signs_of_build(warehouse: Warehouse) -> Iterator[Sign]:
    """What a whole refresh says, and what waits for a person after it."""
    outcome = warehouse.refresh()
    for problem in outcome.problems:
        yield Sign("refused", "critical", problem)
    verdict = json.loads((warehouse.settings.active_build / "verdict.json").read_text())
    for check in verdict["checks"]:
        if not check["passed"]:
            for row in check["sample"] or [{}]:
                yield Sign(check["name"], check["level"], f"{check['seen']} {json.dumps(row)}")
    if outcome.release is not None:
        yield from _waiting(warehouse)


def _of_checks(checks: Iterable[CheckResult]) -> Iterator[Sign]:
    for check in checks:
        if not check.passed:
            for row in check.sample or ({},):
                words = json.dumps(row, default=str)
                yield Sign(check.name, check.level, f"{check.seen} {words}")


def _waiting(warehouse: Warehouse) -> Iterator[Sign]:
    for rule, pledge_id, evidence in warehouse.query(WAITING).rows:
        yield Sign(f"waits: {rule}", "review", f"{pledge_id} {evidence}")


WAITING = """
select rule, pledge_version_id, found from core.fct_pledge_version_suspicions
where decision = 'open'
union all
select rule, left_id || ' ' || right_id, evidence from core.fct_match_candidates
where decision = 'open'
"""


def find_signs(
    tampers: Sequence[Tamper], signs: Iterable[Sign], always: Iterable[Sign]
) -> tuple[Found, ...]:
    """What shows each tamper, but for what is said of the untouched files as well."""
    usual = {(sign.by, sign.words) for sign in always}
    new = [sign for sign in signs if (sign.by, sign.words) not in usual]
    return tuple(
        Found(
            tamper,
            tuple(sign for sign in new if all(text in sign.words for text in tamper.seen)),
        )
        for tamper in tampers
    )


def table_of(found: Iterable[Found]) -> str:
    """All tampers with what shows them, as a table."""
    rows = (each.in_a_line() for each in found)
    return "\n".join(["| Tamper | File | Seen by |", "|---|---|---|", *rows])
