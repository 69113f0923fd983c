"""Runs the dbt project on a build's private file, in this process, and reports every node.

dbt is called as a library because a process of its own costs more seconds than the work. What a
model computes is in `dbt_project/`; what its results mean for a release is for the verdict.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from itertools import takewhile
from pathlib import Path
from typing import Any

import structlog

from pipelines.build.build_directory import Build
from pipelines.checks import DBT, CheckResult, Kind
from pipelines.errors import TransformError
from pipelines.settings import Settings

log = structlog.get_logger()

_NOT_PARSED = ("target", "logs", "dbt_packages")

GENERIC_TESTS: Mapping[str, str] = {
    "accepted_values": "A failure means that a value is none the models know, and is lost.",
    "not_null": "A failure means that a value is missing which every later step counts on.",
    "relationships": "A failure means that a row names another that is not there, and is lost.",
    "unique": "A failure means that a key stands twice, so that whatever joins it counts twice.",
    "unique_combination": "A failure means that the grain is not what the description says.",
}
"""What a failure of a generic test means; a singular test says it in its first comment."""


@dataclass(frozen=True)
class NodeOutcome:
    """What came of one model or test.

    Attributes:
        unique_id: dbt's id of the node.
        resource_type: `model` or `test`.
        check: The outcome as a check: a model that was built has passed.
        seconds: Wall time.
    """

    unique_id: str
    resource_type: str
    check: CheckResult
    seconds: float


def target_directory(settings: Settings) -> Path:
    """Where dbt keeps its artefacts for one warehouse."""
    return settings.home / "dbt" / "target"


def ensure_manifest(settings: Settings) -> Path:
    """Returns dbt's manifest, parsing the project first when it is absent or out of date.

    Raises:
        TransformError: when the project cannot be parsed.
    """
    manifest = target_directory(settings) / "manifest.json"
    stamp = _stamp(settings)
    fingerprint = _fingerprint(settings.dbt_project_dir)
    if manifest.exists() and stamp.exists() and stamp.read_text() == fingerprint:
        return manifest
    stamp.unlink(missing_ok=True)
    result = run_dbt(settings, ["parse"])
    if not result.success:
        raise TransformError(
            f"the dbt project cannot be parsed: {result.exception}",
            where=str(settings.dbt_project_dir),
            expected="a project that `dbt parse` accepts",
            next_step=f"cd {settings.dbt_project_dir} && dbt parse",
        )
    stamp.write_text(fingerprint)
    return manifest


def list_models(settings: Settings, schema: str) -> tuple[str, ...]:
    """Returns the models of a schema as `schema.name`, in the order of their names."""
    nodes = json.loads(ensure_manifest(settings).read_text(encoding="utf-8"))["nodes"].values()
    return tuple(
        sorted(
            f"{schema}.{node['name']}"
            for node in nodes
            if node["resource_type"] == "model" and node["schema"] == schema
        )
    )


def build_models(
    settings: Settings, build: Build, models: Sequence[str] = ()
) -> tuple[NodeOutcome, ...]:
    """Builds and tests the models on the build's file; all of them when none are named.

    Unit tests are left to `make test`: they ask whether the SQL is right, not the data.

    Raises:
        TransformError: when dbt could not run at all. A failed model or test is an outcome.
    """
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    if models:
        arguments += ["--select", *models]
    result = run_dbt(settings, arguments)
    if result.result is None:
        raise TransformError(
            f"dbt did not run: {result.exception}",
            where=str(build.database),
            expected="a build of every model",
            next_step=f"cd {settings.dbt_project_dir} && dbt build",
        )
    tables = {run.node.unique_id: _table_of(run.node) for run in result.result.results}
    outcomes = tuple(_outcome(run, tables) for run in result.result.results)
    skipped = sum(outcome.check.skipped for outcome in outcomes)
    failed = sum(outcome.check.blocks for outcome in outcomes) - skipped
    log.info("models built and tested", nodes=len(outcomes), failed=failed, skipped=skipped)
    return outcomes


def write_docs(settings: Settings) -> Path:
    """Writes dbt's documentation of the last build as one self-contained page.

    Raises:
        TransformError: when dbt cannot write it, for example before the first build.
    """
    result = run_dbt(settings, ["docs", "generate", "--static"])
    if not result.success:
        raise TransformError(
            f"dbt could not document the last build: {result.exception}",
            where=str(settings.active_build),
            expected="a finished build",
            next_step="p2c refresh",
        )
    return target_directory(settings) / "static_index.html"


def run_dbt(settings: Settings, arguments: Sequence[str]) -> Any:
    """Runs a command of dbt on the project and the active build; returns what dbt returns."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    target = target_directory(settings)
    target.mkdir(parents=True, exist_ok=True)
    project = settings.dbt_project_dir
    places = [
        *(f"--project-dir={project}", f"--profiles-dir={project}"),
        *(f"--target-path={target}", f"--log-path={target.parent / 'logs'}"),
    ]
    with _environment(settings):
        try:
            return dbtRunner(_parsed_manifest(settings)).invoke(
                ["--quiet", "--no-use-colors", *arguments, *places]
            )
        finally:
            # dbt-duckdb keeps its file open, and DuckDB lets nobody else in meanwhile.
            DuckDBConnectionManager.close_all_connections()


def _table_of(node: Any) -> str:
    return f"{node.schema}.{node.name}"


def _outcome(result: Any, tables: Mapping[str, str]) -> NodeOutcome:
    node, status = result.node, str(result.status)
    resource_type = str(node.resource_type)
    is_test = resource_type == "test"
    table = tables.get(getattr(node, "attached_node", None) or "", _table_of(node))
    severity = str(node.config.severity).lower() if is_test else "error"
    passed = status in ("pass", "success")
    return NodeOutcome(
        unique_id=node.unique_id,
        resource_type=resource_type,
        seconds=float(result.execution_time),
        check=CheckResult(
            name=f"dbt.{node.name}" if is_test else f"{table}.built",
            table=table,
            gate=DBT.name,
            kind=Kind.TEST if is_test else Kind.MODEL,
            level="warning" if severity == "warn" else "error",
            passed=passed,
            crashed=status in ("error", "skipped"),
            skipped=status == "skipped",
            expected="no failing rows" if is_test else "the model is built",
            seen=status if not result.message else f"{status}: {_first_line(result.message)}",
            failing_rows=result.failures if is_test else None,
            why=_meaning(node),
        ),
    )


def _meaning(node: Any) -> str:
    """What a failure means: described, of a generic test, or the comment at the head of the SQL."""
    if node.description:
        return _first_line(node.description)
    if kind := getattr(node, "test_metadata", None):
        return GENERIC_TESTS.get(kind.name, "")
    comment = takewhile(lambda line: line.startswith("--"), node.raw_code.splitlines())
    return _first_line(" ".join(line.removeprefix("--") for line in comment))


def _first_line(text: str) -> str:
    return " ".join(text.split())[:500]


def _parsed_manifest(settings: Settings) -> Any:
    """Returns what dbt made of the project when it was last parsed; None when it has changed.

    Left to itself, dbt parses all again in a warehouse that was moved or copied.
    """
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    parsed, stamp = target_directory(settings) / "partial_parse.msgpack", _stamp(settings)
    if parsed.exists() and stamp.exists():
        if stamp.read_text() == _fingerprint(settings.dbt_project_dir):
            return Manifest.from_msgpack(parsed.read_bytes(), decoder=extended_mashumuro_decoder)
        # What dbt is about to write is of another project than the stamp names.
        stamp.unlink()
    return None


@contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    """Sets the environment variables by which dbt's profile finds the build's file."""
    wanted = {
        "P2C_BUILD_DATABASE": str(settings.active_build / "build.duckdb"),
        "P2C_MEMORY_LIMIT": settings.memory_limit,
        "DO_NOT_TRACK": "1",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _stamp(settings: Settings) -> Path:
    return target_directory(settings) / "manifest.inputs"


def _fingerprint(project: Path) -> str:
    digest = hashlib.sha256(metadata.version("dbt-core").encode())
    for path in sorted(project.rglob("*")):
        parts = path.relative_to(project).parts
        if path.is_file() and parts[0] not in _NOT_PARSED and not parts[0].startswith("."):
            digest.update("/".join(parts).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
