"""Commands about the gates themselves.

What a gate checks stands in `expectations/`, how suites are tried in `pipelines.gates.dry_run`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from pipelines.cli.app import app, err, out
from pipelines.settings import Settings

gates = typer.Typer(help="Look at the gates before they are changed.", no_args_is_help=True)
app.add_typer(gates, name="gates")


@gates.command(name="try")
def try_suites(
    expectations: Annotated[
        Path | None,
        typer.Option(help="Folder of the changed suites; the ones in force when left out."),
    ] = None,
    last: Annotated[
        int | None, typer.Option(min=0, help="Try so many releases only, the newest; all else.")
    ] = None,
) -> None:
    """Say what changed suites would newly fail or pass, before the change is merged.

    Runs them over the inputs of the last build as they were read, over its tables, and over the
    marts of past releases, and compares with the results of then. Writes and releases nothing.
    Exits 1 when something newly fails.
    """
    from pipelines.gates.dry_run import try_gates

    settings = Settings.from_environment()
    with err.status("trying the suites"):
        tried = try_gates(settings, (expectations or settings.expectations_dir).resolve(), last)
    for each in tried:
        unanswerable = (
            f", {each.unanswerable} that ask tables a release does not hold"
            if each.unanswerable
            else ""
        )
        out.print(f"{each.where}: {each.checks} checks{unanswerable}", soft_wrap=True)
        for check in each.newly_failing:
            out.print(f"  [red]newly fails[/]  {escape(check.describe())}", soft_wrap=True)
        for check in each.newly_passing:
            out.print(f"  [green]newly passes[/] {escape(check.name)}", soft_wrap=True)
        for name in each.gone:
            out.print(f"  [yellow]gone[/]         {escape(name)}", soft_wrap=True)
        if not (each.newly_failing or each.newly_passing or each.gone):
            out.print("  as recorded")
    if any(each.newly_failing for each in tried):
        raise typer.Exit(1)
