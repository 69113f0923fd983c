"""Commands about what submissions had rejected: list it, send it back, read it again.

Why a row is rejected is decided in `pipelines.readers`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import Format, app, err, print_rows, write_new
from pipelines.cli.submission_format import Language
from pipelines.settings import Settings

rejects = typer.Typer(rich_markup_mode=None)
app.add_typer(rejects, name="rejects")

RowFormat = Annotated[Format, typer.Option("--format", help="How to write the rows.")]


class By(StrEnum):
    """What a row of the list stands for."""

    file = "file"
    reason = "reason"


@rejects.callback(invoke_without_command=True)
def list_rejects(
    context: typer.Context,
    file: Annotated[
        str | None,
        typer.Option("--file", help="Hash of one submission, or its beginning: each problem."),
    ] = None,
    by: Annotated[By | None, typer.Option("--by", help="What a row of the list is.")] = None,
    output: RowFormat = Format.table,
) -> None:
    """List the rows that were rejected, and why.

    Reads the archive by the rules of now and needs no build. Without options one row a file; with
    --file one row a problem of that file; with --by reason how often each reason and field occur.
    What stood in a contact field, and addresses and telephone numbers anywhere, are never shown.
    Exits 0.

    Examples: p2c rejects --by reason; p2c rejects --file 3fa2b1 --format csv
    """
    if context.invoked_subcommand is not None:
        return
    from pipelines.review import rejects as listing

    files = listing.read_rejects(Settings.from_environment(), file)
    if by is By.reason:
        columns, rows = listing.REASON_COLUMNS, listing.by_reason(files)
    elif by is By.file or file is None:
        columns, rows = listing.FILE_COLUMNS, listing.by_file(files)
    else:
        columns, rows = listing.PROBLEM_COLUMNS, listing.by_problem(files)
    if output is not Format.table:
        print_rows(columns, rows, output)
        return
    if not files:
        typer.echo("No submission had anything rejected.")
        return
    print_rows(columns, _for_a_terminal(columns, rows), output)
    if file is None:
        err.print("Next: p2c rejects --file SHA256, or p2c rejects annotate SHA256")


@rejects.command()
def annotate(
    submission: Annotated[
        str, typer.Argument(help="Hash of a submission, its beginning, or a file of pledges.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", help="Where to write; to-mend-<hash>.xlsx here.")
    ] = None,
    language: Annotated[
        Language | None,
        typer.Option("--language", help="Language where the submission does not tell its own."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """Write a workbook with each problem marked.

    It is to be sent back to the pledger.

    Each problem stands in its cell as a colour and a note that says what is wrong and what to do,
    in the language the row states, else that of the headings, else --language, else English.
    The pledger mends the cells and sends the same workbook again. Contacts are left out.

    Example: p2c rejects annotate 3fa2b1 --output back.xlsx

    Exits 0 when the workbook is written or nothing is to be mended, 1 when it cannot be written
    or the file is refused whole.
    """
    from pipelines.review.resubmission import annotate_file, annotate_submission

    settings, chosen = Settings.from_environment(), language.value if language else None
    path = Path(submission)
    if path.is_file():
        name, annotated = path.name, annotate_file(settings, path, chosen)
    else:
        name, annotated = annotate_submission(settings, submission, chosen)
    if annotated is None:
        typer.echo(f"{name}: nothing was rejected, so there is nothing to mend")
        return
    target = output or Path(f"to-mend-{annotated.sha256[:12]}.xlsx")
    write_new(target, annotated.data, replace=force)
    typer.echo(
        f"{target} written: {annotated.rows:,} rows, {annotated.marked:,} problems marked, "
        f"{annotated.unplaced:,} listed on the sheet Problems alone"
    )


@app.command()
def replay(
    submissions: Annotated[
        list[str] | None, typer.Argument(help="Hashes of submissions, or their beginnings.")
    ] = None,
    output: RowFormat = Format.table,
) -> None:
    """Read submissions again by the rules of now.

    Without arguments, all that were refused or had rejects in the last build. A refused file that
    can be read now is noted as accepted and becomes part of the next refresh; nothing is released
    by this command, and what a person excluded stays excluded.

    Example: p2c replay, then p2c refresh

    Exits 0 whatever the outcomes are, 75 when a refresh is running.
    """
    from pipelines.review import replay as replaying

    replayed = replaying.replay(Settings.from_environment(), submissions or ())
    rows = tuple(each.row() for each in replayed)
    if output is not Format.table:
        print_rows(replaying.COLUMNS, rows, output)
        return
    if not replayed:
        typer.echo("No submission was refused or had rejects; there is nothing to read again.")
        return
    print_rows(replaying.COLUMNS, _for_a_terminal(replaying.COLUMNS, rows), output)
    err.print("Nothing is released by this. Next: p2c refresh")


def _for_a_terminal(
    columns: tuple[str, ...], rows: tuple[tuple[object, ...], ...]
) -> tuple[tuple[object, ...], ...]:
    """Short hashes, and everything escaped that could move a terminal's cursor."""
    from pipelines.review.workbook_cells import one_line

    return tuple(
        tuple(
            one_line(value)[: 8 if column == "sha256" else None]
            if isinstance(value, str)
            else ("" if value is None else value)
            for column, value in zip(columns, row, strict=True)
        )
        for row in rows
    )
