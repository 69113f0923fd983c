"""The main job beside its unavoidable parts: a bare `dbt build` and three bare imports.

All are measured in one run on one machine, each in a process of its own, the median of three.
Run with `make bench`; the ratio is what counts, the seconds are the machine's.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3
LIMIT = 1.5
BIN = Path(sys.executable).parent
REPOSITORY = Path(__file__).resolve().parent.parent


def seconds(command: list[str], environment: dict[str, str], folder: Path = REPOSITORY) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "warehouse"
        environment = {**os.environ, "P2C_HOME": str(home)}
        refresh = [str(BIN / "p2c"), "refresh"]
        subprocess.run(refresh, env=environment, check=True, capture_output=True)

        measured = {"p2c refresh, warm": seconds(refresh, environment)}
        build = Path(folder) / "build.duckdb"
        shutil.copy(home / "work" / "active" / "build.duckdb", build)
        dbt = [
            str(BIN / "dbt"), "build", "--exclude-resource-type", "unit_test",
            "--target-path", f"{folder}/target", "--log-path", f"{folder}/logs",
        ]  # fmt: skip
        bare = {**environment, "P2C_BUILD_DATABASE": str(build), "DO_NOT_TRACK": "1"}
        subprocess.run(dbt, env=bare, cwd=REPOSITORY / "dbt_project", check=True,
                       capture_output=True)  # fmt: skip
        measured["dbt build, bare and warm"] = seconds(dbt, bare, REPOSITORY / "dbt_project")
        for module in ("dagster", "dagster_dbt", "great_expectations"):
            measured[f"import {module}"] = seconds([sys.executable, "-c", f"import {module}"], bare)

    job, *parts = measured.values()
    for name, value in measured.items():
        print(f"{name:28} {value:6.1f} s")
    print(f"{'sum of the bare parts':28} {sum(parts):6.1f} s")
    print(f"{'ratio (aim: below 1.5)':28} {job / sum(parts):6.2f}")
    sys.exit(job / sum(parts) >= LIMIT)


if __name__ == "__main__":
    main()
