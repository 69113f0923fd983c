"""Runs a case that is a folder: rows in, through the compiled models, rows of tables out.

What the cases say is in `cases/`, how to write one in `cases/README.md`. dbt is not run here:
its compiled SQL is executed, since a run of dbt for each case costs many seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tests.warehouse.case_differences import Difference, compare_rows
from tests.warehouse.case_files import Expected, FolderCase, load_case, read_case, read_value
from tests.warehouse.compiled_project import CompiledProject


def run_case(
    directory: Path,
    project: CompiledProject,
    workspace: Path,
    broken: Mapping[str, str] | None = None,
) -> tuple[Difference, ...]:
    """Run one case; what differs from its expected rows, nothing when all is well.

    Args:
        directory: The folder of the case.
        project: The compiled models, with a finished build of the bundled data.
        workspace: An empty directory for files of this run.
        broken: SQL that takes the place of that of some models, by their names.
    """
    with open_case(directory, project, workspace) as case:
        return case.differences(broken or {})


@contextmanager
def open_case(directory: Path, project: CompiledProject, workspace: Path) -> Iterator[OpenCase]:
    """Read the files of a case and build its tables once, to ask for differences many times."""
    case = read_case(directory)
    given = load_case(case, project, workspace)
    means_to = any(expected.table == "rejects_summary" for expected in case.expected)
    assert means_to or not given.tables_with_rejects, (
        f"{case.name}: rows given for {', '.join(sorted(given.tables_with_rejects))} were rejected;"
        " correct them, or expect marts.rejects_summary"
    )
    with duckdb.connect() as connection:
        connection.execute("set memory_limit = '1GB'")
        connection.execute(f"attach '{project.database}' as bundled (read_only)")
        connection.execute(f"attach '{given.database}' as given (read_only)")
        # The compiled SQL names the database of a build by its file.
        connection.execute(f"attach ':memory:' as {project.database.stem}")
        connection.execute(f"use {project.database.stem}")
        for schema in ("raw", "staging", "core", "marts"):
            connection.execute(f"create schema {schema}")
        for table in project.raw_tables:
            origin = "given" if table in given.tables else "bundled"
            connection.execute(f"create view raw.{table} as from {origin}.raw.{table}")
        yield OpenCase(case, project, connection, [f"raw.{table}" for table in given.tables])


class OpenCase:
    """The tables of one case, built by the models as they are."""

    def __init__(
        self,
        case: FolderCase,
        project: CompiledProject,
        connection: duckdb.DuckDBPyConnection,
        given: list[str],
    ) -> None:
        self._case = case
        self._project = project
        self._connection = connection
        self._needed = project.needed_for(item.table for item in case.expected)
        affected = project.affected_by(given)
        self._copied = [name for name in self._needed if name not in affected]
        for name in self._copied:
            table = f"{project.models[name].schema}.{name}"
            connection.execute(f"create view {table} as from bundled.{table}")
        self._failure = self._build([name for name in self._needed if name in affected], {})

    def differences(self, broken: Mapping[str, str]) -> tuple[Difference, ...]:
        """What differs, with the SQL of some models replaced; nothing is kept of that."""
        if self._failure:
            return (self._failure,)
        affected = self._project.affected_by(broken)
        again = [name for name in self._needed if name in affected]
        self._connection.execute("begin")
        try:
            for name in reversed(again):
                model = self._project.models[name]
                kind = "view" if name in self._copied else model.kind
                self._connection.execute(f"drop {kind} {model.schema}.{name}")
            failure = self._build(again, broken)
            return (failure,) if failure else tuple(self._compare_all())
        finally:
            self._connection.execute("rollback")

    def _build(self, names: list[str], broken: Mapping[str, str]) -> Difference | None:
        for name in names:
            model = self._project.models[name]
            try:
                for statement in model.statements(broken.get(name)):
                    self._connection.execute(statement)
            except duckdb.Error as error:
                table = f"{model.schema}.{name}"
                message = str(error).splitlines()[0]
                return Difference(self._case.name, table, "", "(the table)", "is built", message)
        return None

    def _compare_all(self) -> Iterator[Difference]:
        for expected in self._case.expected:
            yield from self._compare(expected)

    def _compare(self, expected: Expected) -> Iterator[Difference]:
        table = f"{expected.schema}.{expected.table}"
        columns = ", ".join(f'"{column}"' for column in expected.columns)
        cursor = self._connection.execute(
            f"select {columns} from {table} where {expected.condition}"
        )
        types = [str(column[1]) for column in cursor.description or []]
        wanted = [
            tuple(read_value(text, kind) for text, kind in zip(row, types, strict=True))
            for row in expected.rows
        ]
        return compare_rows(
            (self._case.name, table),
            expected.columns,
            self._project.models[expected.table].primary_key,
            wanted,
            cursor.fetchall(),
        )
