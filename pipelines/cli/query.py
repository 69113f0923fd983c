"""Commands that read what was released.

Nothing here writes into the warehouse, save the pages of `p2c docs`.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from pipelines.cli.app import Format, app, err, out, print_rows, read_day
from pipelines.errors import ReleaseError
from pipelines.settings import Settings


# SQL may begin with a comment, which would be read as an option.
@app.command(context_settings={"ignore_unknown_options": True})
def query(
    sql: Annotated[str, typer.Argument(help="SQL over the schemas marts and core.")],
    output: Annotated[Format, typer.Option("--format", help="How to write the rows.")] = (
        Format.table
    ),
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Ask the release built as of this day.")
    ] = None,
) -> None:
    """Ask the current release, or the one as of a day, read-only.

    Examples: p2c query "from marts.pledge_totals" --format csv;
    p2c query --as-of 2023-12-12 "from marts.connectivity_by_country_group where is_latest"
    """
    from pipelines.serving.query import query_release

    settings = Settings.from_environment()
    day = read_day(as_of) if as_of else None
    database = settings.database(day)
    if day is not None and not database.exists():
        raise ReleaseError(
            f"there is no release as of {day}",
            where=str(settings.pointer(day)),
            expected="a day for which a release was built; p2c releases lists them",
            next_step=f"p2c refresh --as-of {day}",
        )
    result = query_release(database, sql, memory_limit=settings.memory_limit)
    print_rows(result.columns, result.rows, output)


@app.command()
def metrics(
    names: Annotated[
        list[str] | None, typer.Argument(help="Metrics to ask for; none prints the page of all.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", help="Dimension to ask by, or metric_time.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="NAME=VALUE", help="Rows with this value of a dimension."),
    ] = None,
    sql: Annotated[bool, typer.Option("--sql", help="Print the query, not its answer.")] = False,
    output: Annotated[Format, typer.Option("--format", help="How to write the rows.")] = (
        Format.table
    ),
) -> None:
    """Ask the current release by the names of metrics, or print all that there are.

    For example: p2c metrics value_usd progress_to_target_pct --by metric_time;
    p2c metrics group_value_usd_any_member --only country_group__group_code=LDC
    """
    from pipelines.release.dictionary.metrics import describe_metrics

    if not names:
        typer.echo(describe_metrics(), nl=False)
        return
    conditions = [each.partition("=") for each in only or ()]
    if wrong := [name for name, equals, _ in conditions if not equals]:
        raise typer.BadParameter(f"{wrong[0]!r} is not NAME=VALUE", param_hint="--only")

    from pipelines.serving.metric_query import compile_question
    from pipelines.serving.query import query_release

    settings = Settings.from_environment()
    text = compile_question(
        settings, names, by or (), [(name, value) for name, _, value in conditions]
    )
    if sql:
        typer.echo(text)
        return
    result = query_release(settings.database(None), text, memory_limit=settings.memory_limit)
    print_rows(result.columns, result.rows, output)
    if output is Format.table:
        _print_terms(names)
    values = [value for row in result.rows for value in row[-len(names) :]]
    if conditions and all(value is None for value in values):
        dimensions = " ".join(f"--by {name}" for name, _, _ in conditions)
        err.print(f"Nothing has these values; p2c metrics {names[0]} {dimensions} lists them.")


def _print_terms(names: list[str]) -> None:
    """Unit, rule and warnings of the metrics asked for, without which a figure misleads."""
    from pipelines.release.dictionary.metrics import load_metrics

    for metric in load_metrics():
        if metric.name in names:
            rule = f", {metric.counting_rule}" if metric.counting_rule else ""
            warnings = ", ".join(metric.usage_warnings)
            out.print(f"[dim]{metric.name}: {metric.unit}{rule}; {warnings}[/]")


@app.command()
def releases() -> None:
    """List the releases, newest first.

    One built as of a day says so; the arrow marks the current one and, for each day, the one that
    `p2c query --as-of` reads.
    """
    from pipelines.release.publish import list_releases

    table = Table("", "release", "released at (UTC)", "data as of", "built as of", "tables", "rows")
    for info in list_releases(Settings.from_environment()):
        table.add_row(
            "→" if info.is_current else "",
            info.release_id,
            f"{info.released_at:%Y-%m-%d %H:%M:%S}",
            str(info.data_as_of),
            str(info.as_of or ""),
            str(len(info.rows)),
            f"{sum(info.rows.values()):,}",
        )
    out.print(table)


@app.command()
def docs() -> None:
    """Write dbt's documentation of the last build as one page."""
    from pipelines.build.dbt_runner import write_docs

    out.print(f"open {write_docs(Settings.from_environment())}")


@app.command()
def dictionary() -> None:
    """Print the data dictionary: every table of a release, its columns, units and queries.

    The page is Markdown, the one in docs/data-dictionary.md; it needs no build.

    For example: p2c dictionary > docs/data-dictionary.md
    """
    from pipelines.release.dictionary.documentation import write_page

    typer.echo(write_page(), nl=False)
