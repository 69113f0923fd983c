"""Commands that build and release, and those that let a build pass.

What a refresh does stands in `pipelines.assets`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from pipelines.cli.app import app, err, out, read_day, shown_events
from pipelines.settings import Settings


@app.command()
def refresh(
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="Build as could have been built on this day, YYYY-MM-DD."),
    ] = None,
) -> None:
    """Read every input, build, check and release.

    Drop pledge files into warehouse/inbox first to have them included. Ends with a summary.

    With --as-of only what was known on that day is used: editions and vintages published, pledges
    announced, changes of membership in force. All gates apply. The release goes beside the
    others, the current one stays, and p2c query --as-of reads it.

    Exits 0 with a new release, 1 when something did not pass (the current release stays), 75 when
    another refresh is running.
    """
    settings, day = Settings.from_environment(), read_day(as_of) if as_of else None
    with shown_events(settings):
        from pipelines.assets.run import run_refresh
        from pipelines.definitions import build_defs

        outcome = run_refresh(settings, build_defs(settings), day)
    if outcome.release is None:
        for problem in outcome.problems:
            err.print(f"[bold red]✗[/] {escape(problem)}")
        kept = settings.current.resolve().name if settings.current.exists() else "none"
        err.print(f"Nothing was released; the current release stays: {kept}")
        raise typer.Exit(1)
    _print_summary(settings, day)


@app.command()
def acknowledge(
    checks: Annotated[
        list[str], typer.Argument(help="Names of the checks, as the refusal gave them.")
    ],
    why: Annotated[str, typer.Option(help="Reason; it is kept and shown in the release.")],
) -> None:
    """Say that a check was taken away, or made to ask less, on purpose.

    A build whose gates ask less than those of the last release is not released until this is said.
    It holds for what the checks ask now, and until the next release.
    """
    from pipelines.gates.acknowledgements import acknowledge as record

    record(Settings.from_environment(), checks, why)
    for check in checks:
        out.print(f"{check} may ask what it asks now, or be missing", soft_wrap=True)


def _print_summary(settings: Settings, as_of: date | None) -> None:
    from pipelines.cli.summary import summarise_release

    summary = summarise_release(settings, as_of)
    table = Table(box=box.SIMPLE, title="Headline figures")
    for heading, ratio in (("figure", 4), ("published", 3), ("computed here", 4), ("verdict", 3)):
        table.add_column(heading, ratio=ratio)
    for line in summary.headlines:
        table.add_row(*(escape(text) for text in vars(line).values()))
    out.print(table)
    out.print(
        f"Read      {summary.physical_lines:,} lines of {summary.files} files: "
        f"{summary.accepted_lines:,} accepted, {summary.rejected_lines:,} rejected, "
        f"{summary.structural_lines:,} structural"
    )
    out.print(f"Checked   {summary.checks:,} checks, none of them blocks")
    if summary.waiting:
        out.print(f"Waiting   {summary.waiting:,} for a decision: p2c review")
    if summary.rejected_lines or summary.refused:
        out.print(
            f"Set aside {summary.rejected_lines:,} rejected lines, "
            f"{summary.refused:,} files refused whole: p2c rejects"
        )
    out.print(f"Released  {summary.release_id}, data as of {summary.data_as_of}")
    out.print(f"Database  {settings.database(as_of)}")
    out.print(f"Page      {settings.pointer(as_of) / 'report' / 'index.html'}")
    option = f"--as-of {as_of} " if as_of else ""
    out.print(
        f'Next      p2c query {option}"from marts.pledge_value_by_country_group where is_latest"'
    )
