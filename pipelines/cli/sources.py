"""Commands about what is fetched from providers: fetching it, its state, its vintages.

What fetching does stands in `pipelines.sources.acquire`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pipelines.cli.app import Format, app, err, out, print_rows, shown_events
from pipelines.settings import Settings

vintages_app = typer.Typer(
    help="The vintages of a dataset: what was known when, and what changed between two.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(vintages_app, name="vintages")


@app.command()
def fetch(
    datasets: Annotated[
        list[str] | None, typer.Argument(help="Datasets, as p2c sources names them; all if none.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="A file got from the provider by hand, for --route.")
    ] = None,
    route: Annotated[str | None, typer.Option(help="The route a --file is of.")] = None,
) -> None:
    """Ask providers for new editions, route by route, and archive what is whole.

    Nothing is released by it: the next refresh uses what was archived, and a figure that no route
    gives keeps its last good edition.

    Exits 0 when every dataset has a new or unchanged edition, 1 when for some no route gave one.
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
        with _progress(settings) as progress:
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
        out.print("next: p2c vintages diff DATASET shows what changed, p2c refresh uses it")
    if missing := [each for each in acquired if each.edition is None and not each.only_by_hand]:
        err.print(
            f"No route gave an edition of {', '.join(each.dataset.id for each in missing)}; "
            "the last good one stays in use: p2c sources"
        )
        raise typer.Exit(1)


@contextmanager
def _progress(settings: Settings) -> Iterator[Callable[[str, int, int | None], None]]:
    """Show bytes as they come, and each logged event as a line."""
    with shown_events(settings) as status:

        def show(name: str, count: int, total: int | None) -> None:
            of = f" of {total:,}" if total else ""
            status.update(f"{name}: {count:,}{of} bytes")

        yield show


@app.command()
def sources(
    off: Annotated[
        str | None, typer.Option(help="Switch a provider off: it is asked for nothing.")
    ] = None,
    on: Annotated[str | None, typer.Option(help="Switch a provider on again.")] = None,
    why: Annotated[str, typer.Option(help="Reason for switching; it is kept.")] = "",
    output: Annotated[Format, typer.Option("--format", help="How to write the rows.")] = (
        Format.table
    ),
) -> None:
    """List the datasets: which edition is in use, by which route, how old, under which licence."""
    from pipelines.sources.freshness import list_states
    from pipelines.sources.provider_switches import switch
    from pipelines.sources.registry import load_registry

    settings = Settings.from_environment()
    registry = load_registry(settings.sources_file)
    if off or on:
        for provider, is_on in ((off, False), (on, True)):
            if provider:
                switch(settings, registry, provider, on=is_on, why=why)
                out.print(f"{provider} is {'on' if is_on else 'off'}")
        return
    columns = (
        "dataset", "state", "route", "received", "looked", "age_days", "max_age_days", "licence",
        "off",
    )  # fmt: skip
    rows = tuple(
        (
            state.dataset,
            state.state,
            state.route,
            state.received_on,
            state.looked_on,
            state.age_days,
            state.max_age_days,
            state.licence,
            ", ".join(state.switched_off) or None,
        )
        for state in list_states(settings, registry)
    )
    print_rows(columns, rows, output)


@vintages_app.command("list")
def list_vintages(
    dataset: Annotated[
        str | None, typer.Argument(help="A dataset, as p2c sources names it; all if none.")
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="How to write the rows.")] = (
        Format.table
    ),
) -> None:
    """List the vintages of a dataset: those of the bundled snapshot, then those fetched."""
    from pipelines.sources.registry import load_registry
    from pipelines.sources.vintages import Vintages

    settings = Settings.from_environment()
    registry = load_registry(settings.sources_file)
    vintages = Vintages(settings, registry)
    wanted = [each for each in registry.datasets if dataset in (None, each.id)]
    rows = tuple(
        (v.dataset, v.name, v.route, v.received_on, v.rows.num_rows, v.sha256[:12])
        for each in wanted
        for v in vintages.of(each)
    )
    print_rows(("dataset", "vintage", "route", "received", "rows", "sha256"), rows, output)


@vintages_app.command("diff")
def diff_vintages(
    dataset: Annotated[str, typer.Argument(help="A dataset, as p2c sources names it.")],
    old: Annotated[
        str | None, typer.Option(help="Name or hash of the earlier; the last but one if none.")
    ] = None,
    new: Annotated[
        str | None, typer.Option(help="Name or hash of the later; the last if none.")
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="How to write the cells.")] = (
        Format.table
    ),
) -> None:
    """Show every cell that differs between two vintages, the largest moves first."""
    from pipelines.sources.acquire import Acquirer
    from pipelines.sources.registry import load_registry
    from pipelines.sources.vintages import LAYOUTS, Vintages, compare

    settings = Settings.from_environment()
    registry = load_registry(settings.sources_file)
    wanted = Acquirer(settings, registry).find_dataset(dataset)
    vintages = Vintages(settings, registry)
    earlier, later = vintages.pair(wanted, old, new)
    difference = compare(earlier, later, LAYOUTS[wanted.table])
    counts = difference.count()
    if output is Format.table:
        out.print(
            f"{earlier.name} ({earlier.route}, {earlier.received_on}) to "
            f"{later.name} ({later.route}, {later.received_on}): "
            f"{counts['changed']:,} cells changed, {counts['added']:,} added, "
            f"{counts['removed']:,} removed, {difference.same:,} the same"
        )
    rows = tuple(
        (change.kind, *change.cell, change.old, change.new) for change in difference.changes
    )
    print_rows(("change", *difference.columns, "old", "new"), rows, output)
