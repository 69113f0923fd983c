"""The release as an asset.

Whether there may be one is judged in `pipelines.gates`; making it is in `pipelines.release`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import dagster as dg

from pipelines.assets.raw import OWNERS
from pipelines.build.build_directory import active_build
from pipelines.gates.judging import judge_build
from pipelines.release.publish import write_release
from pipelines.settings import Settings
from pipelines.storage.database import read_rows
from pipelines.storage.releases import read_manifest

RELEASE = dg.AssetKey(["release", "current"])


def build_release_asset(settings: Settings, gated: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """Builds the release, which depends on every gated model and trusts the verdict alone."""

    @dg.asset(
        key=RELEASE,
        deps=list(gated),
        group_name="release",
        kinds={"duckdb", "parquet"},
        owners=OWNERS,
        required_resource_keys={"single_flight"},
        description="What analysts and BI tools read: a DuckDB file, Parquet and a page, swapped "
        "in whole; as of a day, beside the current one. Refuses any build whose verdict is not a "
        "full pass.",
    )
    def release() -> dg.MaterializeResult[None]:
        build = active_build(settings)
        verdict = judge_build(settings, build)
        info = write_release(
            settings,
            build.database,
            verdict,
            read_rows(build.database, "select * from raw.files order by table_name, name"),
            released_at=datetime.now(UTC),
            base=build.base,
            as_of=build.as_of,
        )
        manifest = read_manifest(info.directory)
        return dg.MaterializeResult(
            metadata={
                "changes": dg.MetadataValue.md(
                    "\n".join(f"- {line}" for line in manifest["changes"])
                ),
                "checks_not_passed": len(manifest["not_passed"]),
                "not_passed": dg.MetadataValue.md(
                    "\n".join(
                        f"- {check['level']}: `{check['name']}` saw {check['seen']}"
                        for check in manifest["not_passed"]
                    )
                    or "every check passed"
                ),
                "release_id": info.release_id,
                "directory": dg.MetadataValue.path(str(info.directory)),
                "report": dg.MetadataValue.path(str(info.directory / "report" / "index.html")),
                "data_as_of": str(info.data_as_of),
                "tables": len(info.rows),
                "rows": sum(info.rows.values()),
            }
        )

    return release
