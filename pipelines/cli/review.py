"""The commands `p2c review`: a person decides about matches and about what is held.

What proposes a match or holds a pledge is in `dbt_project/`, recording in
`pipelines.review.decisions`.
"""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli.app import Panel, add_group
from pipelines.cli.options import Format, RowFormat
from pipelines.cli.output import print_rows
from pipelines.settings import Settings

review = add_group("review", Panel.decide, "Lists what waits for a decision; records decisions.")

Kind = Annotated[
    str,
    typer.Argument(metavar="KIND", help="held_version, held_file, same_entity or same_commitment."),
]
Left = Annotated[
    str,
    typer.Argument(
        metavar="LEFT", help="pledge_id@version, hash of a file, entity id or pledge id."
    ),
]
Right = Annotated[
    str, typer.Argument(metavar="RIGHT", help="The rule, or the other entity id or pledge id.")
]
Why = Annotated[str, typer.Option("--why", help="The reason; it is kept and published.")]
By = Annotated[str, typer.Option("--by", help="Who decides; it is kept and published.")]


@review.command("list")
def list_what_waits(output: RowFormat = Format.table) -> None:
    """Lists what waits for a decision in the current release.

    Held versions and files count nowhere until they are accepted; matches merge nothing until
    they are accepted. A decision takes effect with the next refresh.

    ```
    p2c review
    ```
    """
    from pipelines.review.decisions import list_waiting

    waiting = list_waiting(Settings.from_environment())
    if output is not Format.table:
        columns = ("kind", "left", "right", "found", "expected")
        print_rows(columns, tuple(tuple(vars(item).values()) for item in waiting), output)
        return
    for item in waiting:
        typer.echo(f"{item.kind} {item.left_id} {item.right_id}")
        typer.echo(f"    found     {item.found}")
        typer.echo(f"    expected  {item.expected}")
    if not waiting:
        typer.echo("Nothing waits for a decision.")
        return
    typer.echo(f"\n{len(waiting)} wait. Copy a line from above, and add a reason:")
    typer.echo('    p2c review accept KIND LEFT RIGHT --why "..."')
    typer.echo('    p2c review reject KIND LEFT RIGHT --why "..."')


@review.command()
def accept(kind: Kind, left: Left, right: Right, why: Why, by: By = "operator") -> None:
    """Accepts a match, or lets a held version or file take effect.

    An accepted same_entity merges LEFT into RIGHT; an accepted same_commitment counts both
    pledges once, RIGHT first.

    ```
    p2c review accept held_version 7528@2 value_jump --why "ITU confirmed it"
    p2c review accept same_commitment copy-1 original-1 --why "sent twice"
    ```
    """
    _decide(kind, left, right, "accepted", why, by)


@review.command()
def reject(kind: Kind, left: Left, right: Right, why: Why, by: By = "operator") -> None:
    """Turns a match down, or keeps a held version or file from ever taking effect.

    A rejected same_commitment lets both pledges count.

    ```
    p2c review reject held_version 7528@2 value_jump --why "typing error, asked ITU"
    ```
    """
    _decide(kind, left, right, "rejected", why, by)


def _decide(kind: str, left: str, right: str, decision: str, why: str, by: str) -> None:
    from pipelines.review.decisions import Decision, record_decision, today

    settings = Settings.from_environment()
    recorded = record_decision(settings, Decision(kind, left, right, decision, why, by, today()))
    typer.echo(
        f"{recorded.subject_kind} {recorded.left_id} {recorded.right_id} is {decision}; "
        "it takes effect with the next p2c refresh"
    )
