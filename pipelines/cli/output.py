"""Writes the answers of commands: rows in three formats, new files, and text safe for a terminal.

What a command answers is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.checks import LEVELS
from pipelines.cli.options import Format
from pipelines.errors import P2CError

Rows = tuple[tuple[Any, ...], ...]

out = Console(soft_wrap=False, highlight=False)
err = Console(stderr=True, highlight=False, soft_wrap=True)

SHOWN_ROWS = 200
LEAST_COLUMN_WIDTH = 9
"""Characters below which the columns of a table cannot be read."""


def print_rows(columns: tuple[str, ...], rows: Rows, output: Format) -> None:
    """Writes rows in a format; a table shows the first ones and says how many there are."""
    from pipelines.serving.output import rows_as_csv, rows_as_json

    if output is Format.csv:
        typer.echo(rows_as_csv(columns, rows), nl=False)
    elif output is Format.json:
        typer.echo(rows_as_json(columns, rows))
    else:
        _print_table(columns, rows)


def print_foreign_rows(columns: tuple[str, ...], rows: Rows, output: Format) -> None:
    """Writes rows with texts of senders; a table has short hashes and no control characters."""
    from pipelines.review.workbook_cells import one_line

    if output is Format.table:
        rows = tuple(
            tuple(
                one_line(value)[: 8 if column == "sha256" else None]
                if isinstance(value, str)
                else ("" if value is None else value)
                for column, value in zip(columns, row, strict=True)
            )
            for row in rows
        )
    print_rows(columns, rows, output)


def print_not_passed(
    checks: Sequence[Mapping[str, str]], of: int, shown: int | None = None
) -> None:
    """Writes which checks of a release did not pass, worst level first, and why each is there.

    Args:
        checks: The checks as the manifest has them.
        of: Number of all checks.
        shown: How many to write; the others are counted. All by default.
    """
    if not checks:
        out.print(f"Checked   all {of:,} checks passed")
        return
    levels = [level for level in LEVELS if any(check["level"] == level for check in checks)]
    counts = ", ".join(
        f"{sum(check['level'] == level for check in checks)} {level}" for level in levels
    )
    out.print(f"Checked   [bold yellow]{len(checks):,} of {of:,} checks did not pass[/]: {counts}")
    ordered = sorted(checks, key=lambda check: LEVELS.index(check["level"]))
    for check in ordered[:shown]:
        out.print(
            f"  [yellow]{check['level']}[/] {escape(check['name'])}: saw {escape(check['seen'])}"
        )
        if check["why"]:
            out.print(f"    {escape(check['why'])}")
    if shown is not None and len(checks) > shown:
        out.print(f"  and {len(checks) - shown} more: p2c releases changes")


def write_new(path: Path, workbook: bytes, *, replace: bool) -> None:
    """Writes a workbook under a name that is free, unless it may replace what is there.

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


def _print_table(columns: tuple[str, ...], rows: Rows) -> None:
    """Prints a row of a table for each row, or a line for each value if that were too narrow."""
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
