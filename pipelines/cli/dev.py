"""The command that opens Dagster's page, with its schedules and the sensor of the inbox.

What the page shows and what a run does is in `pipelines.assets`.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from pipelines.cli.app import Panel, app
from pipelines.cli.output import out
from pipelines.settings import Settings
from pipelines.storage.dagster_home import ensure_dagster_home


@app.command(rich_help_panel=Panel.operate)
def dev(port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 3000) -> None:
    """Opens Dagster's page on this machine and runs its schedules and the inbox's sensor.

    The page shows what `p2c refresh` did too, and remembers what is switched off. Ctrl-C ends it.

    ```
    p2c dev
    p2c dev --port 3001
    ```
    """
    settings = Settings.from_environment()
    home = ensure_dagster_home(settings)
    out.print(f"Graph: http://127.0.0.1:{port}/asset-groups (once it runs; Ctrl-C ends it)")
    os.environ.update(settings.variables, DAGSTER_HOME=str(home))
    # Dagster would let the .env of the current folder replace what the environment says.
    os.chdir(home)
    dagster = [sys.executable, "-m", "dagster", "dev", "-m", "pipelines.definitions"]
    os.execv(sys.executable, [*dagster, "-h", "127.0.0.1", "-p", str(port)])
