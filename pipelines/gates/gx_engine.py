"""Great Expectations on DuckDB: opens the file, runs a suite as SQL, lets go of the file.

The only module that imports great_expectations, and only inside its functions: it costs seconds.
What an outcome means is decided in `pipelines.gates.suite_runner`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.checks import SAMPLE_ROWS
from pipelines.gates.suite import UNEXPECTED_ROWS, Expectation, Suite

if TYPE_CHECKING:
    from sqlalchemy import Connection

_CLASS_NAMES = {
    "expect_column_pair_values_a_to_be_greater_than_b": "ExpectColumnPairValuesAToBeGreaterThanB",
    UNEXPECTED_ROWS: "UnexpectedRowsExpectation",
}
_ERROR_CHARACTERS = 300


@dataclass(frozen=True)
class Session:
    """One GX context on one file: its data source, and a connection for counts of our own."""

    source: Any
    connection: Connection


@dataclass(frozen=True)
class Outcome:
    """What GX found for one expectation; `error` is set when it could not be answered."""

    success: bool
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None


@contextmanager
def open_session(database: Path, memory_limit: str) -> Iterator[Session]:
    """Opens a DuckDB file read-only; afterwards this process may open it to write."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    sources: Any = context.data_sources  # its stub does not know the keyword kwargs
    source = sources.add_or_update_sql(
        "build",
        connection_string=f"duckdb:///{database.resolve()}",
        # GX closes its connection before it fetches; without the first two of these settings
        # nearly every expectation crashes on DuckDB.
        kwargs={
            "isolation_level": "AUTOCOMMIT",
            "skip_autocommit_rollback": True,
            "connect_args": {"read_only": True, "config": {"memory_limit": memory_limit}},
        },
    )
    # GX keeps two engines; either one left open bars the next step from writing to the file.
    execution_engine = source.get_execution_engine()
    try:
        with execution_engine.engine.connect() as connection:
            yield Session(source, connection)
    finally:
        execution_engine.close()
        execution_engine.engine.dispose()
        source.get_engine().dispose()


def validate(session: Session, suite: Suite, keys: Sequence[str]) -> dict[str, Outcome]:
    """Runs a suite over its table, which exists; gives the outcome of each expectation by name.

    Args:
        session: An open session.
        suite: What to run.
        keys: Columns of the table that name a failing row.
    """
    import great_expectations as gx

    outcomes: dict[str, Outcome] = {}
    schema, name = suite.table.split(".")
    asset = session.source.add_table_asset(suite.table, table_name=name, schema_name=schema)
    batch = asset.get_batch(asset.build_batch_request())
    # COMPLETE is what gives unexpected rows (200 at most); for the others it would fetch every
    # failing row, where SUMMARY stops at the sample.
    for result_format in ("SUMMARY", "COMPLETE"):
        gx_suite = gx.ExpectationSuite(name=f"{suite.table} {result_format}")
        for item in suite.expectations:
            if (item.kind == UNEXPECTED_ROWS) == (result_format == "COMPLETE"):
                try:
                    gx_suite.add_expectation(_to_gx(suite, item))
                except (TypeError, ValueError) as error:
                    outcomes[item.name] = Outcome(False, error=_shorten(str(error)))
        if gx_suite.expectations:
            options = {
                "result_format": result_format,
                "partial_unexpected_count": SAMPLE_ROWS,
                "unexpected_index_column_names": list(keys),
            }
            for result in batch.validate(gx_suite, result_format=options).results:
                outcomes[result.expectation_config.meta["name"]] = Outcome(
                    success=bool(result.success),
                    result=result.result,
                    error=_error_of(result.exception_info),
                )
    return outcomes


def _to_gx(suite: Suite, item: Expectation) -> Any:
    import great_expectations.expectations as gxe

    meta = {"name": item.name}
    camel = "".join(word.capitalize() for word in item.kind.split("_"))
    kind = getattr(gxe, _CLASS_NAMES.get(item.kind, camel))
    if item.kind != UNEXPECTED_ROWS:
        return kind(**item.arguments, meta=meta)
    # GX replaces {batch} by an aliased subquery that cannot be joined, reads other braces as
    # placeholders, and SQLAlchemy reads :word as a parameter; the comment keeps GX content.
    parts = [
        part.replace("{", "{{").replace("}", "}}").replace(":", "\\:")
        for part in str(item.arguments["sql"]).strip().rstrip(";").split("{batch}")
    ]
    sql = suite.sql_name.join(parts) + "\n/* {batch} */"
    return kind(unexpected_rows_query=sql, meta=meta)


def _error_of(exception_info: Mapping[str, Any]) -> str | None:
    """GX gives one error, or one for each metric that failed; the first says what happened."""
    if "raised_exception" in exception_info:
        entries = [exception_info]
    else:
        entries = list(exception_info.values())
    messages = [str(entry["exception_message"]) for entry in entries if entry["raised_exception"]]
    return _shorten(messages[0]) if messages else None


def _shorten(text: str) -> str:
    return " ".join(text.split())[:_ERROR_CHARACTERS] or "an error without a text"
