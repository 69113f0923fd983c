"""The commands `p2c docs`: pages about the tables.

What the pages say is in `pipelines.release.dictionary` and the dbt project.
"""

from __future__ import annotations

import typer

from pipelines.cli.app import Panel, add_group
from pipelines.cli.output import out
from pipelines.settings import Settings

docs = add_group("docs", Panel.look, "Prints or writes pages about the tables.")


@docs.command()
def dictionary() -> None:
    """Prints the data dictionary: every table of a release, its columns, units and queries.

    The page is Markdown, the one in docs/data-dictionary.md; it needs no build.

    ```
    p2c docs dictionary > docs/data-dictionary.md
    ```
    """
    from pipelines.release.dictionary.documentation import write_page

    typer.echo(write_page(), nl=False)


@docs.command("dbt")
def write_dbt_page() -> None:
    """Writes dbt's documentation of the last build, with the lineage of every model, as one page.

    ```
    p2c docs dbt
    ```
    """
    from pipelines.build.dbt_runner import write_docs

    out.print(f"open {write_docs(Settings.from_environment())}")
