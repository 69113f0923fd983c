"""The commands `p2c rejects`: lists what submissions had rejected, sends it back, reads it again.

Why a row is rejected is decided in `pipelines.readers`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import Panel, add_group
from pipelines.cli.options import Force, Format, RowFormat
from pipelines.cli.output import err, print_foreign_rows, write_new
from pipelines.settings import Settings
from pipelines.submissions.labels import Language

rejects = add_group(
    "rejects", Panel.decide, "Lists rejected rows and why; sends them back; reads files again."
)


class By(StrEnum):
    """What a row of the list is."""

    file = "file"
    reason = "reason"


@rejects.command("list")
def list_rejects(
    file: Annotated[
        str | None,
        typer.Option("--file", help="Hash of one submission, or its beginning: each problem."),
    ] = None,
    by: Annotated[By | None, typer.Option("--by", help="What a row of the list is.")] = None,
    output: RowFormat = Format.table,
) -> None:
    """Lists the rows that were rejected, and why.

    Reads the archive with the current rules and needs no build. Without options one row a file;
    with `--file` one row a problem of that file; with `--by reason` how often each reason and field
    occur. Values of contact fields, and addresses and telephone numbers anywhere, are never shown.

    ```
    p2c rejects --by reason
    p2c rejects --file 3fa2b1 --format csv
    ```
    """
    from pipelines.review import rejects as listing

    files = listing.read_rejects(Settings.from_environment(), file)
    if by is By.reason:
        columns, rows = listing.REASON_COLUMNS, listing.by_reason(files)
    elif by is By.file or file is None:
        columns, rows = listing.FILE_COLUMNS, listing.by_file(files)
    else:
        columns, rows = listing.PROBLEM_COLUMNS, listing.by_problem(files)
    if not files and output is Format.table:
        typer.echo("No submission had anything rejected.")
        return
    print_foreign_rows(columns, rows, output)
    if file is None and output is Format.table:
        err.print("Next: p2c rejects --file SHA256, or p2c rejects annotate SHA256")


@rejects.command()
def annotate(
    submission: Annotated[
        str, typer.Argument(help="Hash of a submission, its beginning, or a file of pledges.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", help="Where to write; to-correct-HASH.xlsx here if none."),
    ] = None,
    language: Annotated[
        Language | None,
        typer.Option("--language", help="Language for a submission that does not show its own."),
    ] = None,
    force: Force = False,
) -> None:
    """Writes a workbook to send back to the pledger, with each problem marked.

    Each problem is a colour and a note in its cell that says what is wrong and what to do, in the
    language the row states, else that of the headings, else `--language`, else English. The
    pledger corrects the cells and sends the same workbook again. Contacts are left out.

    Exits 0 when the workbook is written or nothing was rejected, 1 when it cannot be written or
    the file is refused whole.

    ```
    p2c rejects annotate 3fa2b1 --output back.xlsx
    ```
    """
    from pipelines.review.resubmission import annotate_file, annotate_submission

    settings, chosen = Settings.from_environment(), language.value if language else None
    path = Path(submission)
    if path.is_file():
        name, annotated = path.name, annotate_file(settings, path, chosen)
    else:
        name, annotated = annotate_submission(settings, submission, chosen)
    if annotated is None:
        typer.echo(f"{name}: nothing was rejected, so there is nothing to correct")
        return
    target = output or Path(f"to-correct-{annotated.sha256[:12]}.xlsx")
    write_new(target, annotated.data, replace=force)
    typer.echo(
        f"{target} written: {annotated.rows:,} rows, {annotated.marked:,} problems marked, "
        f"{annotated.unplaced:,} listed only on the sheet Problems"
    )


@rejects.command()
def replay(
    submissions: Annotated[
        list[str] | None, typer.Argument(help="Hashes of submissions, or their beginnings.")
    ] = None,
    output: RowFormat = Format.table,
) -> None:
    """Reads submissions again with the current rules.

    Without arguments, all that were refused or had rejects in the last build. A refused file that
    can be read now is noted as accepted and becomes part of the next refresh; nothing is released
    by this command, and what a person excluded stays excluded.

    Exits 0 whatever the outcomes are, 75 when a refresh is running.

    ```
    p2c rejects replay
    ```
    """
    from pipelines.review import replay as replaying

    replayed = replaying.replay(Settings.from_environment(), submissions or ())
    if not replayed and output is Format.table:
        typer.echo("No submission was refused or had rejects; there is nothing to read again.")
        return
    rows = tuple(each.row() for each in replayed)
    print_foreign_rows(replaying.COLUMNS, rows, output)
    if output is Format.table:
        err.print("Nothing is released by this. Next: p2c refresh")
