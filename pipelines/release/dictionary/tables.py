"""Reads what the dbt project says of the tables that a release publishes.

The project's YAML and doc blocks are enough, so no dbt and no build is needed; how a page or a
released file shows it is in the modules beside this one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.errors import DictionaryError
from pipelines.release.dictionary.vocabulary import (
    DBT_PROJECT,
    UsageWarning,
    load_usage_warnings,
    unit_of,
)


@dataclass(frozen=True)
class ExampleQuery:
    """A query to copy, run and change.

    `may_be_empty_because` says why it may give no rows; None when it always gives some.
    """

    table: str
    title: str
    sql: str
    may_be_empty_because: str | None


@dataclass(frozen=True)
class DescribedColumn:
    """A column as its model declares it; `unit` is None for what is no number."""

    name: str
    data_type: str
    unit: str | None
    may_be_null: bool
    description: str


@dataclass(frozen=True)
class DescribedTable:
    """A table as its model declares it.

    Attributes:
        schema: `core` or `marts`.
        name: Its name in the schema.
        description: What it holds, without its grain.
        grain: One row per what.
        primary_key: Names of the columns of its key.
        columns: In their order.
        usage_warnings: What to know before using it; None when nobody has decided.
        queries: Example queries, in their order.
    """

    schema: str
    name: str
    description: str
    grain: str
    primary_key: tuple[str, ...]
    columns: tuple[DescribedColumn, ...]
    usage_warnings: tuple[UsageWarning, ...] | None
    queries: tuple[ExampleQuery, ...]

    @property
    def qualified(self) -> str:
        """`schema.table`."""
        return f"{self.schema}.{self.name}"


@cache
def describe_tables(project: Path = DBT_PROJECT) -> tuple[DescribedTable, ...]:
    """Describes all marts, then the tables of core, each by name.

    Raises:
        DictionaryError: when a model names a warning that is not in the vocabulary or has no
            grain, or example queries are under a table that is not there.
    """
    blocks = _read_doc_blocks(project)
    queries = _read_queries(project)
    tables = tuple(
        _describe(path, schema, blocks, queries.get(f"{schema}.{path.stem}", ()))
        for schema in ("marts", "core")
        for path in sorted((project / "models" / schema).glob("*.yml"))
    )
    if unknown := sorted(set(queries) - {table.qualified for table in tables}):
        raise DictionaryError(
            f"there are example queries of {', '.join(unknown)}, which no model builds",
            where=str(project / "example_queries"),
            expected="one file for each mart, named like it",
            next_step="rename or remove the file",
        )
    return tables


def _read_doc_blocks(project: Path) -> Mapping[str, str]:
    return {
        name: _one_line(text)
        for path in sorted((project / "models").rglob("*.md"))
        for name, text in re.findall(
            r"{% docs (\w+) %}(.*?){% enddocs %}", path.read_text(encoding="utf-8"), re.DOTALL
        )
    }


def _read_queries(project: Path) -> Mapping[str, tuple[ExampleQuery, ...]]:
    return {
        f"marts.{path.stem}": tuple(
            ExampleQuery(
                table=f"marts.{path.stem}",
                title=entry["title"],
                sql=entry["sql"].strip(),
                may_be_empty_because=entry.get("may_be_empty_because"),
            )
            for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
        )
        for path in sorted((project / "example_queries").glob("*.yml"))
    }


def _describe(
    path: Path, schema: str, blocks: Mapping[str, str], queries: tuple[ExampleQuery, ...]
) -> DescribedTable:
    (model,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    description, found, grain = _one_line(model["description"]).rpartition("One row per ")
    if not found:
        raise DictionaryError(
            f"the description of {model['name']} does not end in its grain",
            where=str(path),
            expected='a last sentence that begins with "One row per"',
            next_step="say of what there is one row",
        )
    return DescribedTable(
        schema=schema,
        name=model["name"],
        description=description.strip(),
        grain=found + grain,
        primary_key=tuple(
            name
            for constraint in model.get("constraints", ())
            if constraint["type"] == "primary_key"
            for name in constraint["columns"]
        ),
        columns=tuple(_describe_column(column, blocks) for column in model["columns"]),
        usage_warnings=_usage_warnings(
            path, model.get("config", {}).get("meta", {}).get("usage_warnings")
        ),
        queries=queries,
    )


def _describe_column(column: Mapping[str, Any], blocks: Mapping[str, str]) -> DescribedColumn:
    return DescribedColumn(
        name=column["name"],
        data_type=column["data_type"],
        unit=unit_of(column["name"], column["data_type"]),
        may_be_null=not any(
            constraint["type"] == "not_null" for constraint in column.get("constraints", ())
        ),
        description=re.sub(
            r"{{\s*doc\('(\w+)'\)\s*}}",
            lambda found: blocks[found[1]],
            _one_line(column["description"]),
        ),
    )


def _usage_warnings(path: Path, codes: Sequence[str] | None) -> tuple[UsageWarning, ...] | None:
    if codes is None:
        return None
    vocabulary = load_usage_warnings()
    if unknown := [code for code in codes if code not in vocabulary]:
        raise DictionaryError(
            f"{path.stem} has usage warnings that are not defined: {', '.join(unknown)}",
            where=str(path),
            expected="codes of dbt_project/usage_warnings.yml",
            next_step="correct the code, or define it there",
        )
    return tuple(vocabulary[code] for code in codes)


def _one_line(text: str) -> str:
    return " ".join(text.split())
