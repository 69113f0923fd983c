"""Breaks the SQL behind each mart and shows what catches it: `python -m tests.mutations`.

Exits 1 when a mutation survives or does not run. The ways to break stand in `ways.yml`, the
mutations in `catalogue/`.
"""
# ruff: noqa: T201 - a command prints

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import P2CError
from pipelines.settings import Settings
from tests.mutations.catalogue import load_catalogue
from tests.mutations.checking import Result, check_mutations
from tests.mutations.reporting import summary_of, table_of, write_report


def main() -> int:
    """Run the check and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mart", action="append", help="only the mutations of this mart")
    parser.add_argument("--only", action="append", help="only the mutation of this name")
    parser.add_argument("--jobs", type=int, default=2, help="number of processes")
    parser.add_argument("--home", type=Path, help="a refreshed warehouse; without it one is made")
    parser.add_argument("--no-control", action="store_true", help="skip the unbroken project")
    parser.add_argument("--report", type=Path, action="append", default=[], help=".md or .json")
    asked = parser.parse_args()
    begin = time.monotonic()
    try:
        mutations = [
            mutation
            for mutation in load_catalogue()
            if mutation.mart in (asked.mart or [mutation.mart])
            and mutation.name in (asked.only or [mutation.name])
        ]
        with _finished_home(asked.home) as home:
            print(f"{len(mutations)} mutations", flush=True)
            results = check_mutations(
                mutations, home, jobs=asked.jobs, control=not asked.no_control, tell=_tell
            )
    except P2CError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"\n{table_of(results)}\n\n{summary_of(results)}, {time.monotonic() - begin:.0f} s")
    for file in asked.report:
        write_report(results, file)
    return 0 if results and all(result.finding.caught for result in results) else 1


@contextmanager
def _finished_home(given: Path | None) -> Iterator[Path]:
    """The refreshed warehouse to start from."""
    if given is not None:
        yield given
        return
    from pipelines.assets.run import run_refresh
    from pipelines.definitions import build_defs

    with tempfile.TemporaryDirectory(prefix="mutations-of-") as directory:
        home = Path(directory) / "warehouse"
        print("refreshing a warehouse to start from", flush=True)
        settings = Settings.from_environment({"P2C_HOME": str(home)})
        outcome = run_refresh(settings, build_defs(settings))
        if outcome.release is None:
            raise P2CError("\n".join(outcome.problems), where=str(home), next_step="p2c refresh")
        yield home


def _tell(result: Result) -> None:
    mark = "caught" if result.finding.caught else result.finding.catcher.upper()
    name, by = result.mutation.name, result.finding.by
    print(f"{mark:9}{result.seconds:6.1f} s  {name}: {by}", flush=True)


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # DuckDB's binding reports objects that dbt and SQLAlchemy still hold when Python tidies up.
    os._exit(status)
