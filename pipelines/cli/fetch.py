"""The command `p2c fetch`: new editions from providers.

What fetching does is in `pipelines.sources.acquire`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pipelines.cli.app import Panel, app
from pipelines.cli.output import err, out
from pipelines.cli.progress import shown_bytes
from pipelines.settings import Settings


@app.command(rich_help_panel=Panel.operate)
def fetch(
    datasets: Annotated[
        list[str] | None, typer.Argument(help="Datasets, as p2c sources names them; all if none.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="A file downloaded by hand, for --route.")
    ] = None,
    route: Annotated[str | None, typer.Option(help="The route that the --file belongs to.")] = None,
) -> None:
    """Fetches new editions from providers, route by route, and archives those that are whole.

    Nothing is released by it: the next refresh uses what was archived, and a dataset for which no
    route gave an edition keeps its last good one.

    Exits 0 when every dataset has a new or unchanged edition, 1 when no route gave one for some.

    ```
    p2c fetch internet_use population
    p2c fetch --file UNSD-m49.csv --route m49_groups_csv
    ```
    """
    from pipelines.sources.acquire import Acquirer, make_fetcher
    from pipelines.sources.registry import load_registry

    settings = Settings.from_environment()
    registry = load_registry(settings.sources_file)
    if (file is None) != (route is None):
        raise typer.BadParameter("--file and --route go together")
    if file is not None and route is not None:
        acquired = [Acquirer(settings, registry).take_file(route, file)]
    else:
        with shown_bytes(settings) as progress:
            acquirer = Acquirer(settings, registry, make_fetcher(settings, progress))
            wanted = [acquirer.find_dataset(name) for name in datasets or ()]
            acquired = [acquirer.acquire(each) for each in wanted or registry.datasets]
    table = Table("dataset", "outcome", "route", "rows", "what the routes before it gave")
    for each in acquired:
        last = each.tried[-1]
        passed_over = each.tried if each.edition is None else each.tried[:-1]
        table.add_row(
            each.dataset.id,
            each.outcome if each.edition else "none",
            last.route if each.edition else "",
            "" if each.rows is None else f"{each.rows:,}",
            "\n".join(f"{tried.route}: {tried.outcome}, {tried.why}" for tried in passed_over),
        )
    out.print(table)
    if any(each.outcome == "new" for each in acquired):
        out.print("next: p2c sources diff DATASET shows what changed, p2c refresh uses it")
    if missing := [each for each in acquired if each.edition is None and not each.only_by_hand]:
        err.print(
            f"No route gave an edition of {', '.join(each.dataset.id for each in missing)}; "
            "the last good one stays in use: p2c sources"
        )
        raise typer.Exit(1)
