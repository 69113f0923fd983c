"""The wheel is all there is to install: a release is made outside any checkout."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.settings import REPOSITORY
from tests.warehouses import Warehouse, make_settings

pytestmark = pytest.mark.slow


class Installed:
    """A virtual environment with the wheel, beside the libraries of the one that tests run in."""

    def __init__(self, directory: Path) -> None:
        wheels = directory / "wheels"
        run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation",
            "--disable-pip-version-check", "-w", str(wheels), str(REPOSITORY))  # fmt: skip
        (wheel,) = wheels.iterdir()
        run(sys.executable, "-m", "venv", str(directory / "venv"))
        self.bin = directory / "venv" / "bin"
        run(str(self.bin / "python"), "-m", "pip", "install", "-q", "--no-deps", "--no-index",
            "--disable-pip-version-check", str(wheel))  # fmt: skip
        (self.packages,) = (directory / "venv" / "lib").glob("python*/site-packages")
        # After the environment's own folder; a .pth file in the other one is not followed.
        (self.packages / "libraries.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")

    def p2c(self, folder: Path, *arguments: str) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("P2C_")}
        kept.pop("PYTHONPATH", None)
        return run(str(self.bin / "p2c"), *arguments, folder=folder, environment=kept)

    def content(self) -> Iterator[tuple[str, str]]:
        """Every file of the package but compiled ones, with its hash."""
        for path in sorted((self.packages / "pipelines").rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                yield str(path), hashlib.sha256(path.read_bytes()).hexdigest()


def run(
    *command: str, folder: Path | None = None, environment: dict[str, str] | None = None
) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"))


def test_a_refresh_in_an_empty_folder_makes_a_release_and_leaves_the_package_alone(
    installed: Installed, tmp_path: Path
) -> None:
    before = dict(installed.content())
    assert any("_bundled/dbt_project" in path for path in before)
    shown = installed.p2c(tmp_path, "refresh")
    assert "leaked" not in shown, "the interpreter's own tidying up is heard"
    assert [path.name for path in tmp_path.iterdir()] == ["warehouse"]
    released = Warehouse(make_settings(tmp_path / "warehouse"))
    assert released.one("select count(*) from core.fct_pledges") > 0
    manifest = (released.settings.current / "manifest.json").read_text()
    assert hashlib.sha256((REPOSITORY / "requirements.lock").read_bytes()).hexdigest() in manifest
    assert (released.settings.dagster_home / "dagster.yaml").is_file()
    assert dict(installed.content()) == before


def test_a_folder_s_env_file_says_where_the_warehouse_is(
    installed: Installed, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("P2C_HOME=elsewhere\n")
    (tmp_path / "pledges.csv").write_text("pledge_id\n")
    installed.p2c(tmp_path, "submit", "pledges.csv")
    assert (tmp_path / "elsewhere" / "inbox" / "pledges.csv").is_file()
    assert not (tmp_path / "warehouse").exists()
