"""The command `p2c submit`: puts a file of pledges into the inbox.

When a dropped file is read is decided in `pipelines.archive.inbox`.
"""

from __future__ import annotations

import typer

from pipelines.cli.app import Panel, app
from pipelines.cli.options import PledgeFile
from pipelines.settings import Settings


@app.command(rich_help_panel=Panel.hand_in)
def submit(file: PledgeFile) -> None:
    """Copies a file of pledges into the inbox, for the next refresh.

    ```
    p2c submit pledges.xlsx
    ```
    """
    from pipelines.archive.inbox import drop

    dropped = drop(Settings.from_environment(), file)
    typer.echo(f"{dropped} waits in the inbox; next: p2c refresh, then p2c submissions")
