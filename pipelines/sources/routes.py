"""The registry of what is fetched: providers, datasets, and the routes to each in their order.

Loads and checks the parts `providers` and `datasets` of `sources.yml`. Fetching belongs to
`pipelines.sources.http`, reading what came to `pipelines.readers.publishers`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from pipelines.errors import SourceError

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Content = Literal["json", "csv", "csv|zip", "xlsx", "xml"]
Paging = Literal["world_bank", "skip", "page_number"]


class _Entry(BaseModel):
    """Frozen, and nothing may stand in the file that is not known here."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Licence(_Entry):
    """Under which terms a provider's figures may be passed on."""

    name: Text
    url: Text


class Provider(_Entry):
    """Who serves figures, from which hosts, under which licence, and how often we may ask."""

    id: Id
    title: Text
    publisher: Text
    landing_page: Text
    licence: Licence
    citation: Text
    hosts: tuple[Text, ...]
    seconds_between_requests: float = 1.0


class Request(_Entry):
    """One address of a route; `paging` says how the provider divides a long answer."""

    name: Id
    url: Text
    content: Content
    paging: Paging | None = None


class Wanted(_Entry):
    """One series of a route: the provider's code, our name, unit, and what can be true of it."""

    code: Text
    indicator: Id
    unit: Id
    lowest: Decimal | None = None
    highest: Decimal | None = None


class Route(_Entry):
    """One way to a dataset.

    Attributes:
        id: Unique among all routes; stands as `route` beside every figure that came this way.
        provider: Id of the provider.
        shape: Which reader reads what comes.
        requests: What is asked for; none when a person drops the file (`p2c fetch --file`).
        series: The series wanted, for shapes that hold observations.
        edition: The publisher's name of the edition, for shapes that do not carry it.
        published_on: The day this edition was published, for shapes that do not carry it.
    """

    id: Id
    provider: Id
    shape: Id
    requests: tuple[Request, ...] = ()
    series: tuple[Wanted, ...] = ()
    edition: Text | None = None
    published_on: Text | None = None

    @property
    def by_hand(self) -> bool:
        """Whether the file is dropped by a person."""
        return not self.requests

    @property
    def is_packed(self) -> bool:
        """Whether an edition is several responses, which lie in one zip of ours."""
        return len(self.requests) > 1 or any(request.paging for request in self.requests)


class Dataset(_Entry):
    """What is wanted, and what must hold of an edition before anything of it is loaded.

    Attributes:
        id: Name for `p2c fetch`.
        title: What it is.
        table: Raw table its editions feed.
        min_rows: An edition of fewer accepted rows is not whole.
        max_age_days: After so many days without a new look it counts as stale.
        bundled: The bundled source that holds it until something is fetched, where one does.
        routes: Ways to it, the preferred one first.
    """

    id: Id
    title: Text
    table: Id
    min_rows: Annotated[int, Field(gt=0)]
    max_age_days: Annotated[int, Field(gt=0)]
    bundled: Id | None = None
    routes: Annotated[tuple[Route, ...], Field(min_length=1)]


class Registry(_Entry):
    """All providers and datasets; every route has a provider, and asks none but its hosts."""

    providers: tuple[Provider, ...] = ()
    datasets: tuple[Dataset, ...] = ()

    @cached_property
    def _providers(self) -> dict[str, Provider]:
        return {provider.id: provider for provider in self.providers}

    @cached_property
    def _routes(self) -> dict[str, tuple[Dataset, Route]]:
        return {route.id: (each, route) for each in self.datasets for route in each.routes}

    def provider(self, route: Route) -> Provider:
        """Who serves a route."""
        return self._providers[route.provider]

    def find_route(self, route_id: str) -> tuple[Dataset, Route] | None:
        """The route of an id with its dataset, None when the registry no longer has it."""
        return self._routes.get(route_id)


def load_registry(path: Path) -> Registry:
    """Read what is fetched; a registry without those parts fetches nothing.

    Raises:
        SourceError: when it cannot be read, or an entry is not in its form; names the entry.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        parts = {key: content.get(key) or () for key in ("providers", "datasets")}
        registry = Registry.model_validate(parts)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError) as error:
        raise _malformed(path, str(error), "a YAML file with `providers` and `datasets`") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _malformed(path, f"{place}: {first['msg']}", "an entry in its agreed form") from None
    if problem := next(_problems(registry), None):
        raise _malformed(path, *problem)
    return registry


def _problems(registry: Registry) -> Iterator[tuple[str, str]]:
    routes = [route for dataset in registry.datasets for route in dataset.routes]
    for kind, entries in (
        ("provider", registry.providers),
        ("dataset", registry.datasets),
        ("route", routes),
    ):
        for name, count in Counter(entry.id for entry in entries).items():
            if count > 1:
                yield f"{kind} {name} stands {count} times", "each id once"
    providers = {provider.id: provider for provider in registry.providers}
    for route in routes:
        if route.provider not in providers:
            yield (
                f"route {route.id} is served by {route.provider!r}",
                f"one of: {', '.join(providers)}",
            )
            continue
        for request in route.requests:
            address = urlsplit(request.url)
            hosts = providers[route.provider].hosts
            if address.scheme != "https" or address.hostname not in hosts:
                yield (
                    f"route {route.id} asks {request.url}",
                    f"https and a host of {route.provider}: {', '.join(hosts)}",
                )


def _malformed(path: Path, found: str, expected: str) -> SourceError:
    return SourceError(
        "the source registry is not in its agreed form",
        where=f"{path}: {found}",
        expected=expected,
        next_step="correct the entry; docs/architecture.md shows the form",
    )
