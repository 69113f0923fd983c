"""The application `p2c`: its panels, and how a group of commands reads its arguments.

No command is here; each is in the module of its name beside this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from enum import StrEnum
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


class Panel(StrEnum):
    """The panels of `p2c --help`, in the order in which it shows them."""

    start = "Start here"
    hand_in = "Hand in"
    look = "Look"
    decide = "Decide"
    operate = "Operate"


class CommandGroup(TyperGroup):
    """A group of commands that without one lists, or shows its help where there is no list."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts `list` before options, so that `p2c rejects --by reason` needs no more words."""
        lists = "list" in self.commands
        options_only = not args or (
            args[0].startswith("-") and args[0] not in ctx.help_option_names
        )
        if not ctx.resilient_parsing:  # shell completion offers the commands
            if lists and options_only:
                args = ["list", *args]
            elif not args:
                args = ["--help"]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """Returns the names in the order of the panels, within one as they were registered."""
        panels = list(Panel)

        def place(name: str) -> int:
            panel = getattr(self.commands[name], "rich_help_panel", None)
            return panels.index(panel) if panel in panels else len(panels)

        return sorted(super().list_commands(ctx), key=place)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Finds the command; a mistyped or misplaced one is answered with those like it."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            paths = list(_paths(self))
            close = get_close_matches(args[0], dict.fromkeys(path.split()[-1] for path in paths))
            like = [
                f"`{ctx.command_path} {path}`"
                for word in close
                for path in paths
                if path.split()[-1] == word
            ]
            suggestion = (
                f"did you mean {' or '.join(like)}?" if like else f"see {ctx.command_path} --help"
            )
            ctx.fail(f"there is no command {ctx.command_path} {args[0]}; {suggestion}")
        return super().resolve_command(ctx, args)


def _paths(group: TyperGroup) -> Iterator[str]:
    for name, command in group.commands.items():
        yield name
        if isinstance(command, TyperGroup):
            yield from (f"{name} {path}" for path in _paths(command))


app = typer.Typer(cls=CommandGroup, pretty_exceptions_enable=False, rich_markup_mode="markdown")


def add_group(name: str, panel: Panel, description: str) -> typer.Typer:
    """Adds a group of commands to the application, and returns it."""
    group = typer.Typer(cls=CommandGroup)
    app.add_typer(group, name=name, help=description, rich_help_panel=panel)
    return group


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"p2c {version('partner2connect-warehouse')}")
        raise typer.Exit


@app.callback()
def describe_application(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """The Partner2Connect warehouse: refreshes it, queries it, shows where its figures come from.

    `p2c COMMAND --help` explains a command. Exit codes: 0 done, 1 something did not pass or is
    missing, 2 the command was mistyped, 75 another refresh is running; a command with others names
    them.

    ```
    p2c refresh
    ```
    """
