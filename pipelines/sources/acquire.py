"""Gets a new edition of a dataset: by the first route that gives a whole one, or from a file.

An edition is archived only when its route's reader finds it whole; whatever fails leaves the last
good edition in use. How bytes travel belongs to `pipelines.sources.http`, what they say to the
readers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import structlog

from pipelines.archive.store import Archive, ArchivedFile
from pipelines.errors import Deferred, FetchFailed, FileRefused, SourceError
from pipelines.readers.publishers.edition import Economies, Response
from pipelines.readers.rows.read_result import InputFile
from pipelines.settings import Settings
from pipelines.sources.editions import check_whole, pack, read_edition
from pipelines.sources.http import (
    Attempts,
    FetchedBody,
    Fetcher,
    FetchPolicy,
    FetchRequest,
    NotModified,
    Progress,
    Validators,
)
from pipelines.sources.place_lists import make_economies, read_bundled_lists
from pipelines.sources.provider_switches import switched_off
from pipelines.sources.registry import Registry
from pipelines.sources.routes import Dataset, Route
from pipelines.storage.lock import single_flight
from pipelines.storage.untrusted_files import read_plain_file, readable_name

log = structlog.get_logger()


@dataclass(frozen=True)
class Tried:
    """What came of one route.

    Attributes:
        route: Id of the route.
        outcome: `new`, `unchanged`, `refused` (not whole, or not as agreed), `failed`, `deferred`
            (the provider asks to come back later), `switched_off` or `by_hand`.
        why: Reason, when nothing new came.
    """

    route: str
    outcome: str
    why: str | None = None


@dataclass(frozen=True)
class Acquired:
    """What came of looking for a new edition of a dataset.

    Attributes:
        dataset: The dataset.
        tried: Its routes as far as they were tried, in order.
        edition: The edition that this look found, new or unchanged; None when no route gave one.
        rows: Rows of that edition when it is new.
    """

    dataset: Dataset
    tried: tuple[Tried, ...]
    edition: ArchivedFile | None = None
    rows: int | None = None

    @property
    def outcome(self) -> str:
        """What the last route tried gave."""
        return self.tried[-1].outcome

    @property
    def only_by_hand(self) -> bool:
        """Whether nobody could be asked: a person drops its files, or all providers are off."""
        return all(each.outcome in ("by_hand", "switched_off") for each in self.tried)


def make_fetcher(settings: Settings, progress: Progress | None = None) -> Fetcher:
    """The one that asks providers for this warehouse, for one run.

    Args:
        settings: The warehouse; its archive keeps the attempts and what providers said.
        progress: Told of bytes as they come.
    """
    return Fetcher(
        FetchPolicy(),
        attempts=Attempts(settings.attempts_file),
        addresses=dict(settings.fetch_addresses),
        ca_file=settings.fetch_ca_file,
        progress=progress,
        validators=Validators(settings.archive_dir / "validators.json"),
    )


class Acquirer:
    """Looks for new editions and archives those that are whole.

    Args:
        settings: The warehouse.
        registry: Providers, datasets and routes.
        fetcher: What asks providers.
        today: The UTC day, which names the edition.
    """

    def __init__(
        self,
        settings: Settings,
        registry: Registry,
        fetcher: Fetcher | None = None,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._registry = registry
        self._settings = settings
        self._fetcher = fetcher or make_fetcher(settings)
        self._today = today
        self._archive = Archive(settings.archive_dir)

    def find_dataset(self, name: str) -> Dataset:
        """The dataset of an id.

        Raises:
            SourceError: when there is none; names those there are.
        """
        known = {dataset.id: dataset for dataset in self._registry.datasets}
        if name not in known:
            raise SourceError(
                f"there is no dataset {name!r}",
                where=str(self._settings.sources_file),
                expected=f"one of {', '.join(known)}",
                next_step="p2c sources",
            )
        return known[name]

    def acquire(self, dataset: Dataset) -> Acquired:
        """Tries the routes of a dataset in order, until one gives an edition or nothing new."""
        off = switched_off(self._settings)
        tried: list[Tried] = []
        for route in dataset.routes:
            if route.provider in off:
                tried.append(Tried(route.id, "switched_off", off[route.provider]))
                continue
            if route.by_hand:
                tried.append(Tried(route.id, "by_hand", "a person drops the file"))
                continue
            try:
                bodies = self._fetch(route)
                if bodies is None:
                    return self._unchanged(dataset, route, tried)
                data = pack(route, [Response(body.name, body.content) for body in bodies])
                acquired = self._keep(
                    dataset, route, data, f"{route.id}.{_ending(route, data)}", tried
                )
                # One of several answers that has not changed would leave a hole in the edition.
                if len(route.requests) == 1:
                    for body in bodies:
                        self._fetcher.remember(body)
                return acquired
            except (FetchFailed, FileRefused) as error:
                outcome = "failed" if isinstance(error, FetchFailed) else "refused"
                outcome = "deferred" if isinstance(error, Deferred) else outcome
                tried.append(Tried(route.id, outcome, error.found))
                log.warning("route gave nothing", route=route.id, outcome=outcome, why=error.found)
        return Acquired(dataset, tuple(tried))

    def take_file(self, route_id: str, path: Path) -> Acquired:
        """Takes a file that a person got from the provider, as if the route had given it.

        Raises:
            SourceError: when there is no such route, or it takes several responses.
            FileRefused: when the file is not a whole edition.
        """
        found = self._registry.find_route(route_id)
        if found is None or found[1].is_packed:
            single = [
                route.id
                for dataset in self._registry.datasets
                for route in dataset.routes
                if not route.is_packed
            ]
            raise SourceError(
                f"no file can be taken for route {route_id!r}",
                where=str(self._settings.sources_file),
                expected=f"a route that a single file holds: {', '.join(single)}",
                next_step="p2c sources",
            )
        dataset, route = found
        return self._keep(dataset, route, read_plain_file(path, str(path)), path.name, [])

    @cached_property
    def _economies(self) -> Economies:
        return make_economies(read_bundled_lists(self._settings, self._registry))

    def _fetch(self, route: Route) -> list[FetchedBody] | None:
        """Every body of a route; None when the provider says that nothing has changed."""
        provider = self._registry.provider(route)
        bodies: list[FetchedBody] = []
        for request in route.requests:
            answer = self._fetcher.fetch(
                FetchRequest(
                    name=request.name,
                    url=request.url,
                    hosts=frozenset(provider.hosts),
                    content=request.content,
                    paging=request.paging,
                    route=route.id,
                    min_interval_seconds=provider.seconds_between_requests,
                )
            )
            if isinstance(answer, NotModified):
                return None
            bodies.extend(answer)
        return bodies

    def _keep(
        self, dataset: Dataset, route: Route, data: bytes, name: str, tried: list[Tried]
    ) -> Acquired:
        """Archives the bytes of an edition, unless they are those of the newest one of the route.

        Bytes that are no whole edition are archived too, as evidence, and marked as refused.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        newest = self._newest(route)
        if newest is not None and newest.sha256 == sha256:
            return self._unchanged(dataset, route, tried)
        day = self._today().isoformat()
        refusal: FileRefused | None = None
        rows = 0
        try:
            file = InputFile(sha256, name, route.id, day)
            reading = read_edition(data, file, self._registry, self._economies)
            check_whole(reading, dataset)
            rows = reading.rows.num_rows
        except FileRefused as error:
            refusal = error
        # A refresh tidies up half-written files of the archive; it may not run meanwhile.
        with single_flight(self._settings, f"fetch of {dataset.id}", wait=True):
            entry = self._archive.store(
                data, kind="edition", source_id=route.id, edition=day, name=readable_name(name)
            )
            # Bytes that are refused again on one day were refused already.
            last = self._archive.latest(sha256, route.id, day) or entry
            if refusal is not None and (last.decision, last.why) != ("refused", str(refusal)):
                self._archive.decide(entry, "refused", str(refusal))
        if refusal is not None:
            raise refusal
        log.info("edition archived", route=route.id, rows=rows, sha256=sha256[:12])
        return Acquired(dataset, (*tried, Tried(route.id, "new")), entry, rows)

    def _unchanged(self, dataset: Dataset, route: Route, tried: list[Tried]) -> Acquired:
        return Acquired(dataset, (*tried, Tried(route.id, "unchanged")), self._newest(route))

    def _newest(self, route: Route) -> ArchivedFile | None:
        entries = [entry for entry in self._archive.editions() if entry.source_id == route.id]
        return entries[-1] if entries else None


def _ending(route: Route, data: bytes) -> str:
    """How a file's name ends, for people: `csv|zip` is either, as its first bytes say."""
    if route.is_packed:
        return "zip"
    kinds = route.requests[0].content.split("|")
    return "zip" if "zip" in kinds and data.startswith(b"PK") else kinds[0]
