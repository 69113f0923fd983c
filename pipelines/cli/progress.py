"""Shows what a long command is doing: a line for each logged event, and the present step.

What is logged is decided where it happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.markup import escape
from rich.status import Status

from pipelines.cli.output import err
from pipelines.settings import Settings


@contextmanager
def shown_events(settings: Settings) -> Iterator[Status]:
    """Shows each logged event as a line, and the present step while it runs."""
    from pipelines.storage.logs import configure_logs

    with err.status("loading libraries") as status:

        def show(event: Any) -> None:
            details = {
                key: value
                for key, value in event.items()
                if key not in ("event", "level", "timestamp")
            }
            shown = "  ".join(f"{key} {value}" for key, value in details.items())
            mark = "[yellow]![/]" if event.get("level") == "warning" else "[green]✓[/]"
            err.print(f"{mark} {escape(str(event['event']))}  [dim]{escape(shown)}[/]")
            status.update("working")

        configure_logs(settings.home / "refresh.log.jsonl", show)
        yield status


@contextmanager
def shown_bytes(settings: Settings) -> Iterator[Callable[[str, int, int | None], None]]:
    """Shows bytes as they come, and each logged event as a line."""
    with shown_events(settings) as status:

        def show(name: str, count: int, total: int | None) -> None:
            of = f" of {total:,}" if total else ""
            status.update(f"{name}: {count:,}{of} bytes")

        yield show
