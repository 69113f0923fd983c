"""Structured logs: one JSON line an event in a file, one readable line on a terminal.

What is worth logging is for the modules to say; a personal datum never is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import structlog
from structlog.typing import EventDict, WrappedLogger


def configure_logs(log_file: Path | None, show: Callable[[EventDict], None] | None) -> None:
    """Sends every event to a JSON-lines file and to a function that shows it.

    Args:
        log_file: File to append to; its directory is made.
        show: Called with each event; None shows nothing.
    """
    if log_file is not None:
        log_file.parent.mkdir(parents=True, exist_ok=True)

    def deliver(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        if log_file is not None:
            with log_file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(event, ensure_ascii=True, default=str) + "\n")
        if show is not None:
            show(event)
        raise structlog.DropEvent

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            deliver,
        ],
        cache_logger_on_first_use=False,
    )
