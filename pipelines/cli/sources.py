"""The commands `p2c sources`: the datasets in use, their vintages, and providers that are off.

What is fetched, and when an edition is stale, is decided in `pipelines.sources`.
"""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli.app import Panel, add_group
from pipelines.cli.options import Format, RowFormat, Why
from pipelines.cli.output import out, print_rows
from pipelines.settings import Settings

sources = add_group(
    "sources",
    Panel.operate,
    "Lists the datasets and their vintages; switches providers off and on.",
)

Provider = Annotated[
    str, typer.Argument(help="A provider, as pipelines/sources/sources.yml has it.")
]


@sources.command("list")
def list_datasets(output: RowFormat = Format.table) -> None:
    """Lists the datasets: which edition is in use, by which route, how old, under which licence.

    ```
    p2c sources --format json
    ```
    """
    from pipelines.sources.freshness import list_states
    from pipelines.sources.registry import load_registry

    settings = Settings.from_environment()
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
        for state in list_states(settings, load_registry(settings.sources_file))
    )
    print_rows(columns, rows, output)


@sources.command("vintages")
def list_vintages(
    dataset: Annotated[
        str | None, typer.Argument(help="A dataset, as p2c sources names it; all if none.")
    ] = None,
    output: RowFormat = Format.table,
) -> None:
    """Lists the vintages of a dataset: those of the bundled snapshot, then those fetched.

    ```
    p2c sources vintages internet_use
    ```
    """
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


@sources.command("diff")
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
    """Lists every cell that differs between two vintages, the largest changes first.

    ```
    p2c sources diff internet_use
    ```
    """
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


@sources.command()
def off(provider: Provider, why: Why) -> None:
    """Switches a provider off: nothing is requested from it, what it gave stays in use.

    ```
    p2c sources off world_bank --why "moved to another address"
    ```
    """
    _switch(provider, why, on=False)


@sources.command()
def on(provider: Provider, why: Why) -> None:
    """Switches a provider on again.

    ```
    p2c sources on world_bank --why "the new address is in the registry"
    ```
    """
    _switch(provider, why, on=True)


def _switch(provider: str, why: str, *, on: bool) -> None:
    from pipelines.sources.provider_switches import switch
    from pipelines.sources.registry import load_registry

    settings = Settings.from_environment()
    switch(settings, load_registry(settings.sources_file), provider, on=on, why=why)
    out.print(f"{provider} is {'on' if on else 'off'}")
