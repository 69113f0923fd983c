"""The one door to DuckDB: opening files safely, loading raw tables, answering queries.

No other module imports duckdb. What a table means is the business of the dbt project, what a
release holds that of `pipelines.release.publish`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

DatabaseError = duckdb.Error
"""What DuckDB raises; so that no other module imports it."""

LOCKED_DOWN = (
    "set enable_external_access = false",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set allow_community_extensions = false",
    "set lock_configuration = true",
)
"""A read-only connection still reads any file of the host unless these are set, in this order."""


@contextmanager
def open_database(
    path: Path | None, *, read_only: bool = False, memory_limit: str = "2GB"
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens a DuckDB file (or memory, when `path` is None) and closes it again.

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
    """Quotes a schema, table or column name; the only way a name reaches SQL text."""
    return '"' + name.replace('"', '""') + '"'


def load_raw_table(database: Path, table: str, rows: pa.Table, *, memory_limit: str) -> int:
    """Replaces `raw.<table>` with `rows`; returns how many rows it now has."""
    target = f"raw.{quote_identifier(table)}"
    with open_database(database, memory_limit=memory_limit) as connection:
        connection.execute("create schema if not exists raw")
        connection.register("incoming", rows)
        connection.execute(f"create or replace table {target} as select * from incoming")
        counted = connection.execute(f"select count(*) from {target}").fetchone()
    return int(counted[0]) if counted else 0


def write_private_table(database: Path, table: str, rows: pa.Table) -> None:
    """Writes a fresh DuckDB file of one table that only its owner may open.

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


def read_rows(database: Path, sql: str) -> list[dict[str, Any]]:
    """Rows of a query over a build, as one mapping a row."""
    with open_database(database, read_only=True) as connection:
        return fetch_rows(connection, sql)


def fetch_rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """Rows of a query, as one mapping a row."""
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def list_columns(database: Path, schemas: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Names every table of some schemas as `schema.table`, with its columns and their types."""
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


def quote_text(text: str) -> str:
    """Quotes a string for the statements that take no parameters: ATTACH, COPY and COMMENT."""
    return "'" + text.replace("'", "''") + "'"
