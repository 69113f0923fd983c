"""The commands `p2c gates`: what the gates checked, and changes to what they check.

What a gate checks is in `expectations/`, how suites are tried in `pipelines.gates.dry_run`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from pipelines.cli.app import Panel, add_group
from pipelines.cli.options import Format, RowFormat
from pipelines.cli.output import err, out, print_rows
from pipelines.settings import Settings

gates = add_group(
    "gates", Panel.decide, "Lists what the gates checked; tries and acknowledges their changes."
)

CHECKED = """
select gate, table_name, count(*) as checks, count_if(not passed) as not_passed
from marts.data_quality group by all order by all
"""


@gates.command("list")
def list_checks(output: RowFormat = Format.table) -> None:
    """Lists the checks of the current release by gate and table, and how many did not pass.

    A check that did not pass in a release is one that warns. `marts.data_quality` has each of
    them, with what it expected and saw.

    ```
    p2c gates
    ```
    """
    from pipelines.serving.query import query_release

    checked = query_release(Settings.from_environment().database(None), CHECKED)
    print_rows(checked.columns, checked.rows, output)


@gates.command("try")
def try_suites(
    expectations: Annotated[
        Path | None, typer.Option(help="Folder of the changed suites; the suites in force if none.")
    ] = None,
    last: Annotated[
        int | None, typer.Option(min=0, help="Try only the newest so many releases; all if none.")
    ] = None,
) -> None:
    """Lists what changed suites would newly fail or pass, before the change is merged.

    Runs them over the inputs of the last build as they were read, over its tables, and over the
    marts of past releases, and compares with the results recorded then. Writes and releases
    nothing.

    Exits 0 when nothing newly fails, 1 when something does.

    ```
    p2c gates try --expectations changed/expectations --last 3
    ```
    """
    from pipelines.gates.dry_run import try_gates

    settings = Settings.from_environment()
    with err.status("trying the suites"):
        tried = try_gates(settings, (expectations or settings.expectations_dir).resolve(), last)
    for each in tried:
        unanswerable = (
            f", {each.unanswerable} on tables that a release does not hold"
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


@gates.command()
def acknowledge(
    checks: Annotated[
        list[str], typer.Argument(help="Names of the checks, as the refusal gave them.")
    ],
    why: Annotated[
        str, typer.Option("--why", help="The reason; it is kept and shown in the release.")
    ],
) -> None:
    """Confirms that a check was weakened or removed on purpose.

    A build with a weakened check is not released until that is acknowledged. It holds for the
    check as it is now, and until the next release.

    ```
    p2c gates acknowledge marts.pledge_totals.has_rows --why "the table may be empty now"
    ```
    """
    from pipelines.gates.acknowledgements import acknowledge as record

    record(Settings.from_environment(), checks, why)
    for check in checks:
        out.print(f"{check} may be as it is now, or missing, in the next release", soft_wrap=True)
