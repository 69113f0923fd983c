"""Commands that hand out the submission format: the workbook to fill in, the page, the schema.

What the format is stands in `pipelines.submissions`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import app, write_new


class Language(StrEnum):
    """Languages in which the workbook can be written."""

    en = "en"
    fr = "fr"
    es = "es"
    ar = "ar"
    zh = "zh"
    ru = "ru"


@app.command()
def template(
    language: Annotated[
        Language, typer.Option("--language", help="Language of the headers and lists.")
    ] = Language.en,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="Where to write; pledge-template-<language>.xlsx here."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """Write a workbook to fill in with pledges.

    It has the headers in the language asked for, a note on each, drop-down lists for what has a
    fixed vocabulary, and a guide. Filled in, it goes to p2c check and p2c submit as it is.

    For example: p2c template --language fr --output pledges.xlsx

    Exits 0 when the workbook is written, 1 when a file of that name exists (see --force) or the
    folder cannot be written to.
    """
    from pipelines.submissions.template import write_template

    path = output or Path(f"pledge-template-{language}.xlsx")
    write_new(path, write_template(language.value), replace=force)
    typer.echo(f"{path} written; fill in the sheet Pledges, then: p2c check {path}")


@app.command("format")
def format_(
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema in place of the page.")
    ] = False,
) -> None:
    """Print the format of pledge files.

    Every field, what it means, how it is written.

    The page is Markdown; the schema is JSON Schema, draft 2020-12, of one pledge or an array of
    pledges with fields by name and terms by code.

    For example: p2c format --schema > submission-format.schema.json
    """
    from pipelines.submissions.documentation import describe_form
    from pipelines.submissions.form import load_form
    from pipelines.submissions.json_schema import schema_text

    typer.echo(schema_text(load_form()) if schema else describe_form(), nl=False)
