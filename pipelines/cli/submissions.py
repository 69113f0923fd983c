"""Commands about the pledge files that come in.

How a file is read stands in `pipelines.readers`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from pipelines.cli.app import app, out
from pipelines.settings import Settings

PledgeFile = Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON file of pledges.")]


class CheckFormat(StrEnum):
    """How the report on a file is written."""

    text = "text"
    json = "json"


@app.command()
def check(
    file: PledgeFile,
    output: Annotated[CheckFormat, typer.Option("--format", help="How to write the report.")] = (
        CheckFormat.text
    ),
) -> None:
    """Read a file as a refresh would, load nothing.

    Exits 0 when every row is accepted, 1 when some are rejected, 2 when the file is refused.
    """
    from pipelines.review.file_check import check_file

    checked = check_file(Settings.from_environment(), file)
    typer.echo(checked.as_json() if output is CheckFormat.json else checked.as_text())
    raise typer.Exit(checked.exit_code)


@app.command()
def submit(file: PledgeFile) -> None:
    """Copy a file of pledges into the inbox."""
    from pipelines.archive.inbox import drop

    dropped = drop(Settings.from_environment(), file)
    typer.echo(f"{dropped} waits in the inbox; next: p2c refresh, then p2c submissions")


@app.command()
def submissions() -> None:
    """List the pledge files received.

    Those refused unread, as links and files that are too large are, come last and have no hash:
    they are not in the archive but in inbox/.refused, until somebody takes them away.
    """
    from pipelines.archive.inbox import refused_files
    from pipelines.archive.store import Archive

    settings = Settings.from_environment()
    table = Table("sha256", "file", "received", "bytes", "decision", "why")
    for entry in Archive(settings.archive_dir).all_submissions():
        table.add_row(
            entry.sha256[:12],
            escape(entry.name),
            entry.edition,
            f"{entry.bytes:,}",
            entry.decision,
            escape(entry.why or ""),
        )
    for refused in refused_files(settings):
        table.add_row("", escape(refused.name), "", "", "refused unread", escape(refused.why))
    out.print(table)


@app.command()
def exclude(
    sha256: Annotated[str, typer.Argument(help="Hash of the submission, or its beginning.")],
    why: Annotated[str, typer.Option(help="Reason; it is kept in the ledger.")],
) -> None:
    """Leave a submission out of later builds.

    Its bytes and history stay.

    The way out when a file that was read fails a gate and so holds up every refresh.
    """
    from pipelines.archive.store import Archive

    archive = Archive(Settings.from_environment().archive_dir)
    decided = archive.decide(archive.find_submission(sha256), "excluded", why)
    out.print(f"{decided.name} ({decided.sha256[:12]}) is left out of later builds")
