"""The commands `p2c submissions`: the files received, and the form in which they come.

How a file is read is in `pipelines.readers`, what the form is in `pipelines.submissions`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import Panel, add_group
from pipelines.cli.options import Force, Format, RowFormat, Why
from pipelines.cli.output import out, print_foreign_rows, write_new
from pipelines.settings import Settings
from pipelines.submissions.labels import Language

submissions = add_group(
    "submissions", Panel.hand_in, "Lists the files received; has the template and the format."
)


@submissions.command("list")
def list_submissions(output: RowFormat = Format.table) -> None:
    """Lists the files of pledges received, and what became of each.

    Files refused unread, such as links and files that are too large, come last and have no hash:
    they are not in the archive but in `inbox/.refused`, until somebody takes them away.

    ```
    p2c submissions
    ```
    """
    from pipelines.archive.quarantine import refused_files
    from pipelines.archive.store import Archive

    settings = Settings.from_environment()
    received = [
        (entry.sha256, entry.name, entry.edition, entry.bytes, entry.decision, entry.why)
        for entry in Archive(settings.archive_dir).all_submissions()
    ]
    refused = [
        (None, each.name, None, None, "refused unread", each.why)
        for each in refused_files(settings)
    ]
    columns = ("sha256", "file", "received", "bytes", "decision", "why")
    print_foreign_rows(columns, (*received, *refused), output)


@submissions.command()
def exclude(
    sha256: Annotated[str, typer.Argument(help="Hash of the submission, or its beginning.")],
    why: Why,
) -> None:
    """Leaves a submission out of later builds; its bytes and history stay.

    This is the way out when a file that was read fails a gate and so holds up every refresh.

    ```
    p2c submissions exclude 3fa2b1 --why "a test file"
    ```
    """
    from pipelines.archive.store import Archive

    archive = Archive(Settings.from_environment().archive_dir)
    decided = archive.decide(archive.find_submission(sha256), "excluded", why)
    out.print(f"{decided.name} ({decided.sha256[:12]}) is left out of later builds")


@submissions.command()
def template(
    language: Annotated[
        Language, typer.Option("--language", help="Language of the headers and lists.")
    ] = Language.en,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", help="Where to write; pledge-template-LANGUAGE.xlsx here if none."
        ),
    ] = None,
    force: Force = False,
) -> None:
    """Writes a workbook to fill in with pledges.

    It has the headers in the chosen language, a note on each, drop-down lists for what has a fixed
    vocabulary, and a guide. Filled in, it goes to `p2c check` and `p2c submit` as it is.

    Exits 0 when the workbook is written, 1 when a file of that name exists (see `--force`) or the
    folder cannot be written to.

    ```
    p2c submissions template --language fr --output pledges.xlsx
    ```
    """
    from pipelines.submissions.template import write_template

    path = output or Path(f"pledge-template-{language}.xlsx")
    write_new(path, write_template(language.value), replace=force)
    typer.echo(f"{path} written; fill in the sheet Pledges, then: p2c check {path}")


@submissions.command("format")
def print_format(
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema instead of the page.")
    ] = False,
) -> None:
    """Prints the format of pledge files: every field, what it means, how it is written.

    The page is Markdown; the schema is JSON Schema, draft 2020-12, of one pledge or an array of
    pledges with fields by name and terms by code.

    ```
    p2c submissions format --schema > submission-format.schema.json
    ```
    """
    from pipelines.submissions.documentation import describe_form
    from pipelines.submissions.form import load_form
    from pipelines.submissions.json_schema import schema_text

    typer.echo(schema_text(load_form()) if schema else describe_form(), nl=False)
