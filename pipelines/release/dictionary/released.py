"""Writes into a released file what the dictionary says of its tables, as data and as comments.

The page of the dictionary is written in `pipelines.release.dictionary.documentation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from pipelines.release.dictionary.metrics import load_metrics
from pipelines.release.dictionary.tables import describe_tables
from pipelines.release.dictionary.vocabulary import unit_of
from pipelines.storage.database import quote_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from pipelines.release.tables import PublishedTable


def write_dictionary(
    connection: DuckDBPyConnection, database: str, published: Sequence[PublishedTable]
) -> None:
    """Writes the tables of `meta` that describe the published ones, and names warnings in comments.

    Args:
        connection: The connection that writes the release.
        database: Name of the attached release, which has a schema `meta`.
        published: Its tables; queries and warnings of others are left out.

    Raises:
        DictionaryError: when the dbt project does not describe its tables as it should.
    """
    names = {table.qualified: table for table in published}
    described = [table for table in describe_tables() if table.qualified in names]
    _write(
        connection,
        f"{database}.meta.example_queries",
        "table_name varchar, title varchar, sql varchar, may_be_empty_because varchar",
        (
            (query.table, query.title, query.sql, query.may_be_empty_because)
            for table in described
            for query in table.queries
        ),
    )
    _write(
        connection,
        f"{database}.meta.usage_warnings",
        "table_name varchar, warning varchar, meaning varchar, instead varchar",
        (
            (table.qualified, warning.code, warning.meaning, warning.instead)
            for table in described
            for warning in table.usage_warnings or ()
        ),
    )
    _write(
        connection,
        f"{database}.meta.metrics",
        "name varchar, label varchar, description varchar, unit varchar, counting_rule varchar,"
        " usage_warnings varchar, marts varchar, expression varchar, condition varchar,"
        " dimensions varchar, asked_by varchar",
        (
            tuple(", ".join(each) if isinstance(each, tuple) else each for each in astuple(metric))
            for metric in load_metrics()
            if names.keys() >= set(metric.marts)
        ),
    )
    _write(
        connection,
        f"{database}.meta.columns",
        "table_name varchar, column_name varchar, data_type varchar, unit varchar,"
        " is_in_key boolean, may_be_null boolean, description varchar",
        (
            (
                table.qualified,
                column.name,
                column.data_type,
                unit_of(column.name, column.data_type),
                column.name in table.primary_key,
                not column.not_null,
                column.comment,
            )
            for table in published
            for column in table.columns
        ),
    )
    for table in described:
        if table.usage_warnings:
            released = names[table.qualified]
            codes = ", ".join(warning.code for warning in table.usage_warnings)
            comment = (
                f"{(released.comment or '').strip()}\n"
                f"Usage warnings, explained in meta.usage_warnings: {codes}."
            )
            connection.execute(
                f"comment on table {released.sql_name(database)} is {quote_text(comment.strip())}"
            )


def _write(
    connection: DuckDBPyConnection, table: str, columns: str, rows: Iterable[Sequence[Any]]
) -> None:
    connection.execute(f"create table {table} ({columns})")
    listed = [list(row) for row in rows]
    if listed:
        marks = ", ".join("?" * len(listed[0]))
        connection.executemany(f"insert into {table} values ({marks})", listed)
