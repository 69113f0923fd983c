"""Commands with which a person decides about matches and about what is held.

What proposes a match or holds a pledge stands in `dbt_project/`, recording in
`pipelines.review.decisions`.
"""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli.app import Format, app, print_rows
from pipelines.settings import Settings

review = typer.Typer(help="List and decide what waits for a person.", rich_markup_mode=None)
app.add_typer(review, name="review")

Kind = Annotated[
    str, typer.Argument(help="held_version, held_file, same_entity or same_commitment.")
]
Left = Annotated[
    str, typer.Argument(help="pledge_id@version, hash of a file, entity id or pledge id.")
]
Right = Annotated[str, typer.Argument(help="The rule, or the other entity id or pledge id.")]
Why = Annotated[str, typer.Option("--why", help="Reason; it is kept and published.")]
By = Annotated[str, typer.Option("--by", help="Who decides; it is kept and published.")]


@review.callback(invoke_without_command=True)
def list_what_waits(
    context: typer.Context,
    output: Annotated[Format, typer.Option("--format", help="How to write the list.")] = (
        Format.table
    ),
) -> None:
    """List what waits for a decision in the current release, or decide.

    Held versions and files count nowhere until they are accepted; matches merge nothing until
    they are accepted. A decision takes effect with the next refresh.

    Example: p2c review accept held_version 7528@2 value_jump --why "ITU confirmed the amount"
    """
    if context.invoked_subcommand is not None:
        return
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
    typer.echo(f"\n{len(waiting)} wait. Copy a line from above, with a reason behind it:")
    typer.echo('    p2c review accept KIND LEFT RIGHT --why "..."')
    typer.echo('    p2c review reject KIND LEFT RIGHT --why "..."')


@review.command()
def accept(kind: Kind, left: Left, right: Right, why: Why, by: By = "operator") -> None:
    """Accept a match, or let a held version or file take effect.

    An accepted same_entity merges LEFT into RIGHT; an accepted same_commitment counts both
    pledges once, RIGHT first.

    Example: p2c review accept same_commitment copy-1 original-1 --why "sent twice"
    """
    _decide(kind, left, right, "accepted", why, by)


@review.command()
def reject(kind: Kind, left: Left, right: Right, why: Why, by: By = "operator") -> None:
    """Turn a match down, or keep a held version or file from ever taking effect.

    A rejected same_commitment lets both pledges count.

    Example: p2c review reject held_version 7528@2 value_jump --why "typing error, asked ITU"
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
