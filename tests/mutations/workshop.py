"""A copy of the dbt project and of a finished build, to be broken and mended again and again.

The working tree is only read. What notices the damage is in `tests.mutations.catchers`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.build.dbt_runner import target_directory
from pipelines.settings import Settings
from tests.mutations.catalogue import PROJECT, Mutation
from tests.warehouse.case_files import CASES, find_cases, read_case
from tests.warehouse.compiled_project import CompiledProject, read_compiled_project
from tests.warehouse.folder_cases import Difference, OpenCase, open_case

BUILD = "build.duckdb"


@dataclass(frozen=True)
class Workshop:
    """Where one process breaks the project.

    Attributes:
        settings: A warehouse that holds nothing but one build; its dbt project is the copy.
        finished: The refreshed warehouse whose build every mutation starts from.
    """

    settings: Settings
    finished: Settings
    _cases: dict[Path, OpenCase] = field(default_factory=dict)
    _kept_open: ExitStack = field(default_factory=ExitStack)

    @contextmanager
    def broken(self, mutation: Mutation | None) -> Iterator[None]:
        """Work on a fresh copy of the build, with the project broken until the end.

        Args:
            mutation: How to break it; None leaves it whole.
        """
        self.settings.active_build.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.finished.active_build / BUILD, self.settings.active_build / BUILD)
        if mutation is None:
            yield
            return
        file = self.settings.dbt_project_dir / mutation.file
        whole = file.read_text(encoding="utf-8")
        file.write_text(mutation.break_text(whole), encoding="utf-8")
        try:
            yield
        finally:
            file.write_text(whole, encoding="utf-8")

    def models_of(self, mutation: Mutation) -> list[str]:
        """Names of the models that a mutation breaks at once: several where it breaks a macro."""
        file = Path(mutation.file)
        if file.parts[0] != "macros":
            return [file.stem]
        manifest = json.loads((target_directory(self.finished) / "manifest.json").read_text())
        broken = {
            name
            for name, macro in manifest["macros"].items()
            if macro["original_file_path"] == mutation.file and macro["package_name"] == "p2c"
        }
        while more := set(_users(manifest["macros"], broken)) - broken:
            broken |= more
        return sorted(
            manifest["nodes"][node]["name"]
            for node in _users(manifest["nodes"], broken)
            if manifest["nodes"][node]["resource_type"] == "model"
        )

    def ask_cases(self, broken: Mapping[str, str]) -> Difference | None:
        """The first difference in a folder case that reads one of some broken models.

        Args:
            broken: Broken SQL by name of the model; nothing asks whether all cases hold unbroken.
        """
        for directory in find_cases():
            needed = self._project.needed_for(item.table for item in read_case(directory).expected)
            if broken and broken.keys().isdisjoint(needed):
                continue
            if differences := self._open(directory).differences(broken):
                return differences[0]
        return None

    @cached_property
    def _project(self) -> CompiledProject:
        return read_compiled_project(self.finished)

    def _open(self, directory: Path) -> OpenCase:
        """A case, opened when it is first asked and kept for the next mutation."""
        if directory not in self._cases:
            workspace = self.settings.home / "cases" / directory.relative_to(CASES)
            self._cases[directory] = self._kept_open.enter_context(
                open_case(directory, self._project, workspace)
            )
        return self._cases[directory]


def open_workshop(directory: Path, finished_home: Path, project: Path = PROJECT) -> Workshop:
    """Make a workshop of its own.

    Args:
        directory: Where to put it; nothing is there yet.
        finished_home: A refreshed warehouse.
        project: The dbt project to copy.
    """
    own = directory / "dbt_project"
    shutil.copytree(project, own, ignore=shutil.ignore_patterns("target", "logs", ".user.yml"))

    def settings_of(home: Path) -> Settings:
        return Settings.from_environment({**os.environ, "P2C_HOME": str(home)})

    settings = settings_of(directory / "warehouse").model_copy(update={"dbt_project_dir": own})
    return Workshop(settings, settings_of(finished_home))


def _users(nodes: dict[str, Any], macros: set[str]) -> list[str]:
    return [
        name for name, node in nodes.items() if macros.intersection(node["depends_on"]["macros"])
    ]
