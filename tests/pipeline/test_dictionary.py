"""What a release carries of the data dictionary, and that its queries give answers."""

from __future__ import annotations

import re

import pytest

from pipelines.release.dictionary.tables import ExampleQuery, describe_tables
from pipelines.release.dictionary.vocabulary import load_usage_warnings
from pipelines.settings import REPOSITORY
from pipelines.storage.database import open_database
from pipelines.storage.releases import read_manifest
from tests.warehouses import Warehouse

QUERIES = [query for table in describe_tables() for query in table.queries]
PAGE = (REPOSITORY / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
OPENING = [
    statement.strip()
    for block in re.findall(r"```sql\n(.*?)```", PAGE.split("## Contents")[0], re.S)
    for statement in block.split(";")
    if statement.strip()
]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.table}: {query.title}")
def test_every_example_query_reads_its_mart_and_gives_rows_or_says_why_not(
    released: Warehouse, query: ExampleQuery
) -> None:
    with open_database(released.settings.database(), read_only=True) as connection:
        read = connection.get_table_names(query.sql, qualified=True)
        assert query.table in {name.partition(" AS ")[0] for name in read}
        rows = connection.execute(query.sql).fetchall()
    assert rows or query.may_be_empty_because


@pytest.mark.parametrize("statement", OPENING)
def test_every_query_of_the_opening_of_the_page_gives_rows(
    released: Warehouse, statement: str
) -> None:
    assert released.query(statement).rows


def test_a_release_carries_every_example_query_under_its_mart(released: Warehouse) -> None:
    carried = released.query(
        "select table_name, title, sql, may_be_empty_because from meta.example_queries"
    ).rows
    assert carried == tuple((q.table, q.title, q.sql, q.may_be_empty_because) for q in QUERIES)


def test_a_release_carries_the_warnings_of_each_table_as_rows_and_in_its_comment(
    released: Warehouse,
) -> None:
    rows = released.query("select table_name, warning, meaning, instead from meta.usage_warnings")
    comments = dict(
        released.query(
            "select schema_name || '.' || table_name, comment from duckdb_tables()"
            " where schema_name in ('core', 'marts')"
        ).rows
    )
    declared = {
        table.qualified: [warning.code for warning in table.usage_warnings or ()]
        for table in describe_tables()
    }
    assert set(comments) == set(declared)
    vocabulary = load_usage_warnings()
    for name, codes in declared.items():
        mine = [row[1:] for row in rows.rows if row[0] == name]
        assert [code for code, _, _ in mine] == codes
        for code, meaning, instead in mine:
            assert (meaning, instead) == (vocabulary[code].meaning, vocabulary[code].instead)
        comment = comments[name]
        assert comment.count("One row per") == 1
        assert comment.endswith(f": {', '.join(codes)}.") == bool(codes)


def test_a_release_says_of_every_column_its_unit_and_whether_it_is_in_the_key(
    released: Warehouse,
) -> None:
    declared = [
        (table.qualified, column.name, column.unit, column.name in table.primary_key)
        for table in describe_tables()
        for column in table.columns
    ]
    carried = released.query("select table_name, column_name, unit, is_in_key from meta.columns")
    assert sorted(carried.rows) == sorted(declared)
    manifest = read_manifest(released.settings.current)["tables"]
    assert {
        (name, column["name"], column["unit"])
        for name, table in manifest.items()
        for column in table["columns"]
    } == {row[:3] for row in declared}
