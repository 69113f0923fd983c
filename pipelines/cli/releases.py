"""The commands `p2c releases`: what was released.

What a release holds is in `pipelines.release`.
"""

from __future__ import annotations

from pipelines.cli.app import Panel, add_group
from pipelines.cli.options import Format, RowFormat
from pipelines.cli.output import print_rows
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

    columns = ("release", "current", "released_at", "data_as_of", "as_of", "tables", "rows")
    rows = tuple(
        (
            info.release_id,
            info.is_current,
            f"{info.released_at:%Y-%m-%d %H:%M:%S}",
            info.data_as_of,
            info.as_of,
            len(info.rows),
            sum(info.rows.values()),
        )
        for info in list_releases(Settings.from_environment())
    )
    print_rows(columns, rows, output)
