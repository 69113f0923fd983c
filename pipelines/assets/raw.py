"""Assets from the inputs to the raw tables.

What the steps do is in `pipelines.build.inputs` and `pipelines.build.raw_tables`.
"""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import pyarrow as pa
from pydantic import Field

from pipelines.build.build_directory import active_build, start_build
from pipelines.build.inputs import collect_inputs
from pipelines.build.raw_tables import load_raw_tables, raw_schemas
from pipelines.gates.judging import begin_verdict
from pipelines.settings import Settings
from pipelines.sources.registry import load_registry

INPUTS = dg.AssetKey(["archive", "inputs"])
OWNERS = ["team:data-engineering"]
ACCOUNT_DESCRIPTIONS = {
    "build": "One row: the day this build is made as of, null when it may use everything.",
    "files": "Every file of this build and where each of its lines went.",
    "rejects": "Every problem that kept a row out, with its file and line.",
}


class InputsConfig(dg.Config):
    """What may be asked of a build before it starts."""

    as_of: str | None = Field(
        default=None,
        description="Build every mart as it could have been built on this day, YYYY-MM-DD.",
    )


def raw_key(table: str) -> dg.AssetKey:
    """Asset key of a raw table, the same as its name in DuckDB."""
    return dg.AssetKey(["raw", table])


def build_raw_assets(settings: Settings) -> list[dg.AssetsDefinition]:
    """The archive of inputs and the raw tables read from it.

    The raw tables are one step: the gate that follows checks them together, and the accounts of
    all lines, which are raw tables as well, are drawn up from all the others.
    """
    return [_inputs_asset(settings), _raw_tables_asset(settings)]


def _inputs_asset(settings: Settings) -> dg.AssetsDefinition:
    @dg.asset(
        key=INPUTS,
        group_name="archive",
        kinds={"file"},
        owners=OWNERS,
        required_resource_keys={"single_flight"},
        description="Bundled files and dropped submissions, archived by content before anybody "
        "reads them. Starts a new private build.",
    )
    def inputs(config: InputsConfig) -> dg.MaterializeResult[None]:
        as_of = date.fromisoformat(config.as_of) if config.as_of else None
        build = start_build(settings, as_of)
        begin_verdict(build)
        registry = load_registry(settings.sources_file)
        collected = collect_inputs(settings, registry, build)
        return dg.MaterializeResult(
            metadata={
                "files": len(collected),
                "submissions": sum(item.archived.kind == "submission" for item in collected),
                "list": dg.MetadataValue.md(
                    "\n".join(
                        ["| file | source | bytes | sha256 |", "|---|---|---|---|"]
                        + [
                            f"| {item.archived.name} | {item.source.title} "
                            f"| {item.archived.bytes} | {item.archived.sha256[:12]} |"
                            for item in collected
                        ]
                    )
                ),
            }
        )

    return inputs


def _raw_tables_asset(settings: Settings) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="raw_tables",
        specs=[
            dg.AssetSpec(
                raw_key(table),
                deps=[INPUTS],
                group_name="raw",
                kinds={"python", "duckdb"},
                owners=OWNERS,
                description=ACCOUNT_DESCRIPTIONS.get(
                    table,
                    f"Typed rows of raw.{table} with the file hash and line of each; lines that "
                    "cannot be read are in raw.rejects.",
                ),
                metadata=_schema_metadata(schema),
            )
            for table, schema in raw_schemas().items()
        ],
        required_resource_keys={"single_flight"},
    )
    def raw_tables() -> Iterator[dg.MaterializeResult[None]]:
        registry = load_registry(settings.sources_file)
        for table, counts in load_raw_tables(settings, registry, active_build(settings)):
            yield dg.MaterializeResult(
                asset_key=raw_key(table), metadata={"dagster/row_count": counts["rows"], **counts}
            )

    return raw_tables


def _schema_metadata(schema: pa.Schema) -> dict[str, dg.MetadataValue[dg.TableSchema]]:
    columns = [dg.TableColumn(field.name, str(field.type)) for field in schema]
    return {"dagster/column_schema": dg.MetadataValue.table_schema(dg.TableSchema(columns))}
