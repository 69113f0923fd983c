"""The files of a case: what it expects, and what it gives, read by the real readers.

The raw tables that a case does not give are the bundled ones and no business of this module.
"""

from __future__ import annotations

import csv
import hashlib
import os
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import yaml

from pipelines.build.build_directory import Build, start_build
from pipelines.build.line_accounts import ACCOUNTS
from pipelines.settings import Settings
from pipelines.sources.place_lists import LISTS
from pipelines.storage.database import load_raw_table, read_rows
from tests.build_steps import collect, load_with_accounts
from tests.warehouse.case_differences import EMPTY_TEXT
from tests.warehouse.compiled_project import CompiledProject

CASES = Path(__file__).parent / "cases"
_NAME_LISTS = {contract.table for contract in LISTS}


@dataclass(frozen=True)
class Expected:
    """Rows that one table must have, among those that a condition lets through."""

    schema: str
    table: str
    condition: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class FolderCase:
    """A case as its folder has it."""

    directory: Path
    as_of: date | None
    expected: tuple[Expected, ...]

    @property
    def name(self) -> str:
        return f"{self.directory.parent.name}/{self.directory.name}"


@dataclass(frozen=True)
class GivenTables:
    """Raw tables that hold what a case gives, and the DuckDB file they are in.

    `tables_with_rejects` are those of which some given row was set aside.
    """

    database: Path
    tables: frozenset[str]
    tables_with_rejects: frozenset[str]


def read_value(text: str, duckdb_type: str) -> object:
    """The value a text stands for in a column, exactly; nothing is null."""
    if text == "":
        return None
    if duckdb_type == "VARCHAR":
        return "" if text == EMPTY_TEXT else text
    if duckdb_type == "DATE":
        return date.fromisoformat(text)
    if duckdb_type == "BOOLEAN":
        return {"true": True, "false": False}[text]
    if duckdb_type.startswith("DECIMAL"):
        return Decimal(text)
    if duckdb_type in ("INTEGER", "BIGINT", "HUGEINT"):
        return int(text)
    raise AssertionError(f"a column of type {duckdb_type} cannot be compared exactly")


def find_cases(root: Path = CASES) -> list[Path]:
    """Folders of all cases."""
    return sorted(file.parent for file in root.glob("*/*/case.yml"))


def read_case(directory: Path) -> FolderCase:
    text = yaml.safe_load((directory / "case.yml").read_text(encoding="utf-8"))
    needed, allowed = {"shows", "source", "working"}, {"as_of", "rows"}
    assert needed <= set(text) <= needed | allowed, f"{directory}: {sorted(text)}"
    conditions: dict[str, str] = text.get("rows", {})
    files = sorted((directory / "expected").glob("*.csv"))
    unused = set(conditions) - {file.stem for file in files}
    assert files, f"{directory} expects nothing"
    assert not unused, f"{directory}: conditions on tables without expected rows: {unused}"
    expected = tuple(_read_expected(file, conditions.get(file.stem, "true")) for file in files)
    return FolderCase(directory, text.get("as_of"), expected)


def _read_expected(file: Path, condition: str) -> Expected:
    with file.open(newline="", encoding="utf-8") as handle:
        header, *rows = csv.reader(handle)
    assert all(len(row) == len(header) for row in rows), f"{file}: rows of different widths"
    schema, table = file.stem.split(".")
    return Expected(schema, table, condition, tuple(header), tuple(tuple(row) for row in rows))


def load_case(case: FolderCase, project: CompiledProject, workspace: Path) -> GivenTables:
    """Read what a case gives as a refresh would, in a warehouse directory of its own."""
    given = _given_files(case.directory)
    settings = _make_home(case.directory, given, workspace)
    build = start_build(settings, case.as_of)
    tables = {
        item.source.table
        for item in collect(settings, build)
        if item.archived.kind != "bundled" or f"data/{item.archived.name}" in given
    }
    counts = load_with_accounts(settings, build, *tables)
    _account_for_bundled_tables(settings, build, project, tables)
    return GivenTables(
        build.database,
        frozenset(counts),
        frozenset(table for table in tables if counts[table]["rejects"]),
    )


def _account_for_bundled_tables(
    settings: Settings, build: Build, project: CompiledProject, given: set[str]
) -> None:
    """Of the tables not given, the account is that of the bundled data."""
    for name in ("files", "rejects"):
        bundled = read_rows(project.database, f"from raw.{name}")
        rows = read_rows(build.database, f"from raw.{name}")
        rows += [row for row in bundled if row["table_name"] not in given]
        account = pa.Table.from_pylist(rows, schema=ACCOUNTS[name])
        load_raw_table(build.database, name, account, memory_limit=settings.memory_limit)


def _given_files(directory: Path) -> frozenset[str]:
    return frozenset(
        file.relative_to(directory).as_posix()
        for folder in ("data", "inbox", "decisions")
        for file in (directory / folder).rglob("*")
        if file.is_file()
    )


def _make_home(directory: Path, given: frozenset[str], workspace: Path) -> Settings:
    """A warehouse whose snapshot is what a case gives and the lists that names are read with."""
    settings = Settings.from_environment({"P2C_HOME": str(workspace / "warehouse")})
    own = Settings.from_environment(
        {
            "P2C_HOME": str(settings.home),
            "P2C_DATA_DIR": str(workspace / "data"),
            "P2C_SOURCES": str(workspace / "sources.yml"),
        }
    )
    registry = yaml.safe_load(settings.sources_file.read_text(encoding="utf-8"))
    known, kept = set(), []
    for source in registry["sources"]:
        (edition,) = source["editions"]
        name = f"data/{edition['path']}"
        known.add(name)
        if name in given:
            content = (directory / name).read_bytes()
            edition.update(sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))
        elif source["table"] in _NAME_LISTS:
            content = (settings.data_dir / edition["path"]).read_bytes()
        else:
            continue
        kept.append(source)
        _put(own.data_dir / edition["path"], content)
    own.sources_file.write_text(
        yaml.safe_dump({"sources": kept, "providers": [], "datasets": []}, allow_unicode=True),
        encoding="utf-8",
    )
    for name in given - known:
        assert not name.startswith("data/"), f"{directory}: no bundled file is called {name}"
        _put(own.home / name, (directory / name).read_bytes())
    return own


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    # Files that were written a moment ago are not taken from an inbox yet.
    os.utime(path, (0, 0))
