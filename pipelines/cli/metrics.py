"""The command `p2c metrics`: the current release queried by the names of metrics.

How a question becomes SQL is in `pipelines.serving.metric_query`.
"""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli.app import Panel, app
from pipelines.cli.options import Format, RowFormat
from pipelines.cli.output import err, out, print_rows
from pipelines.settings import Settings


@app.command(rich_help_panel=Panel.look)
def metrics(
    names: Annotated[
        list[str] | None, typer.Argument(help="Metrics to compute; the page of all if none.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", help="Dimension to group by, or metric_time.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="NAME=VALUE", help="Rows with this value of a dimension."),
    ] = None,
    sql: Annotated[
        bool, typer.Option("--sql", help="Print the query instead of its rows.")
    ] = False,
    output: RowFormat = Format.table,
) -> None:
    """Computes metrics from the current release, or prints the page of all metrics.

    ```
    p2c metrics value_usd progress_to_target_pct --by metric_time
    p2c metrics group_value_usd_any_member --only country_group__group_code=LDC
    ```
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
    """Prints unit, counting rule and warnings of metrics, without which a figure misleads."""
    from pipelines.release.dictionary.metrics import load_metrics

    for metric in load_metrics():
        if metric.name in names:
            rule = f", {metric.counting_rule}" if metric.counting_rule else ""
            warnings = ", ".join(metric.usage_warnings)
            out.print(f"[dim]{metric.name}: {metric.unit}{rule}; {warnings}[/]")
