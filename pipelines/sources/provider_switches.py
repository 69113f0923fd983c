"""Which providers are switched off, by whom and why: each switching is a line that stays.

A provider that is off is not asked for anything; what it gave before stays in use. Who is asked
is decided in `pipelines.sources.acquire`.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.errors import SourceError
from pipelines.settings import Settings
from pipelines.sources.registry import Registry
from pipelines.storage.atomic_files import write_whole


@dataclass(frozen=True)
class Switching:
    """One switching of a provider, `on` or off, with its reason and UTC time."""

    provider: str
    on: bool
    why: str
    switched_at: str


def switch(settings: Settings, registry: Registry, provider: str, *, on: bool, why: str) -> None:
    """Switches a provider on or off from now on.

    Raises:
        SourceError: when the registry has no such provider, or no reason is given.
    """
    known = [each.id for each in registry.providers]
    if provider not in known or not why.strip():
        raise SourceError(
            f"provider {provider!r} cannot be switched" + (" without a reason" if not why else ""),
            where=str(settings.sources_file),
            expected=f"one of {', '.join(known)}, and a few words for whoever wonders later",
            next_step='p2c sources off PROVIDER --why "..."',
        )
    new = Switching(provider, on, why, datetime.now(UTC).isoformat(timespec="seconds"))
    lines = [*_switchings(settings), new]
    content = "".join(json.dumps(asdict(line), ensure_ascii=False) + "\n" for line in lines)
    write_whole(_file(settings), content.encode())


def switched_off(settings: Settings) -> dict[str, str]:
    """The providers that are off, with the reason.

    Raises:
        SourceError: when the lines cannot be read; nobody is asked by mistake.
    """
    last = {line.provider: line for line in _switchings(settings)}
    return {name: line.why for name, line in last.items() if not line.on}


def _switchings(settings: Settings) -> list[Switching]:
    path = _file(settings)
    try:
        content = path.read_text(encoding="utf-8")
        return [Switching(**json.loads(line)) for line in content.splitlines()]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise SourceError(
            f"the switches of providers cannot be read: {error}",
            where=os.fspath(path),
            expected="one JSON object a line",
            next_step="restore the file from a backup, or delete it to switch all providers on",
        ) from error


def _file(settings: Settings) -> Path:
    return settings.home / "decisions" / "switches.jsonl"
