"""What a release publishes from a build, and how its content is copied and hashed.

Directories, manifests and the swap of `current` are not handled here; `pipelines.release.publish`
calls these functions in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import ReleaseError
from pipelines.storage.database import quote_identifier, quote_text
from pipelines.storage.releases import PUBLISHED

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


PUBLISHED_TYPES = frozenset(
    {"VARCHAR", "BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "DECIMAL", "DATE", "TIMESTAMP"}
)
"""Types every DuckDB client since 1.0 reads; one other type can make the whole file unreadable."""

PRIVATE_WORDS = frozenset({"contact", "contacts", "email", "emails", "telephone"})
"""Words that are never in the name of a published table or column: people are not published."""

STORAGE_VERSION = "v1.0.0"


@dataclass(frozen=True)
class PublishedColumn:
    """A column as the build declares it."""

    name: str
    data_type: str
    not_null: bool
    comment: str | None


@dataclass(frozen=True)
class PublishedTable:
    """A table that goes into the release; `primary_key` may be empty."""

    schema: str
    name: str
    comment: str | None
    columns: tuple[PublishedColumn, ...]
    primary_key: tuple[str, ...]

    @property
    def qualified(self) -> str:
        """`schema.table`, its name everywhere outside SQL text."""
        return f"{self.schema}.{self.name}"

    def sql_name(self, database: str | None = None) -> str:
        """The quoted name for SQL text, in an attached database or in the opened one."""
        parts = [database, self.schema, self.name] if database else [self.schema, self.name]
        return ".".join(quote_identifier(part) for part in parts)


@dataclass(frozen=True)
class TableContent:
    """How many rows a table has and the hash of what they say."""

    rows: int
    content_hash: str


def find_published_tables(
    connection: DuckDBPyConnection, database: str
) -> tuple[PublishedTable, ...]:
    """Lists the tables of an attached build that a release publishes; never views.

    Raises:
        ReleaseError: when there is none, or a column may not be published.
    """
    found = connection.execute(
        "select schema_name, table_name, comment from duckdb_tables()"
        " where database_name = ? and not temporary order by schema_name, table_name",
        [database],
    ).fetchall()
    tables = tuple(
        _describe_table(connection, database, schema, name, comment)
        for schema, name, comment in found
        if name.startswith(PUBLISHED.get(schema, ()))
    )
    if not any(table.schema == "marts" for table in tables):
        raise ReleaseError(
            "the build has no table in the schema marts",
            expected="at least one mart",
            next_step="build the marts, then release again",
        )
    for table in tables:
        _require_publishable(table)
    return tables


def _describe_table(
    connection: DuckDBPyConnection, database: str, schema: str, name: str, comment: str | None
) -> PublishedTable:
    columns = connection.execute(
        "select column_name, data_type, not is_nullable, comment from duckdb_columns()"
        " where database_name = ? and schema_name = ? and table_name = ? order by column_index",
        [database, schema, name],
    ).fetchall()
    keys = connection.execute(
        "select constraint_column_names from duckdb_constraints() where constraint_type ="
        " 'PRIMARY KEY' and database_name = ? and schema_name = ? and table_name = ?",
        [database, schema, name],
    ).fetchall()
    return PublishedTable(
        schema=schema,
        name=name,
        comment=comment,
        columns=tuple(PublishedColumn(*column) for column in columns),
        primary_key=tuple(keys[0][0]) if keys else (),
    )


def _require_publishable(table: PublishedTable) -> None:
    for column in table.columns:
        where = f"{table.qualified}.{column.name}"
        if column.data_type.partition("(")[0] not in PUBLISHED_TYPES or "[" in column.data_type:
            raise ReleaseError(
                f"{where} has the type {column.data_type}",
                where=where,
                expected="one of " + ", ".join(sorted(PUBLISHED_TYPES)),
                next_step="cast the column in its dbt model",
            )
        if PRIVATE_WORDS & {*table.name.lower().split("_"), *column.name.lower().split("_")}:
            raise ReleaseError(
                f"{where} is named like personal data",
                where=where,
                expected="no table or column about a person's contact in core or marts",
                next_step="leave the column out of its dbt model",
            )


def _fixed_order(key: Sequence[str], names: Sequence[str]) -> str:
    """Rows in the order people look for them: the newest date first, groups as they are listed."""
    ordered = sorted(key, key=lambda name: name != "as_of_date")
    if "display_order" in names:
        ordered = [*(n for n in ordered if n == "as_of_date"), "display_order",
                   *(n for n in ordered if n != "as_of_date")]  # fmt: skip
    return ", ".join(
        f"{quote_identifier(name)} {'desc' if name == 'as_of_date' else 'asc'} nulls last"
        for name in ordered
    )


def copy_table(
    connection: DuckDBPyConnection, table: PublishedTable, source: str, target: str
) -> None:
    """Creates a table in `target` with its keys and comments and fills it in a fixed order."""
    definitions = [
        f"{quote_identifier(column.name)} {column.data_type}"
        + (" not null" if column.not_null else "")
        for column in table.columns
    ]
    names = [column.name for column in table.columns]
    if table.primary_key:
        definitions.append(f"primary key ({_name_list(table.primary_key)})")
    into = table.sql_name(target)
    connection.execute(f"create schema if not exists {target}.{quote_identifier(table.schema)}")
    connection.execute(f"create table {into} ({', '.join(definitions)})")
    connection.execute(
        f"insert into {into} select {_name_list(names)} from {table.sql_name(source)}"
        f" order by {_fixed_order(table.primary_key or tuple(names), names)}"
    )
    if table.comment:
        connection.execute(f"comment on table {into} is {quote_text(table.comment)}")
    for column in table.columns:
        if column.comment:
            connection.execute(
                f"comment on column {into}.{quote_identifier(column.name)}"
                f" is {quote_text(column.comment)}"
            )


def copy_to_parquet(
    connection: DuckDBPyConnection, table: PublishedTable, database: str, path: Path
) -> None:
    """Writes a table of an attached database as one Parquet file, in the table's row order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"copy {table.sql_name(database)} to {quote_text(str(path))}"
        " (format parquet, compression zstd)"
    )


def read_content(
    connection: DuckDBPyConnection, table: PublishedTable, relation: str
) -> TableContent:
    """Counts and hashes the rows of `relation`, which holds the columns of `table`.

    The hash is the md5 of the table's column names and types followed by the sorted md5 of
    every row; a row is its values as text, each led by its length, a null marked as such. So
    it depends on neither row order, file format, threads nor DuckDB version. It distinguishes equal
    from unequal; files carry a sha256 against tampering.
    """
    declared = "|".join(f"{column.name}:{column.data_type}" for column in table.columns)
    texts = [f"cast({quote_identifier(column.name)} as varchar)" for column in table.columns]
    row = " || ".join(f"coalesce('v' || length({text}) || ':' || {text}, 'null')" for text in texts)
    counted = connection.execute(
        "select count(*), md5(? || coalesce(string_agg(row_hash, '' order by row_hash), ''))"
        f" from (select md5({row}) as row_hash from {relation})",
        [declared],
    ).fetchone()
    assert counted is not None
    return TableContent(rows=int(counted[0]), content_hash=str(counted[1]))


def _name_list(names: Sequence[str]) -> str:
    return ", ".join(quote_identifier(name) for name in names)
