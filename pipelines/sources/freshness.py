"""The state of each dataset: which edition is in use, by which route it came, how old it is.

Reads the archive's ledgers and the registry alone; what the editions say is not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from pipelines.archive.store import Archive, ArchivedFile
from pipelines.settings import Settings
from pipelines.sources.http import Attempts
from pipelines.sources.provider_switches import switched_off
from pipelines.sources.registry import Registry, Source
from pipelines.sources.routes import Dataset

LOOKED = ("accepted", "not_modified")
"""Outcomes of an attempt after which a provider's state is known."""


@dataclass(frozen=True)
class State:
    """What is known of one dataset.

    Attributes:
        dataset: Its id.
        state: `fresh`, `stale` (older than its policy), `bundled` (nothing was fetched, the
            snapshot is in use) or `none`.
        route: Route of the newest edition, or the bundled source.
        received_on: UTC day on which that edition came.
        looked_on: UTC day on which its provider last said that it is the newest.
        age_days: Days since then; of the snapshot since it was read.
        max_age_days: Days after which it is stale.
        licence: Under which terms its figures may be passed on; of its first route when there are
            none yet.
        switched_off: Providers of its routes that are not asked.
    """

    dataset: str
    state: str
    route: str | None
    received_on: str | None
    looked_on: str | None
    age_days: int | None
    max_age_days: int
    licence: str
    switched_off: tuple[str, ...]


def list_states(settings: Settings, registry: Registry, today: date | None = None) -> list[State]:
    """The state of every dataset, in the order of the registry.

    Raises:
        SourceError: when the switches of providers cannot be read.
        ArchiveError: when a ledger cannot be read.
    """
    bundled = {source.id: source for source in registry.sources}
    editions = {entry.source_id: entry for entry in Archive(settings.archive_dir).editions()}
    looks: dict[str, str] = {}
    for attempt in Attempts(settings.attempts_file).lines():
        if attempt.outcome in LOOKED:
            looks[attempt.route] = attempt.ended_at[:10]
    off = switched_off(settings)
    day = today or datetime.now(UTC).date()
    return [
        _state(dataset, registry, editions, looks, bundled.get(dataset.bundled or ""), off, day)
        for dataset in registry.datasets
    ]


def _state(
    dataset: Dataset,
    registry: Registry,
    editions: dict[str, ArchivedFile],
    looks: dict[str, str],
    bundled: Source | None,
    off: dict[str, str],
    today: date,
) -> State:
    mine = [editions[route.id] for route in dataset.routes if route.id in editions]
    newest = max(mine, key=lambda entry: entry.recorded_at, default=None)
    route = received_on = looked_on = None
    licence = registry.provider(dataset.routes[0]).licence.name
    state = "none"
    if newest is not None:
        found = registry.find_route(newest.source_id)
        assert found is not None
        route, received_on = newest.source_id, newest.edition
        licence = registry.provider(found[1]).licence.name
        looked_on = max(looks.get(route, received_on), received_on)
        state = "fresh"
    elif bundled is not None:
        route, licence, state = bundled.id, bundled.licence.name, "bundled"
        received_on = looked_on = max(edition.accessed_on for edition in bundled.editions)
    age = (today - date.fromisoformat(looked_on)).days if looked_on else None
    if age is not None and age > dataset.max_age_days:
        state = "stale"
    return State(
        dataset=dataset.id,
        state=state,
        route=route,
        received_on=received_on,
        looked_on=looked_on,
        age_days=age,
        max_age_days=dataset.max_age_days,
        licence=licence,
        switched_off=tuple(
            dict.fromkeys(route.provider for route in dataset.routes if route.provider in off)
        ),
    )
