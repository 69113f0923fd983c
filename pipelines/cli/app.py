"""What every command of `p2c` shares: the application, its consoles, the formats of its answers.

No command stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.status import Status
from rich.table import Table

from pipelines.errors import P2CError
from pipelines.settings import Settings

app = typer.Typer(
    help="The Partner2Connect warehouse: refresh it, ask it, see where its figures come from.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
out = Console(soft_wrap=False, highlight=False)
err = Console(stderr=True, highlight=False, soft_wrap=True)

SHOWN_ROWS = 200
LEAST_COLUMN_WIDTH = 9
"""Characters below which the columns of a table cannot be read."""


class Format(StrEnum):
    """How rows are written."""

    table = "table"
    csv = "csv"
    json = "json"


@contextmanager
def shown_events(settings: Settings) -> Iterator[Status]:
    """Show each logged event as a line, and the present step while it runs."""
    from pipelines.storage.logs import configure_logs

    with err.status("loading libraries") as status:

        def show(event: Any) -> None:
            details = {
                key: value
                for key, value in event.items()
                if key not in ("event", "level", "timestamp")
            }
            shown = "  ".join(f"{key} {value}" for key, value in details.items())
            mark = "[yellow]![/]" if event.get("level") == "warning" else "[green]✓[/]"
            err.print(f"{mark} {escape(str(event['event']))}  [dim]{escape(shown)}[/]")
            status.update("working")

        configure_logs(settings.home / "refresh.log.jsonl", show)
        yield status


def read_day(text: str) -> date:
    """Day of an option, as YYYY-MM-DD.

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


def print_rows(columns: tuple[str, ...], rows: tuple[tuple[Any, ...], ...], output: Format) -> None:
    """Write rows in the format asked for; a table shows the first ones and says how many."""
    from pipelines.serving.output import rows_as_csv, rows_as_json

    if output is Format.csv:
        typer.echo(rows_as_csv(columns, rows), nl=False)
    elif output is Format.json:
        typer.echo(rows_as_json(columns, rows))
    else:
        _print_table(columns, rows)


def write_new(path: Path, workbook: bytes, *, replace: bool) -> None:
    """Write a workbook under a name that is free, unless it may replace what is there.

    Raises:
        P2CError: when a file of that name exists, or the folder cannot be written to.
    """
    try:
        with path.open("wb" if replace else "xb") as file:
            file.write(workbook)
    except FileExistsError:
        raise P2CError(
            "a file of that name exists, and may be filled in",
            where=str(path),
            expected="a name that is free",
            next_step="choose another --output, or replace the file with --force",
        ) from None
    except OSError as error:
        raise P2CError(
            f"the workbook cannot be written: {error.strerror}",
            where=str(path),
            expected="a folder that exists and can be written to",
            next_step="choose another --output",
        ) from error


def _print_table(columns: tuple[str, ...], rows: tuple[tuple[Any, ...], ...]) -> None:
    """A row of the table for each row, or a line for each value where that would be too narrow."""
    shown = [[_cell(value) for value in row] for row in rows[:SHOWN_ROWS]]
    if len(columns) * LEAST_COLUMN_WIDTH > out.width:
        name_width = max(map(len, columns))
        for number, row in enumerate(shown, start=1):
            out.print(f"[dim]row {number}[/]")
            for column, text in zip(columns, row, strict=True):
                out.print(f"  {column:{name_width}}  {text}", soft_wrap=True)
    else:
        table = Table()
        for number, column in enumerate(columns):
            numeric = any(
                isinstance(row[number], int | float | Decimal) for row in rows[:SHOWN_ROWS]
            )
            table.add_column(column, justify="right" if numeric else "left", overflow="fold")
        for row in shown:
            table.add_row(*row)
        out.print(table)
    more = (
        f" (the first {SHOWN_ROWS} shown; --format csv has all)" if len(rows) > SHOWN_ROWS else ""
    )
    out.print(f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}{more}")


def _cell(value: Any) -> str:
    if value is None:
        return "[dim]null[/]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal | float):
        return f"{value:,}"
    return escape(str(value))
