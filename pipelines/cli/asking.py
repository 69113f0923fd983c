"""Commands that read what was released.

Nothing here writes into the warehouse, save the pages of `p2c docs`.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from pipelines.cli.app import Format, app, out, print_rows
from pipelines.settings import Settings


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="SQL over the schemas marts and core.")],
    output: Annotated[Format, typer.Option("--format", help="How to write the rows.")] = (
        Format.table
    ),
) -> None:
    """Ask the current release, read-only.

    Example: p2c query "from marts.pledge_totals" --format csv
    """
    from pipelines.warehouse import query_release

    settings = Settings.from_environment()
    result = query_release(settings.released_file, sql, memory_limit=settings.memory_limit)
    print_rows(result.columns, result.rows, output)


@app.command()
def releases() -> None:
    """List the releases, newest first."""
    from pipelines.release import list_releases

    table = Table("", "release", "released at (UTC)", "data as of", "tables", "rows")
    for info in list_releases(Settings.from_environment()):
        table.add_row(
            "→" if info.is_current else "",
            info.release_id,
            f"{info.released_at:%Y-%m-%d %H:%M:%S}",
            str(info.data_as_of),
            str(len(info.rows)),
            f"{sum(info.rows.values()):,}",
        )
    out.print(table)


@app.command()
def docs() -> None:
    """Write dbt's documentation of the last build as one page."""
    from pipelines.transform import write_docs

    out.print(f"open {write_docs(Settings.from_environment())}")
