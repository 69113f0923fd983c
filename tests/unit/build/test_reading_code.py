"""The code that decides how bytes are read is found by imports, and a missing part is an error."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.build.reading_code import PACKAGE, find_reading_code, hash_reading_code
from pipelines.errors import P2CError


@pytest.fixture
def package(tmp_path: Path) -> Path:
    copy = tmp_path / "pipelines"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "_bundled"))
    return copy


def names(package: Path = PACKAGE) -> set[str]:
    return {path.relative_to(package).as_posix() for path in find_reading_code(package=package)}


def test_every_module_of_the_readers_and_every_vocabulary_is_found() -> None:
    readers = {path for path in (PACKAGE / "readers").rglob("*.py") if path.name != "__init__.py"}
    words = set((PACKAGE / "readers").rglob("*.yml"))
    form = set((PACKAGE / "submissions").glob("*.yml"))
    missing = {path.relative_to(PACKAGE).as_posix() for path in readers | words | form} - names()
    assert missing == set()


def test_code_that_reads_nothing_is_not_part_of_it() -> None:
    folders = {name.split("/")[0] for name in names()}
    assert folders & {"cli", "assets", "gates", "release", "review", "serving"} == set()


@pytest.mark.parametrize(
    "changed",
    [
        "readers/amounts/money.py",
        "readers/publishers/itu/facts_figures.py",
        "readers/places/regions.yml",
        "submissions/terms.yml",
        "sources/editions.py",
    ],
)
def test_a_change_of_a_reader_or_a_vocabulary_changes_the_hash(package: Path, changed: str) -> None:
    before = hash_reading_code(package=package)
    with (package / changed).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert hash_reading_code(package=package) != before


def test_a_change_elsewhere_does_not(package: Path) -> None:
    before = hash_reading_code(package=package)
    (package / "cli" / "query.py").write_text("changed = True\n", encoding="utf-8")
    assert hash_reading_code(package=package) == before


def test_a_module_that_is_imported_and_gone_is_an_error_that_names_it(package: Path) -> None:
    shutil.move(package / "readers" / "amounts", package / "amounts")
    with pytest.raises(P2CError) as error:
        find_reading_code(package=package)
    assert "pipelines.readers.amounts" in str(error.value)


def test_a_root_that_moved_is_an_error(package: Path) -> None:
    (package / "build" / "raw_tables.py").rename(package / "build" / "tables.py")
    with pytest.raises(P2CError, match=r"pipelines\.build\.raw_tables"):
        find_reading_code(package=package)
