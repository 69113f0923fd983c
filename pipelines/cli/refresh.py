"""The command `p2c refresh`: builds, checks and releases.

What a refresh does is in `pipelines.assets`, what its summary holds in `pipelines.cli.summary`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from pipelines.cli.app import Panel, app
from pipelines.cli.options import as_of_option
from pipelines.cli.output import err, out, print_not_passed
from pipelines.cli.progress import shown_events
from pipelines.settings import Settings

SHOWN_CHECKS = 5


@app.command(rich_help_panel=Panel.start)
def refresh(
    as_of: Annotated[
        date | None, as_of_option("Build as could have been built on this day.")
    ] = None,
) -> None:
    """Reads every input, builds, checks and releases, and ends with a summary.

    Files of pledges that `p2c submit` or a person put into the inbox are read too.

    With `--as-of` only what was known on that day is used: editions and vintages published, pledges
    announced, changes of membership in force. All gates apply. The release goes beside the others,
    the current one stays, and `p2c query --as-of` reads it.

    Exits 0 with a new release, also when checks that block nothing did not pass: the summary names
    them. Exits 1 when something did not pass (the current release stays), 75 when
    another refresh is running.

    ```
    p2c refresh
    p2c refresh --as-of 2023-12-12
    ```
    """
    settings = Settings.from_environment()
    with shown_events(settings):
        from pipelines.assets.run import run_refresh
        from pipelines.definitions import build_defs

        outcome = run_refresh(settings, build_defs(settings), as_of)
    if outcome.release is None:
        for problem in outcome.problems:
            err.print(f"[bold red]✗[/] {escape(problem)}")
        kept = settings.current.resolve().name if settings.current.exists() else "none"
        err.print(f"Nothing was released; the current release stays: {kept}")
        raise typer.Exit(1)
    _print_summary(settings, as_of)


def _print_summary(settings: Settings, as_of: date | None) -> None:
    from pipelines.cli.summary import summarise_release

    summary = summarise_release(settings, as_of)
    table = Table(box=box.SIMPLE)
    for heading in ("figure", "counted here", "published last", "held here"):
        table.add_column(heading, overflow="fold")
    for line in summary.headlines:
        table.add_row(*(escape(text) for text in vars(line).values()))
    out.print(table)
    for index, change in enumerate(summary.changes):
        out.print(("Changed   " if index == 0 else "          ") + escape(change))
    out.print(
        f"Read      {summary.physical_lines:,} lines of {summary.files} files: "
        f"{summary.accepted_lines:,} accepted, {summary.rejected_lines:,} rejected, "
        f"{summary.structural_lines:,} structural"
    )
    print_not_passed(summary.not_passed, summary.checks, SHOWN_CHECKS)
    if summary.waiting:
        out.print(f"Waiting   {summary.waiting:,} for a decision: p2c review")
    if summary.rejected_lines or summary.refused:
        out.print(
            f"Set aside {summary.rejected_lines:,} rejected lines, "
            f"{summary.refused:,} files refused whole: p2c rejects"
        )
    age = f", {summary.days_old:,} days old" if summary.days_old is not None else ""
    out.print(f"Released  {summary.release_id}, data as of {summary.data_as_of}{age}")
    out.print(f"Database  {settings.database(as_of)}", soft_wrap=True)
    out.print(f"Page      {settings.pointer(as_of) / 'report' / 'index.html'}", soft_wrap=True)
    option = f"--as-of {as_of} " if as_of else ""
    out.print("Next      p2c announcement" + (f" --as-of {as_of}" if as_of else ""))
    out.print(
        f'          p2c query {option}"from marts.pledge_value_by_country_group where is_latest"'
    )
