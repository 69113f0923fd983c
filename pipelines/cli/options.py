"""Types of arguments and options that several commands share.

What only one command takes is declared in its own module.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


class Format(StrEnum):
    """How rows are written."""

    table = "table"
    csv = "csv"
    json = "json"


def read_day(text: str) -> date:
    """Reads the day of an option, written as YYYY-MM-DD.

    Raises:
        typer.BadParameter: when it is no day, or one that has not come yet.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; expected YYYY-MM-DD") from None
    if day.isoformat() != text:
        raise typer.BadParameter(f"{text!r} is no day in the form YYYY-MM-DD")
    if day > datetime.now(UTC).date():
        raise typer.BadParameter(f"{text} has not come yet; nobody knows what is known then")
    return day


def as_of_option(help_text: str) -> Any:
    """Returns the option `--as-of` of a command, with what it does there."""
    return typer.Option("--as-of", parser=read_day, metavar="YYYY-MM-DD", help=help_text)


RowFormat = Annotated[Format, typer.Option("--format", help="How to write the rows.")]
PledgeFile = Annotated[Path, typer.Argument(help="A CSV, XLSX, NDJSON or JSON file of pledges.")]
Why = Annotated[str, typer.Option("--why", help="The reason; it is kept.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]
