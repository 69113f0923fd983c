"""The source registry: who publishes what, under which licence, and how each file is got.

Loads `sources.yml`, once for each step that needs it, and checks it as a whole. Getting the bytes
belongs to `pipelines.build.inputs` and `pipelines.sources.acquire`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, model_validator

from pipelines.sources.routes import Dataset, Id, Label, Licence, Provider, Route, Text
from pipelines.storage.yaml_models import Entry, load_model, problem


class BundledFile(Entry):
    """One dated set of bytes of a source; `path` is relative to the snapshot directory."""

    edition: Label
    accessed_on: Label
    path: Text
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(strict=True)]


class Source(Entry):
    """One input and the raw table it feeds; `editions` are its bundled files."""

    id: Id
    title: Text
    publisher: Text
    landing_page: Text
    licence: Licence
    citation: Text
    table: Id
    editions: Annotated[tuple[BundledFile, ...], Field(min_length=1)]


class Registry(Entry):
    """All sources, providers and datasets; a route has a provider and asks none but its hosts."""

    sources: tuple[Source, ...]
    providers: tuple[Provider, ...] = ()
    datasets: tuple[Dataset, ...] = ()

    @model_validator(mode="after")
    def _check_relations(self) -> Self:
        for found, expected in self._problems():
            raise problem(found, expected)
        return self

    @cached_property
    def origins(self) -> Mapping[str, Source]:
        """Where a file may come from, by id: the sources, and each route as a source.

        Of a route it is what is known of its provider and the raw table it feeds.
        """
        routes = {
            route.id: Source.model_construct(
                id=route.id,
                title=dataset.title,
                publisher=provider.publisher,
                landing_page=provider.landing_page,
                licence=provider.licence,
                citation=provider.citation,
                table=dataset.table,
                editions=(),
            )
            for dataset, route in self._routes.values()
            for provider in [self.provider(route)]
        }
        return {source.id: source for source in self.sources} | routes

    def provider(self, route: Route) -> Provider:
        """Returns who serves a route."""
        return self._providers[route.provider]

    def find_route(self, route_id: str) -> tuple[Dataset, Route] | None:
        """Returns the route of an id with its dataset, None when it is no longer registered."""
        return self._routes.get(route_id)

    @cached_property
    def _providers(self) -> dict[str, Provider]:
        return {provider.id: provider for provider in self.providers}

    @cached_property
    def _routes(self) -> dict[str, tuple[Dataset, Route]]:
        return {route.id: (each, route) for each in self.datasets for route in each.routes}

    def _problems(self) -> Iterator[tuple[str, str]]:
        routes = [route for dataset in self.datasets for route in dataset.routes]
        for kind, entries in (
            ("source", self.sources),
            ("provider", self.providers),
            ("dataset", self.datasets),
            ("route", routes),
        ):
            for name, count in Counter(entry.id for entry in entries).items():
                if count > 1:
                    yield f"{kind} {name} is listed {count} times", "each id once"
        for route in routes:
            if route.provider not in self._providers:
                known = ", ".join(self._providers)
                yield f"route {route.id} is served by {route.provider!r}", f"one of: {known}"
                continue
            hosts = self.provider(route).hosts
            for request in route.requests:
                address = urlsplit(request.url)
                if address.scheme != "https" or address.hostname not in hosts:
                    yield (
                        f"route {route.id} asks {request.url}",
                        f"https and a host of {route.provider}: {', '.join(hosts)}",
                    )


def load_registry(path: Path) -> Registry:
    """Reads the registry; one without providers and datasets fetches nothing.

    Raises:
        SourceError: when it cannot be read, or an entry is not in its form; names the entry.
    """
    return load_model(
        path,
        Registry,
        what="the source registry",
        next_step="correct the entry; docs/architecture.md shows the form",
        restore="restore pipelines/sources/sources.yml, or unset P2C_SOURCES",
    )
