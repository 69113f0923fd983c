"""The command `p2c announcement`: the announcement of 12 December 2023, figure by figure.

How a figure is judged is in the model `announcement_figures`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pipelines.cli.app import Panel, app
from pipelines.cli.options import Format, RowFormat, as_of_option
from pipelines.cli.output import out, print_rows
from pipelines.settings import Settings

FIGURES = """
select figure_id, statement, as_of_date, unit, published_value, published_bound, computed_value,
    verdict, coverage_pct, base, computed_null_reason, difference_reason, published_note,
    published_source_url, published_source_kind, largest_known_difference
from marts.announcement_figures order by display_order
"""


@app.command(rich_help_panel=Panel.look)
def announcement(
    output: RowFormat = Format.table,
    as_of: Annotated[date | None, as_of_option("Read the release as of this day.")] = None,
) -> None:
    """Shows each figure of the announcement beside the one computed, and how they compare.

    `csv` and `json` have all columns of `marts.announcement_figures` that say what a figure is.

    ```
    p2c announcement
    p2c announcement --format csv
    ```
    """
    from rich.markup import escape

    from pipelines.release.report.tables import compare_figure
    from pipelines.serving.query import query_release

    answer = query_release(Settings.from_environment().database(as_of), FIGURES)
    if output is not Format.table:
        print_rows(answer.columns, answer.rows, output)
        return
    for row in answer.rows:
        figure = compare_figure(dict(zip(answer.columns, row, strict=True)))
        out.print(f"[bold]{escape(figure.statement)}[/]")
        for label, text, note in (
            ("published", figure.published, figure.published_note),
            ("computed", figure.computed, figure.computed_note),
            ("verdict", figure.verdict, figure.verdict_note),
        ):
            out.print(
                f"  {label:<10}{escape(text)}" + (f" [dim]({escape(note)})[/]" if note else "")
            )
