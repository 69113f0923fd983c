"""The one door to DuckDB: opening files safely, loading raw tables, answering queries.

No other module imports duckdb. What a table means is the business of the dbt project, what a
release holds that of `pipelines.release`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.errors import QueryError, ReleaseError

LOCKED_DOWN = (
    "set enable_external_access = false",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set allow_community_extensions = false",
    "set lock_configuration = true",
)
"""A read-only connection still reads any file of the host unless these are set, in this order."""


@dataclass(frozen=True)
class QueryResult:
    """Column names, their DuckDB types and the rows of a query."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@contextmanager
def open_database(
    path: Path | None, *, read_only: bool = False, memory_limit: str = "2GB"
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB file (or memory, when `path` is None) and close it again.

    DuckDB allows one writer or many readers of a file, so nobody keeps a connection open.
    """
    target = ":memory:" if path is None else str(path)
    connection = duckdb.connect(target, read_only=read_only)
    try:
        connection.execute("set memory_limit = ?", [memory_limit])
        yield connection
    finally:
        connection.close()


def quote_identifier(name: str) -> str:
    """Quote a schema, table or column name; the only way a name reaches SQL text."""
    return '"' + name.replace('"', '""') + '"'


def load_raw_table(database: Path, table: str, rows: pa.Table, *, memory_limit: str) -> int:
    """Replace `raw.<table>` with `rows`; returns how many rows it now has."""
    target = f"raw.{quote_identifier(table)}"
    with open_database(database, memory_limit=memory_limit) as connection:
        connection.execute("create schema if not exists raw")
        connection.register("incoming", rows)
        connection.execute(f"create or replace table {target} as select * from incoming")
        counted = connection.execute(f"select count(*) from {target}").fetchone()
    return int(counted[0]) if counted else 0


def write_private_table(database: Path, table: str, rows: pa.Table) -> None:
    """Write a fresh DuckDB file of one table that only its owner may open.

    A file of its own and always a fresh one, because DuckDB leaves deleted rows in its blocks.
    """
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = database.with_name(f".{database.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    previous = os.umask(0o077)
    try:
        with open_database(part) as connection:
            connection.register("incoming", rows)
            connection.execute(f"create table {quote_identifier(table)} as select * from incoming")
    finally:
        os.umask(previous)
    os.replace(part, database)


def query_release(
    database: Path,
    sql: str,
    parameters: Sequence[object] = (),
    *,
    memory_limit: str = "2GB",
) -> QueryResult:
    """Answer a query over a released file, read-only and shut off from files and network.

    Raises:
        ReleaseError: when there is no release yet, or its file cannot be opened.
        QueryError: when DuckDB refuses the query.
    """
    if not database.exists():
        raise ReleaseError(
            "there is no release to query yet",
            where=str(database),
            expected="a released warehouse.duckdb",
            next_step="p2c refresh",
        )
    try:
        with open_database(database, read_only=True, memory_limit=memory_limit) as connection:
            for statement in LOCKED_DOWN:
                connection.execute(statement)
            return _answer(connection, sql, parameters)
    except duckdb.Error as error:
        raise ReleaseError(
            f"the released file cannot be opened: {str(error).splitlines()[0]}",
            where=str(database),
            expected="a DuckDB file that no program writes to",
            next_step="p2c releases, or p2c refresh for a new one",
        ) from error


def _answer(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object]
) -> QueryResult:
    try:
        if (statements := len(connection.extract_statements(sql))) > 1:
            raise duckdb.InvalidInputException(
                f"there are {statements} statements, and only the last one would be answered"
            )
        # DuckDB gives None for a text without a statement, whatever its type stubs say.
        cursor: duckdb.DuckDBPyConnection | None = connection.execute(sql, list(parameters))
        if cursor is None:
            raise duckdb.InvalidInputException("there is no statement in the query")
        described = cursor.description or []
        rows = tuple(cursor.fetchall())
    except duckdb.Error as error:
        raise QueryError(
            str(error).splitlines()[0],
            where=sql,
            expected="SQL over the schemas marts and core; the release is read-only",
            next_step='p2c query "show all tables"',
        ) from error
    return QueryResult(
        columns=tuple(str(column[0]) for column in described),
        types=tuple(str(column[1]) for column in described),
        rows=rows,
    )


def read_rows(database: Path, sql: str) -> list[dict[str, Any]]:
    """Rows of a query over a build, as one mapping a row."""
    with open_database(database, read_only=True) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def describe_tables(database: Path, schemas: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Name every table of some schemas as `schema.table`, with its columns and their types."""
    with open_database(database, read_only=True) as connection:
        found = connection.execute(
            "select schema_name || '.' || table_name, column_name, data_type"
            " from duckdb_columns() where list_contains(?, schema_name)"
            " order by schema_name, table_name, column_index",
            [list(schemas)],
        ).fetchall()
    tables: dict[str, list[tuple[str, str]]] = {}
    for table, column, data_type in found:
        tables.setdefault(table, []).append((column, data_type))
    return tables
