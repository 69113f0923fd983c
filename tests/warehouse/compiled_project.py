"""The models as dbt compiled them, with the tables DuckDB made of them and the order they go in.

Taken from a finished build of the bundled data. What is done with them belongs to `folder_cases`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from pipelines.build.dbt_runner import target_directory
from pipelines.settings import Settings
from pipelines.storage.database import read_rows


@dataclass(frozen=True)
class CompiledModel:
    """One model.

    Attributes:
        name: Its name, the same as that of its table.
        schema: Schema of its table.
        kind: `view` or `table`, as it stands in the build.
        sql: The query that dbt made of it.
        ddl: `CREATE TABLE` with every constraint, when a contract is enforced.
        primary_key: Columns that tell its rows apart; empty without a contract.
        parents: Models and raw tables that it reads; a raw table is named `raw.<table>`.
    """

    name: str
    schema: str
    kind: str
    sql: str
    ddl: str | None
    primary_key: tuple[str, ...]
    parents: frozenset[str]

    def statements(self, sql: str | None = None) -> tuple[str, ...]:
        """SQL that makes the table, of another query when one is given."""
        query = sql or self.sql
        if self.ddl is None:
            return (f"create {self.kind} {self.schema}.{self.name} as {query}",)
        return (self.ddl, f"insert into {self.schema}.{self.name} by name {query}")


@dataclass(frozen=True)
class CompiledProject:
    """All models, each after those it reads.

    Attributes:
        models: By name.
        raw_tables: Names of the raw tables, without schema.
        build: Directory of the finished build of the bundled data.
    """

    models: Mapping[str, CompiledModel]
    raw_tables: tuple[str, ...]
    build: Path

    @property
    def database(self) -> Path:
        """The tables of the bundled data."""
        return self.build / "build.duckdb"

    def needed_for(self, names: Iterable[str]) -> tuple[str, ...]:
        """Some models and all that lead to them, in the order of building."""
        needed = set(names)
        for name in reversed(list(self.models)):
            if name in needed:
                needed |= self.models[name].parents
        return tuple(name for name in self.models if name in needed)

    def affected_by(self, changed: Iterable[str]) -> frozenset[str]:
        """Models that changed, and all that follow from a changed model or raw table."""
        affected = set(changed)
        for name, model in self.models.items():
            if model.parents & affected:
                affected.add(name)
        return frozenset(affected)


def read_compiled_project(settings: Settings) -> CompiledProject:
    """The project as the last refresh of a warehouse compiled and built it."""
    build = settings.active_build.resolve()
    database = build / "build.duckdb"
    tables = read_rows(
        database,
        "select schema_name, table_name, sql from duckdb_tables() where not internal",
    )
    ddl = {row["table_name"]: row["sql"] for row in tables if row["schema_name"] != "raw"}
    keys = read_rows(
        database,
        "select table_name, constraint_column_names as key from duckdb_constraints()"
        " where constraint_type = 'PRIMARY KEY'",
    )
    primary_keys = {row["table_name"]: tuple(row["key"]) for row in keys}
    manifest = json.loads((target_directory(settings) / "manifest.json").read_text())
    nodes = {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }
    parents = {
        name: frozenset(_name(parent) for parent in node["depends_on"]["nodes"])
        for name, node in nodes.items()
    }
    models = {
        name: CompiledModel(
            name=name,
            schema=nodes[name]["schema"],
            kind=nodes[name]["config"]["materialized"],
            sql=nodes[name]["compiled_code"],
            ddl=ddl[name] if nodes[name]["config"]["contract"]["enforced"] else None,
            primary_key=primary_keys.get(name, ()),
            parents=parents[name],
        )
        for name in TopologicalSorter(parents).static_order()
        if name in nodes
    }
    raw = tuple(sorted(row["table_name"] for row in tables if row["schema_name"] == "raw"))
    return CompiledProject(models, raw, build)


def _name(unique_id: str) -> str:
    """`model.p2c.champions` is `champions`, `source.p2c.raw.files` is `raw.files`."""
    kind, _, *rest = unique_id.split(".")
    return ".".join(rest) if kind in ("model", "source") else unique_id
