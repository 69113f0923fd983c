"""Finds the code that decides how bytes are read, by following imports from the loader.

What is done with its hash belongs to `pipelines.build.parse_cache`.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

from pipelines.errors import P2CError

PACKAGE = Path(__file__).resolve().parents[1]

ROOT = "pipelines.build.raw_tables"
"""The module that calls every reader; whatever it imports can change what is read."""


def find_reading_code(root: str = ROOT, package: Path = PACKAGE) -> tuple[Path, ...]:
    """Lists every module that loading raw tables imports, directly or not, and the YAML beside it.

    Vocabularies are in YAML files beside the modules that open them, so all YAML files of the
    folders reached are taken.

    Args:
        root: Full name of the module to start from.
        package: Directory of the package `pipelines`.

    Raises:
        P2CError: when a module that is named or imported is not there.
    """
    found: dict[str, Path] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        path = _file_of(name, package)
        if path is None:
            raise P2CError(
                f"the code that decides how files are read imports {name}, which is not there",
                where=str(package),
                expected="every module that reading rests on",
                next_step="correct the import, or ROOT in pipelines/build/reading_code.py",
            )
        found[name] = path
        waiting += _imports_of(path, package)
    folders = {path.parent for path in found.values()} - {package}
    vocabularies = {file for folder in folders for file in folder.glob("*.yml")}
    return tuple(sorted({*found.values(), *vocabularies}))


def hash_reading_code(root: str = ROOT, package: Path = PACKAGE) -> str:
    """Hashes name and content of everything that decides how bytes are read."""
    digest = hashlib.sha256()
    for path in find_reading_code(root, package):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _file_of(module: str, package: Path) -> Path | None:
    place = package.joinpath(*module.split(".")[1:])
    for path in (place.with_suffix(".py"), place / "__init__.py"):
        if path.is_file():
            return path
    return None


def _imports_of(path: Path, package: Path) -> Iterator[str]:
    """Full names of the project's modules that a module imports anywhere, with their packages."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and _is_ours(node.module or ""):
            assert node.module is not None
            yield from _with_packages(node.module)
            for alias in node.names:
                if _file_of(f"{node.module}.{alias.name}", package):
                    yield f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if _is_ours(alias.name):
                    yield from _with_packages(alias.name)


def _is_ours(module: str) -> bool:
    return module.split(".")[0] == "pipelines"


def _with_packages(module: str) -> Iterator[str]:
    """A module and the packages it lies in, whose own code is run when it is imported."""
    parts = module.split(".")
    for length in range(1, len(parts) + 1):
        yield ".".join(parts[:length])
