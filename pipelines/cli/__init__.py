"""The `p2c` command: finds its commands, runs one, and turns errors into messages and exit codes.

What the commands do is in the other folders. Heavy libraries are imported inside the commands that
need them, so that `p2c query` is quick.
"""

from __future__ import annotations

import pkgutil
import traceback
from importlib import import_module

import typer
from rich.markup import escape

from pipelines.cli.app import app
from pipelines.cli.output import err
from pipelines.cli.quiet_exit import QuietExit
from pipelines.errors import P2CError

__all__ = ["app", "main"]

for _module in pkgutil.iter_modules(__path__):  # each adds its own commands to the application
    import_module(f"{__name__}.{_module.name}")


def main() -> None:
    """Entry point of `p2c`."""
    leaving = QuietExit()
    leaving.code = _run()


def _run() -> int:
    """Runs one command; an error raised on purpose is shown without a traceback."""
    try:
        code = app(prog_name="p2c", standalone_mode=False)
    except P2CError as error:
        err.print(f"[bold red]p2c:[/] {escape(str(error))}")
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except typer.TyperException as error:
        err.print(f"[bold red]p2c:[/] {escape(error.format_message())}")
        return 2
    except Exception:
        traceback.print_exc()
        return 1
    return code if isinstance(code, int) else 0
