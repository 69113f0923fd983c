"""The first steps of a refresh, taken one by one, for tests that need no whole refresh.

What the steps do is in `pipelines.build`.
"""

from __future__ import annotations

from pipelines.build.build_directory import Build
from pipelines.build.input_reader import ReadInput
from pipelines.build.inputs import BuildInput, collect_inputs
from pipelines.build.raw_tables import (
    CONTRACTS,
    find_inputs,
    load_accounts,
    load_raw_tables,
    load_table,
    open_reader,
)
from pipelines.settings import Settings
from pipelines.sources.registry import load_registry


def collect(settings: Settings, build: Build) -> tuple[BuildInput, ...]:
    """Archives the inputs of a build."""
    return collect_inputs(settings, load_registry(settings.sources_file), build)


def load_all(settings: Settings, build: Build) -> None:
    """Loads every raw table."""
    for _ in load_raw_tables(settings, load_registry(settings.sources_file), build):
        pass


def load(settings: Settings, build: Build, table: str) -> dict[str, int]:
    """Loads one raw table and no account of its lines."""
    return load_table(settings, build, table, read(settings, build, table))


def read(settings: Settings, build: Build, table: str) -> list[ReadInput]:
    """Reads the inputs of one raw table."""
    registry = load_registry(settings.sources_file)
    inputs = find_inputs(settings, registry, build)
    return open_reader(settings, registry, inputs).read(inputs[table])


def load_with_accounts(settings: Settings, build: Build, *tables: str) -> dict[str, dict[str, int]]:
    """Loads some raw tables and the accounts of their lines, as if the others had no line."""
    inputs = {table: read(settings, build, table) for table in tables}
    counts = {table: load_table(settings, build, table, inputs[table]) for table in tables}
    accounts = load_accounts(settings, build, {table: inputs.get(table, []) for table in CONTRACTS})
    return counts | {name: {"rows": rows} for name, rows in accounts.items()}
