"""The command `p2c simulate`: a warehouse of made-up pledges, as many as the platform has.

What is simulated is in `pipelines.sources.simulated`.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import Panel, app
from pipelines.cli.output import out
from pipelines.settings import Settings
from pipelines.sources.simulated import FEWEST_PLEDGES, PUBLISHED_PLEDGES
from pipelines.sources.simulated.export import SEED
from pipelines.sources.simulated.home import ExportFormat, make_simulated_home


@app.command(rich_help_panel=Panel.start)
def simulate(
    home: Annotated[Path, typer.Option("--home", help="Directory of the warehouse to make.")],
    pledges: Annotated[
        int, typer.Option("--pledges", min=FEWEST_PLEDGES, help="How many pledges.")
    ] = PUBLISHED_PLEDGES,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the random numbers.")] = SEED,
    export_format: Annotated[
        ExportFormat, typer.Option("--format", help="Format of the export.")
    ] = ExportFormat.csv,
) -> None:
    """Makes a warehouse of simulated pledges, apart from the real one.

    Writes a made-up export of the pledging platform whose totals are those published on 6 December
    2023, and a registry that reads it instead of the real pledges. Every row says that it is
    simulated. The same seed and size give the same bytes. Prints how to refresh it.

    ```
    p2c simulate --home simulated
    ```
    """
    made = make_simulated_home(
        Settings.from_environment(),
        home.expanduser().resolve(),
        pledges=pledges,
        seed=seed,
        export_format=export_format,
    )
    settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in made.environment.items())
    out.print(
        f"Simulated {made.pledges:,} pledges, none of them real: {made.export}", soft_wrap=True
    )
    out.print(f"Next      {settings} p2c refresh", soft_wrap=True)
