"""The `p2c` command: thin words around what the other modules do.

Heavy libraries are imported inside the commands that need them, so that `p2c query` is quick.
"""

from __future__ import annotations

import atexit
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
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
PledgeFile = Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON file of pledges.")]


class Format(StrEnum):
    """How rows are written."""

    table = "table"
    csv = "csv"
    json = "json"


class CheckFormat(StrEnum):
    """How the report on a file is written."""

    text = "text"
    json = "json"


def main() -> None:
    """Entry point of `p2c`."""
    code = _run()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    # DuckDB's binding reports what dbt and SQLAlchemy still hold when the interpreter tidies up,
    # sixty lines below the summary, and has no switch for it.
    os._exit(code)


def _run() -> int:
    """Run one command; an error raised on purpose is shown without a traceback."""
    try:
        code = app(standalone_mode=False)
    except P2CError as error:
        err.print(f"[bold red]p2c:[/] {escape(str(error))}")
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except typer.TyperException as error:
        err.print(f"[bold red]p2c:[/] {escape(error.format_message())}")
        return 2
    except Exception:
        traceback.print_exc()
        return 1
    return code if isinstance(code, int) else 0


@app.command()
def refresh() -> None:
    """Read every input, build, check and release; ends with a summary.

    Drop pledge files into warehouse/inbox first to have them included. Exits 0 with a new
    release, 1 when something did not pass (the current release stays), 75 when another refresh
    is running.
    """
    settings = Settings.from_environment()
    with _progress(settings):
        from pipelines.assets.run import run_refresh

        outcome = run_refresh(settings)
    if outcome.release is None:
        for problem in outcome.problems:
            err.print(f"[bold red]✗[/] {escape(problem)}")
        kept = settings.current.resolve().name if settings.current.exists() else "none"
        err.print(f"Nothing was released; the current release stays: {kept}")
        raise typer.Exit(1)
    _print_summary(settings)


@app.command()
def check(
    file: PledgeFile,
    output: Annotated[CheckFormat, typer.Option("--format", help="How to write the report.")] = (
        CheckFormat.text
    ),
) -> None:
    """Read a file of pledges as a refresh would, and load nothing.

    Exits 0 when every row is accepted, 1 when some are rejected, 2 when the file is refused.
    """
    from pipelines.checking import check_file

    checked = check_file(file)
    typer.echo(checked.as_json() if output is CheckFormat.json else checked.as_text())
    raise typer.Exit(checked.exit_code)


@app.command()
def submit(file: PledgeFile) -> None:
    """Copy a file of pledges into the inbox, where the next refresh finds it."""
    from pipelines.inbox import drop

    dropped = drop(Settings.from_environment(), file)
    typer.echo(f"{dropped} waits in the inbox; next: p2c refresh, then p2c submissions")


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="SQL over the schemas marts and core.")],
    output: Annotated[Format, typer.Option("--format", help="How to write the rows.")] = (
        Format.table
    ),
) -> None:
    """Ask the current release, read-only.

    Example: p2c query "from marts.pledge_totals" --format csv
    """
    from pipelines.query_output import rows_as_csv, rows_as_json
    from pipelines.warehouse import query_release

    settings = Settings.from_environment()
    result = query_release(settings.released_file, sql, memory_limit=settings.memory_limit)
    if output is Format.csv:
        typer.echo(rows_as_csv(result.columns, result.rows), nl=False)
    elif output is Format.json:
        typer.echo(rows_as_json(result.columns, result.rows))
    else:
        _print_rows(result.columns, result.rows)


@app.command()
def releases() -> None:
    """List the releases, newest first."""
    from pipelines.release import list_releases

    table = Table("", "release", "released at (UTC)", "data as of", "tables", "rows")
    for info in list_releases(Settings.from_environment()):
        table.add_row(
            "→" if info.is_current else "",
            info.release_id,
            f"{info.released_at:%Y-%m-%d %H:%M:%S}",
            str(info.data_as_of),
            str(len(info.rows)),
            f"{sum(info.rows.values()):,}",
        )
    out.print(table)


@app.command()
def submissions() -> None:
    """List the pledge files received, with what was decided about each."""
    from pipelines.archive import Archive

    table = Table("sha256", "file", "received", "bytes", "decision", "why")
    for entry in Archive(Settings.from_environment().archive_dir).all_submissions():
        table.add_row(
            entry.sha256[:12],
            escape(entry.name),
            entry.edition,
            f"{entry.bytes:,}",
            entry.decision,
            escape(entry.why or ""),
        )
    out.print(table)


@app.command()
def exclude(
    sha256: Annotated[str, typer.Argument(help="Hash of the submission, or its beginning.")],
    why: Annotated[str, typer.Option(help="Reason; it is kept in the ledger.")],
) -> None:
    """Leave a submission out of all later builds; its bytes and history stay.

    The way out when a file that was read fails a gate and so holds up every refresh.
    """
    from pipelines.archive import Archive

    archive = Archive(Settings.from_environment().archive_dir)
    decided = archive.decide(archive.find_submission(sha256), "excluded", why)
    out.print(f"{decided.name} ({decided.sha256[:12]}) is left out of later builds")


@app.command()
def acknowledge(
    check: Annotated[str, typer.Argument(help="Name of the check, as the refusal gave it.")],
    why: Annotated[str, typer.Option(help="Reason; it is kept.")],
) -> None:
    """Say that a check of the last release was taken away on purpose.

    A build with fewer checks than the last release is not released until this is said.
    """
    from pipelines.gates import acknowledge as record

    record(Settings.from_environment(), check, why)
    out.print(f"{check} may be missing from now on")


@app.command()
def docs() -> None:
    """Write dbt's documentation of the last build as one page."""
    from pipelines.transform import write_docs

    out.print(f"open {write_docs(Settings.from_environment())}")


@contextmanager
def _progress(settings: Settings) -> Iterator[None]:
    """Show each logged event as a line, and the present step while it runs."""
    from pipelines.logs import configure_logs

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
        yield


def _print_summary(settings: Settings) -> None:
    from pipelines.summary import summarise_release

    summary = summarise_release(settings)
    table = Table(box=box.SIMPLE, title="Headline figures")
    for heading, ratio in (("figure", 4), ("published", 3), ("computed here", 4), ("verdict", 3)):
        table.add_column(heading, ratio=ratio)
    for line in summary.headlines:
        table.add_row(*(escape(text) for text in vars(line).values()))
    out.print(table)
    out.print(
        f"Read      {summary.physical_lines:,} lines of {summary.files} files: "
        f"{summary.accepted_lines:,} accepted, {summary.rejected_lines:,} rejected, "
        f"{summary.structural_lines:,} structural"
    )
    out.print(f"Checked   {summary.checks:,} checks, none of them blocks")
    out.print(f"Released  {summary.release_id}, data as of {summary.data_as_of}")
    out.print(f"Database  {settings.released_file}")
    out.print(f"Page      {settings.current / 'report' / 'index.html'}")
    out.print('Next      p2c query "from marts.pledge_value_by_country_group where is_latest"')


def _print_rows(columns: tuple[str, ...], rows: tuple[tuple[Any, ...], ...]) -> None:
    table = Table()
    for number, column in enumerate(columns):
        numeric = any(isinstance(row[number], int | float | Decimal) for row in rows[:SHOWN_ROWS])
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows[:SHOWN_ROWS]:
        table.add_row(*(_cell(value) for value in row))
    out.print(table)
    more = (
        f" (the first {SHOWN_ROWS} shown; --format csv has all)" if len(rows) > SHOWN_ROWS else ""
    )
    out.print(f"{len(rows):,} rows{more}")


def _cell(value: Any) -> str:
    if value is None:
        return "[dim]null[/]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal | float):
        return f"{value:,}"
    return escape(str(value))
