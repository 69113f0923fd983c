"""Runs the cases of the table macros: rows of released tables in, rows of a call out.

The cases are in `table_macros/`, a file a macro, in the form of dbt's unit tests. Tables that
models build belong to `folder_cases`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml

from pipelines.release.dictionary.tables import describe_tables
from pipelines.release.table_macros import write_table_macros
from pipelines.settings import REPOSITORY

PROJECT = REPOSITORY / "dbt_project"
CASES = Path(__file__).parent / "table_macros"

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class MacroCase:
    """A case as its file has it.

    Attributes:
        name: What it shows, in a sentence.
        given: Rows of released tables by `schema.table`; columns that are not named are null.
        call: A call of the macro.
        expect: All rows of the answer in their order, with the columns that matter.
    """

    name: str
    given: Mapping[str, Rows]
    call: str
    expect: Rows


def read_macro_cases() -> tuple[MacroCase, ...]:
    """Reads the cases of all macros."""
    return tuple(
        MacroCase(**entry)
        for file in sorted(CASES.glob("*.yml"))
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))
    )


def run_macro_case(case: MacroCase, project: Path = PROJECT) -> Rows:
    """Returns the rows that the macros of a project give for a case, in the columns it expects."""
    columns = list(case.expect[0])
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as released")
        for schema in ("core", "marts", "meta"):
            connection.execute(f"create schema released.{schema}")
        for table in describe_tables():
            if table.qualified in case.given:
                typed = ", ".join(f"{column.name} {column.data_type}" for column in table.columns)
                connection.execute(f"create table released.{table.qualified} ({typed})")
        write_table_macros(connection, "released", case.given, project)
        connection.execute("use released")
        for name, rows in case.given.items():
            for row in rows:
                marks = ", ".join("?" for _ in row)
                connection.execute(
                    f"insert into {name} ({', '.join(row)}) values ({marks})", list(row.values())
                )
        found = connection.execute(f"select {', '.join(columns)} from {case.call}").fetchall()
    return [dict(zip(columns, map(_plain, row), strict=True)) for row in found]


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value
