"""The commands `p2c releases`: what was released.

What a release holds is in `pipelines.release`.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from pipelines.cli.app import Panel, add_group
from pipelines.cli.options import Format, RowFormat
from pipelines.cli.output import out, print_not_passed, print_rows
from pipelines.settings import Settings

releases = add_group("releases", Panel.look, "Lists the releases.")


@releases.command("list")
def list_all(output: RowFormat = Format.table) -> None:
    """Lists the releases, newest first.

    `as_of` is the day of a release built as of a day; `current` marks the current one and, for each
    day, the one that `p2c query --as-of` reads.

    ```
    p2c releases
    ```
    """
    from pipelines.storage.releases import list_releases

    columns = (
        "release", "current", "released_at", "data_as_of", "as_of", "tables", "rows",
        "checks_not_passed",
    )  # fmt: skip
    rows = tuple(
        (
            info.release_id,
            info.is_current,
            f"{info.released_at:%Y-%m-%d %H:%M:%S}",
            info.data_as_of,
            info.as_of,
            len(info.rows),
            sum(info.rows.values()),
            info.checks_not_passed,
        )
        for info in list_releases(Settings.from_environment())
    )
    print_rows(columns, rows, output)


@releases.command("changes")
def show_changes(
    release: Annotated[str | None, typer.Argument(help="A release; the current one.")] = None,
) -> None:
    """Shows what changed in the headline figures since the release before, and why.

    The checks of the release that did not pass follow, worst first.

    ```
    p2c releases changes
    ```
    """
    from pipelines.storage.releases import read_manifest

    settings = Settings.from_environment()
    directory = settings.releases_dir / release if release else settings.current.resolve()
    manifest = read_manifest(directory)
    for line in manifest.get("changes", ()):
        out.print(escape(line))
    print_not_passed(manifest.get("not_passed", ()), len(manifest["check_names"]))
