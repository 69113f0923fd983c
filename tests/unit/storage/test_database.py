"""The one door to DuckDB: names stay names, and a query reads the release and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from pipelines.errors import QueryError, ReleaseError
from pipelines.serving.query import query_release
from pipelines.storage.database import (
    list_columns,
    load_raw_table,
    open_database,
    quote_identifier,
    read_rows,
)


@pytest.fixture
def released_file(tmp_path: Path) -> Path:
    path = tmp_path / "release" / "warehouse.duckdb"
    path.parent.mkdir()
    with open_database(path) as connection:
        connection.execute("create schema marts; create schema core")
        connection.execute(
            "create table marts.totals as select date '2026-01-02' as on_day, "
            "155000000.01::decimal(38, 2) as value_usd, 'NA' as code"
        )
        connection.execute("create table core.countries (code varchar, name varchar)")
    return path


def test_a_query_gives_names_types_and_exact_values(released_file: Path) -> None:
    result = query_release(released_file, "from marts.totals")
    assert result.columns == ("on_day", "value_usd", "code")
    assert result.types == ("DATE", "DECIMAL(38,2)", "VARCHAR")
    assert result.rows == ((date(2026, 1, 2), Decimal("155000000.01"), "NA"),)


def test_parameters_are_data(released_file: Path) -> None:
    hostile = "x'; drop table marts.totals; --"
    assert query_release(released_file, "select ?", [hostile]).rows == ((hostile,),)
    assert query_release(released_file, "select count(*) from marts.totals").rows == ((1,),)


def test_without_a_release_the_next_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="there is no release to query yet") as refused:
        query_release(tmp_path / "none.duckdb", "select 1")
    assert refused.value.where == str(tmp_path / "none.duckdb")
    assert refused.value.next_step == "p2c refresh"
    assert list(tmp_path.iterdir()) == []


def test_a_released_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    damaged = tmp_path / "warehouse.duckdb"
    damaged.write_bytes(b"not a database" * 1000)
    with pytest.raises(ReleaseError, match="cannot be opened") as refused:
        query_release(damaged, "select 1")
    assert refused.value.where == str(damaged)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("from marts.nowhere", "nowhere does not exist"),
        ("selec 1", "syntax error"),
        ("select 1/", "syntax error"),
        ("", "there is no statement"),
        ("-- only words", "there is no statement"),
        ("select ?", "parameter"),
        ("select 1; select 2", "2 statements"),
    ],
)
def test_a_query_that_cannot_be_answered_is_shown_with_a_way_on(
    released_file: Path, sql: str, found: str
) -> None:
    with pytest.raises(QueryError, match=found) as refused:
        query_release(released_file, sql)
    assert refused.value.where == sql
    assert refused.value.expected and "marts and core" in refused.value.expected
    assert refused.value.next_step == 'p2c query "show all tables"'


@pytest.mark.parametrize(
    "sql",
    [
        "from read_text('{secret}')",
        "from read_blob('{secret}')",
        "from read_csv('{secret}')",
        "from read_parquet('{secret}')",
        "from sniff_csv('{secret}')",
        "from '{secret}'",
        "from glob('{directory}/*')",
        "from read_text('https://example.org/')",
        "copy marts.totals to '{directory}/stolen.csv'",
        "copy (select 1) to '{directory}/stolen.parquet' (format parquet)",
        "export database '{directory}/stolen'",
        "import database '{directory}'",
        "attach '{directory}/other.duckdb' as other",
        "attach '{directory}/other.duckdb' as other (read_only)",
        "attach ':memory:' as other",
        "load httpfs",
        "install httpfs",
        "set enable_external_access = true",
        "set global enable_external_access = true",
        "reset enable_external_access",
        "set lock_configuration = false",
        "set temp_directory = '{directory}'",
        "set memory_limit = '64GB'",
        "pragma enable_profiling",
        "create secret (type s3)",
        "create table marts.more as select 1",
        "create view marts.more as select 1",
        "insert into marts.totals select * from marts.totals",
        "update marts.totals set value_usd = 0",
        "delete from marts.totals",
        "drop table marts.totals",
        "comment on table marts.totals is 'changed'",
        "select 1; copy marts.totals to '{directory}/stolen.csv'",
        "select 1; drop table marts.totals",
    ],
)
def test_a_query_can_neither_read_files_nor_write_nor_open_what_was_closed(
    released_file: Path, tmp_path: Path, sql: str
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    with open_database(tmp_path / "other.duckdb") as connection:
        connection.execute("create table t as select 1")
    before = sorted(tmp_path.rglob("*"))
    content = released_file.read_bytes()
    with pytest.raises(QueryError):
        query_release(released_file, sql.format(secret=secret, directory=tmp_path))
    assert sorted(tmp_path.rglob("*")) == before
    assert released_file.read_bytes() == content


def test_the_door_is_shut_again_for_every_query_and_open_for_the_project_itself(
    released_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "plain.csv").write_text("a\n1\n")
    with pytest.raises(QueryError, match="disabled by configuration"):
        query_release(released_file, f"from read_csv('{tmp_path}/plain.csv')")
    with open_database(None) as connection:
        assert connection.execute(f"from read_csv('{tmp_path}/plain.csv')").fetchall() == [(1,)]


def test_many_may_ask_one_release_at_once(released_file: Path) -> None:
    with open_database(released_file, read_only=True):
        assert query_release(released_file, "select 1").rows == ((1,),)


@pytest.mark.parametrize(
    "name", ["plain", 'a"b', 'x"; drop table t; --', "with space", "sélect", "select", "'", "a.b"]
)
def test_a_quoted_identifier_is_that_name_and_nothing_more(name: str) -> None:
    with open_database(None) as connection:
        connection.execute("create table t as select 1")
        quoted = quote_identifier(name)
        connection.execute(f"create table {quoted} as select 2 as {quoted}")
        found = connection.execute(f"from {quoted}")
        assert found.description[0][0] == name
        assert connection.execute("select count(*) from t").fetchone() == (1,)


def test_a_raw_table_is_replaced_whole_and_counted(tmp_path: Path) -> None:
    database = tmp_path / "build.duckdb"
    rows = pa.table({"code": ["NA", None], "amount": [Decimal("1.10"), None]})
    assert load_raw_table(database, "pledges", rows, memory_limit="1GB") == 2
    assert load_raw_table(database, "pledges", rows.slice(0, 1), memory_limit="1GB") == 1
    assert read_rows(database, "from raw.pledges") == [{"code": "NA", "amount": Decimal("1.10")}]


def test_a_raw_table_with_a_hostile_name_is_a_table_of_that_name(tmp_path: Path) -> None:
    database = tmp_path / "build.duckdb"
    name = 'x" as select 1; drop schema raw cascade; --'
    load_raw_table(database, name, pa.table({"a": [1]}), memory_limit="1GB")
    assert list_columns(database, ["raw"]) == {f"raw.{name}": [("a", "BIGINT")]}


def test_a_raw_table_of_no_rows_keeps_its_columns_and_types(tmp_path: Path) -> None:
    database = tmp_path / "build.duckdb"
    empty = pa.schema({"amount": pa.decimal128(38, 2), "places": pa.list_(pa.string())})
    assert load_raw_table(database, "t", empty.empty_table(), memory_limit="1GB") == 0
    assert list_columns(database, ["raw"]) == {
        "raw.t": [("amount", "DECIMAL(38,2)"), ("places", "VARCHAR[]")]
    }


def test_tables_are_described_for_the_schemas_asked_for_only(released_file: Path) -> None:
    assert list_columns(released_file, ["core"]) == {
        "core.countries": [("code", "VARCHAR"), ("name", "VARCHAR")]
    }
    assert list(list_columns(released_file, ["marts", "core"])) == [
        "core.countries",
        "marts.totals",
    ]


def test_a_connection_has_the_memory_it_was_given_and_is_closed_after_an_error(
    tmp_path: Path,
) -> None:
    database = tmp_path / "build.duckdb"
    with open_database(database, memory_limit="512MB") as connection:
        limit = connection.execute("select current_setting('memory_limit')").fetchone()
    assert limit == ("488.2 MiB",)
    with pytest.raises(ValueError, match="broken"), open_database(database) as connection:
        raise ValueError("broken")
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("select 1")
