"""A copy of the repository in which a recipe is followed, under version control of its own.

What is changed in it belongs to `tests.recipes.changes`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pipelines.settings import REPOSITORY

BIN = Path(sys.executable).parent
IDENTITY = ("-c", "user.name=Recipes", "-c", "user.email=recipes@p2c.example")


class Checkout:
    """A copy with everything that is or would be committed; its commands work on it alone."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY, capture_output=True, check=True,
        ).stdout.decode().split("\0")  # fmt: skip
        for name in filter(None, listed):
            if (REPOSITORY / name).is_file():
                (directory / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(REPOSITORY / name, directory / name)
        self.run("git", "init", "--quiet")
        self.commit()

    def create(self, name: str, text: str) -> None:
        """Adds a file that is not there yet."""
        path = self.directory / name
        assert not path.exists(), name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def insert(self, name: str, before: str, text: str) -> None:
        """Puts text before the only line that begins with `before`, or at the end of the file."""
        path = self.directory / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        places = [number for number, line in enumerate(lines) if line.startswith(before)]
        if before:
            assert len(places) == 1, f"{name}: {before!r} begins {len(places)} lines"
        place = places[0] if before else len(lines)
        path.write_text("".join([*lines[:place], text, *lines[place:]]), encoding="utf-8")

    def changed(self) -> set[str]:
        """Names of the files that differ from the last commit."""
        status = self.run("git", "status", "--porcelain", "--untracked-files=all")
        return {line[3:] for line in status.splitlines()}

    def commit(self) -> None:
        """Commits everything."""
        self.run("git", "add", "--all")
        self.run("git", *IDENTITY, "commit", "--quiet", "--message", "as it is")

    def run(self, *command: str, expect: int = 0) -> str:
        """Runs a command in the copy; its output is shown when it ends otherwise than expected."""
        done = subprocess.run(
            command,
            cwd=self.directory,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == expect, f"{' '.join(command)}\n{done.stdout[-6000:]}"
        return done.stdout

    def p2c(self, *arguments: str) -> str:
        """Runs a command of `p2c` on the warehouse of the copy."""
        return self.run(str(BIN / "p2c"), *arguments)

    def make(self, target: str) -> str:
        """Runs a target with what is installed here."""
        stamps = (f"--assume-old={stamp}" for stamp in (".venv/.installed", ".venv/.developing"))
        return self.run("make", *stamps, f"BIN={BIN}", target)

    def pytest(self, *tests: str) -> str:
        """Runs tests of the copy."""
        return self.run(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *tests)

    def _environment(self) -> dict[str, str]:
        # Settings of the tests that run this are not those of the copy, nor is an index of git.
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("P2C_", "GIT_", "PYTEST"))}
        return kept | {
            "PYTHONPATH": str(self.directory),
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "DAGSTER_DISABLE_TELEMETRY": "yes",
            "DO_NOT_TRACK": "1",
        }
