"""The command `p2c check`: reads a file of pledges and loads nothing.

How a file is read is in `pipelines.readers`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from pipelines.cli.app import Panel, app
from pipelines.cli.options import PledgeFile
from pipelines.settings import Settings


class CheckFormat(StrEnum):
    """How the report on a file is written."""

    text = "text"
    json = "json"


@app.command(rich_help_panel=Panel.hand_in)
def check(
    file: PledgeFile,
    output: Annotated[CheckFormat, typer.Option("--format", help="How to write the report.")] = (
        CheckFormat.text
    ),
) -> None:
    """Reads a file as a refresh would, and loads nothing.

    Exits 0 when every row is accepted, 1 when some are rejected, 2 when the file is refused.

    ```
    p2c check pledges.xlsx
    ```
    """
    from pipelines.review.file_check import check_file

    checked = check_file(Settings.from_environment(), file)
    typer.echo(checked.as_json() if output is CheckFormat.json else checked.as_text())
    raise typer.Exit(checked.exit_code)
