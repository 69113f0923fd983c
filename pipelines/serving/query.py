"""Answers SQL over a released file, read-only and shut off from files and network.

How an answer is printed belongs to `pipelines.serving.output`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import QueryError, ReleaseError
from pipelines.storage.database import LOCKED_DOWN, DatabaseError, open_database

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class QueryResult:
    """Column names, their DuckDB types and the rows of a query."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def query_release(
    database: Path, sql: str, parameters: Sequence[object] = (), *, memory_limit: str = "2GB"
) -> QueryResult:
    """Answers a query over a released file, read-only and shut off from files and network.

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
    except DatabaseError as error:
        raise ReleaseError(
            f"the released file cannot be opened: {str(error).splitlines()[0]}",
            where=str(database),
            expected="a DuckDB file that no program writes to",
            next_step="p2c releases, or p2c refresh for a new one",
        ) from error


def _answer(connection: DuckDBPyConnection, sql: str, parameters: Sequence[object]) -> QueryResult:
    try:
        if (statements := len(connection.extract_statements(sql))) > 1:
            raise _refused(
                f"there are {statements} statements, and only the last one would be answered", sql
            )
        # DuckDB gives None for a text without a statement, whatever its type stubs say.
        cursor: DuckDBPyConnection | None = connection.execute(sql, list(parameters))
        if cursor is None:
            raise _refused("there is no statement in the query", sql)
        described = cursor.description or []
        rows = tuple(cursor.fetchall())
    except DatabaseError as error:
        raise _refused(str(error).splitlines()[0], sql) from error
    return QueryResult(
        columns=tuple(str(column[0]) for column in described),
        types=tuple(str(column[1]) for column in described),
        rows=rows,
    )


def _refused(found: str, sql: str) -> QueryError:
    return QueryError(
        found,
        where=sql,
        expected="SQL over the schemas marts and core; the release is read-only",
        next_step='p2c query "show all tables"',
    )
