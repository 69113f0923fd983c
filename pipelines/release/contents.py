"""Fill a release directory from a build and verify every value that was written.

What may be released is guarded by `pipelines.release.publish`, which also makes the directory
durable and current.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import ReleaseError
from pipelines.gates.verdict import Verdict
from pipelines.release.changes import describe_changes
from pipelines.release.data_quality import write_data_quality
from pipelines.release.dictionary.released import write_dictionary
from pipelines.release.dictionary.vocabulary import unit_of
from pipelines.release.manifest import describe_code, describe_files
from pipelines.release.report.checks_page import render_checks
from pipelines.release.report.page import render_report
from pipelines.release.table_macros import write_table_macros
from pipelines.release.tables import (
    STORAGE_VERSION,
    PublishedTable,
    TableContent,
    copy_table,
    copy_to_parquet,
    find_published_tables,
    read_content,
)
from pipelines.storage.database import open_database, quote_text
from pipelines.storage.releases import ABOUT_THE_RUN, DATABASE, MANIFEST, read_manifest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def fill_release(
    staging: Path,
    memory_limit: str,
    build: Path,
    verdict: Verdict,
    inputs: Sequence[Mapping[str, Any]],
    released_at: datetime,
    base: str | Path | None,
    as_of: date | None = None,
) -> str:
    """Writes and verifies everything a release directory holds.

    Returns:
        The id of the release: its time and a hash over the content of its tables, but for those
        that are about the run.

    Raises:
        ReleaseError: when a table may not be published or reads back other than it was built.
    """
    verdict_bytes = json.dumps(
        verdict.to_json(), ensure_ascii=False, indent=1, default=str
    ).encode()
    (staging / "verdict.json").write_bytes(verdict_bytes)
    verdict_sha256 = hashlib.sha256(verdict_bytes).hexdigest()
    database = staging / DATABASE
    with open_database(None, memory_limit=memory_limit) as connection:
        connection.execute(f"attach {quote_text(str(build))} as build (read_only)")
        tables = find_published_tables(connection, "build")
        contents = {
            table.qualified: read_content(connection, table, table.sql_name("build"))
            for table in tables
        }
        release_id = _name_release(released_at, contents)
        data_as_of = _data_as_of(connection, tables)
        connection.execute(
            f"attach {quote_text(str(database))} as warehouse"
            f" (storage_version {quote_text(STORAGE_VERSION)})"
        )
        for table in tables:
            copy_table(connection, table, "build", "warehouse")
            if table.qualified in ABOUT_THE_RUN:
                write_data_quality(
                    connection, table, "warehouse", verdict.checks, released_at,
                    _previous_file(staging, base),
                )  # fmt: skip
                contents[table.qualified] = read_content(
                    connection, table, table.sql_name("warehouse")
                )
            copy_to_parquet(connection, table, "warehouse", _parquet_path(staging, table))
        released = released_at.replace(tzinfo=None)
        _write_meta(
            connection, (release_id, released, verdict.build_id, verdict_sha256, data_as_of, as_of)
        )
        write_dictionary(connection, "warehouse", tables)
        macros = write_table_macros(connection, "warehouse", contents)
        previous = _previous_file(staging, base)
        changes = describe_changes(
            connection, previous, inputs,
            read_manifest(previous.parent)["inputs"] if previous else (),
        )  # fmt: skip
        connection.execute("checkpoint warehouse")
        connection.execute("detach warehouse")
    _verify(staging, memory_limit, tables, contents)
    manifest: dict[str, Any] = {
        "release_id": release_id,
        "released_at": released_at.isoformat(),
        "build_id": verdict.build_id,
        "base": Path(base).name if base else None,
        "data_as_of": data_as_of.isoformat() if data_as_of else None,
        "as_of": as_of.isoformat() if as_of else None,
        "verdict_sha256": verdict_sha256,
        "check_names": sorted({check.name for check in verdict.checks}),
        "suites": dict(verdict.suites),
        "checks": dict(verdict.definitions),
        "gate_changes": [change.to_json() for change in verdict.gate_changes],
        "changes": changes,
        "not_passed": [
            {
                "level": check.level,
                "name": check.name,
                "expected": check.expected,
                "seen": check.seen,
                "why": check.why,
            }
            for check in verdict.checks
            if not check.passed
        ],
        "storage_version": STORAGE_VERSION,
        "code": describe_code(),
        "inputs": [dict(item) for item in inputs],
        "table_macros": [macro.signature for macro in macros],
        "tables": {table.qualified: _describe(table, contents) for table in tables},
    }
    report = staging / "report" / "index.html"
    report.parent.mkdir()
    report.write_text(render_report(database, manifest), encoding="utf-8")
    checks = render_checks(verdict.checks, manifest)
    report.with_name("checks.html").write_text(checks, encoding="utf-8")
    manifest["files"] = describe_files(staging)
    (staging / MANIFEST).write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8"
    )
    return release_id


def _name_release(released_at: datetime, contents: Mapping[str, TableContent]) -> str:
    hashed = "".join(
        f"{name}={content.content_hash}\n"
        for name, content in contents.items()
        if name not in ABOUT_THE_RUN
    )
    content_id = hashlib.sha256(hashed.encode()).hexdigest()[:8]
    return f"{released_at:%Y%m%dT%H%M%SZ}-{content_id}"


def _previous_file(staging: Path, base: str | Path | None) -> Path | None:
    """The file of the release that this one follows."""
    return staging.parent / Path(base).name / DATABASE if base else None


def _data_as_of(connection: DuckDBPyConnection, tables: Sequence[PublishedTable]) -> date | None:
    """The latest date the marts speak of, or None when there are no totals."""
    if not any(table.qualified == "marts.pledge_totals" for table in tables):
        return None
    found = connection.execute(
        "select max(as_of_date) from build.marts.pledge_totals where is_latest"
    ).fetchone()
    return found[0] if found else None


def _write_meta(connection: DuckDBPyConnection, release: tuple[Any, ...]) -> None:
    connection.execute("create schema warehouse.meta")
    connection.execute(
        "create table warehouse.meta.release (release_id varchar, released_at timestamp,"
        " build_id varchar, verdict_sha256 varchar, data_as_of date, as_of date)"
    )
    connection.execute("insert into warehouse.meta.release values (?, ?, ?, ?, ?, ?)", release)


def _parquet_path(directory: Path, table: PublishedTable) -> Path:
    return directory / "parquet" / table.schema / f"{table.name}.parquet"


def _describe(table: PublishedTable, contents: Mapping[str, TableContent]) -> dict[str, Any]:
    content = contents[table.qualified]
    return {
        "rows": content.rows,
        "content_hash": content.content_hash,
        "about_the_run": table.qualified in ABOUT_THE_RUN,
        "primary_key": list(table.primary_key),
        "columns": [
            {
                "name": column.name,
                "type": column.data_type,
                "unit": unit_of(column.name, column.data_type),
                "description": column.comment,
            }
            for column in table.columns
        ],
    }


def _verify(
    staging: Path,
    memory_limit: str,
    tables: Sequence[PublishedTable],
    contents: Mapping[str, TableContent],
) -> None:
    """Reads every released value back, from both formats, and compares with the build."""
    database = staging / DATABASE
    if database.with_name(DATABASE + ".wal").exists():
        raise ReleaseError("the released file has a write-ahead log", where=str(database))
    with open_database(database, read_only=True, memory_limit=memory_limit) as connection:
        for table in tables:
            parquet = _parquet_path(staging, table)
            for where, relation in (
                (database, table.sql_name()),
                (parquet, f"read_parquet({quote_text(str(parquet))})"),
            ):
                found = read_content(connection, table, relation)
                if found != contents[table.qualified]:
                    raise ReleaseError(
                        f"{table.qualified} was written as {found}",
                        where=str(where),
                        expected=f"{contents[table.qualified]}, as in the build",
                        next_step="check the disk, then refresh again",
                    )
