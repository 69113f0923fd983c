"""The unit tests of the dbt project: rows in, rows out, for the rules that decide figures."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from pipelines.settings import REPOSITORY
from tests.conftest import Warehouse


def test_every_unit_test_of_the_models_passes(released: Warehouse, tmp_path: Path) -> None:
    build = tmp_path / "build.duckdb"
    shutil.copy(released.settings.active_build / "build.duckdb", build)
    run = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")), "test", "--select", "test_type:unit",
            "--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs"),
        ],
        env={**os.environ, "P2C_BUILD_DATABASE": str(build)},
        cwd=REPOSITORY / "dbt_project", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    passed = re.search(r"PASS=(\d+)", run.stdout)
    written = sum(
        len(yaml.safe_load(file.read_text()).get("unit_tests", ()))
        for file in (REPOSITORY / "dbt_project" / "models").rglob("*.yml")
    )
    assert passed is not None
    assert int(passed[1]) == written > 10
