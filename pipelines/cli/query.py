"""The command `p2c query`: SQL over a release.

How a release is opened, and what a query may do, is in `pipelines.serving.query`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from pipelines.cli.app import Panel, app
from pipelines.cli.options import Format, RowFormat, as_of_option
from pipelines.cli.output import print_rows
from pipelines.errors import ReleaseError
from pipelines.settings import Settings


class SqlCommand(TyperCommand):
    """A command whose argument is SQL."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Takes SQL that begins with a comment for the argument that it is, not for an option."""
        sql = [each for each in args if each.startswith("--") and "\n" in each]
        options = [each for each in args if each not in sql]
        return super().parse_args(ctx, [*options, "--", *sql] if sql else args)


@app.command(cls=SqlCommand, rich_help_panel=Panel.look)
def query(
    sql: Annotated[str, typer.Argument(help="SQL over the schemas marts, core and meta.")],
    output: RowFormat = Format.table,
    as_of: Annotated[date | None, as_of_option("Query the release built as of this day.")] = None,
) -> None:
    """Queries the current release, or the one as of a day, read-only.

    ```
    p2c query "from marts.pledge_totals" --format csv
    p2c query --as-of 2023-12-12 "from marts.pledge_totals where is_latest"
    ```
    """
    from pipelines.serving.query import query_release

    settings = Settings.from_environment()
    database = settings.database(as_of)
    if as_of is not None and not database.exists():
        raise ReleaseError(
            f"there is no release as of {as_of}",
            where=str(settings.pointer(as_of)),
            expected="a day for which a release was built; p2c releases lists them",
            next_step=f"p2c refresh --as-of {as_of}",
        )
    result = query_release(database, sql, memory_limit=settings.memory_limit)
    print_rows(result.columns, result.rows, output)
