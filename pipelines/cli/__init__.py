"""The `p2c` command: thin words around what the other modules do.

Heavy libraries are imported inside the commands that need them, so that `p2c query` is quick.
"""

from __future__ import annotations

import atexit
import os
import sys
import traceback

import typer
from rich.markup import escape

from pipelines.cli import gates as gating
from pipelines.cli import query as asking
from pipelines.cli import refresh as refreshing
from pipelines.cli import rejects as rejecting
from pipelines.cli import review as reviewing
from pipelines.cli import simulate as simulating
from pipelines.cli import sources as fetching
from pipelines.cli import submission_format as form
from pipelines.cli import submissions as submitting
from pipelines.cli.app import app, err
from pipelines.errors import P2CError

COMMAND_MODULES = (
    refreshing,
    gating,
    fetching,
    form,
    submitting,
    rejecting,
    reviewing,
    asking,
    simulating,
)
"""Their commands are in the order in which `p2c --help` shows them."""

_PLACES = {module.__name__: place for place, module in enumerate(COMMAND_MODULES)}
app.registered_commands.sort(key=lambda command: _PLACES[command.callback.__module__])

__all__ = ["COMMAND_MODULES", "app", "main"]


def main() -> None:
    """Entry point of `p2c`."""
    code = _run()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    # DuckDB's binding reports what dbt and SQLAlchemy still hold when the interpreter tidies up,
    # sixty lines below the summary, and has no switch for it.
    os._exit(code)


def _run() -> int:
    """Run one command; an error raised on purpose is shown without a traceback."""
    try:
        code = app(standalone_mode=False)
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
