"""Questions a release answers by name: table macros of its schema `marts`, with words and examples.

Their SQL is in `dbt_project/table_macros/`, a file a macro. What has a row for each answer is a
mart and does not belong here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import ReleaseError
from pipelines.release.dictionary.vocabulary import DBT_PROJECT
from pipelines.storage.database import quote_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FILE = re.compile(
    r"(?P<description>(?:-- .+\n)+)--\n"
    r"-- parameters: (?P<parameters>.+)\n"
    r"-- example: (?P<example>.+)\n"
    r"(?P<sql>(?!--)[\s\S]+)"
)


@dataclass(frozen=True)
class TableMacro:
    """One question.

    Attributes:
        name: Its name in the schema `marts`, and that of its file.
        parameters: Its parameters, in order; none is named like a column.
        description: What it answers; ends in the grain.
        sql: The query behind it, in SQL that DuckDB has known since 1.0; it names no database, so
            that a copy of the release under another name answers it as well.
        example: A call that gives rows on a release of the bundled data.
    """

    name: str
    parameters: tuple[str, ...]
    description: str
    sql: str
    example: str

    @property
    def signature(self) -> str:
        """The macro as it is called, with the names of its parameters."""
        return f"marts.{self.name}({', '.join(self.parameters)})"

    @property
    def reads(self) -> frozenset[str]:
        """The released tables it reads."""
        return frozenset(re.findall(r"\b(?:from|join) ((?:core|marts)\.\w+)", self.sql))


def read_table_macros(project: Path = DBT_PROJECT) -> tuple[TableMacro, ...]:
    """Reads the macros of a dbt project, in the order of their names.

    Raises:
        ReleaseError: when a file does not open with what it answers and how it is called.
    """
    return tuple(map(_read_table_macro, sorted((project / "table_macros").glob("*.sql"))))


def _read_table_macro(path: Path) -> TableMacro:
    found = _FILE.fullmatch(path.read_text(encoding="utf-8"))
    if found is None:
        raise ReleaseError(
            "the file of a table macro does not open with what it answers and how it is called",
            where=str(path),
            expected="a comment with a description, an empty line, `parameters:` and `example:`",
            next_step="write the comment as in the files beside it",
        )
    return TableMacro(
        name=path.stem,
        parameters=tuple(found["parameters"].split(", ")),
        description=" ".join(re.sub(r"^-- ", "", found["description"], flags=re.M).split()),
        sql=found["sql"],
        example=found["example"],
    )


def write_table_macros(
    connection: DuckDBPyConnection,
    database: str,
    published: Collection[str],
    project: Path = DBT_PROJECT,
) -> tuple[TableMacro, ...]:
    """Creates the macros in an attached release, and lists them in its `meta.table_macros`.

    Args:
        connection: The connection that writes the release; an in-memory one.
        database: Name of the attached release, which has a schema `meta`.
        published: Its tables; a macro over others is left out.
        project: The dbt project that has the macros.
    """
    macros = tuple(macro for macro in read_table_macros(project) if macro.reads <= set(published))
    # Names inside a macro are looked up in the database in use when it is created, and must not
    # carry that database's name, which is another one wherever the file is opened.
    connection.execute(f"use {database}")
    try:
        for macro in macros:
            connection.execute(f"create macro {macro.signature} as table {macro.sql}")
            connection.execute(
                f"comment on macro table marts.{macro.name} is {quote_text(macro.description)}"
            )
        connection.execute(
            "create table meta.table_macros"
            " (name varchar, signature varchar, description varchar, example varchar)"
        )
        rows = [[m.name, m.signature, m.description, m.example] for m in macros]
        if rows:
            connection.executemany("insert into meta.table_macros values (?, ?, ?, ?)", rows)
    finally:
        connection.execute("use memory")
    return macros
