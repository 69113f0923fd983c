"""Entries of the source registry about what is fetched: providers, datasets and their routes.

The registry itself is loaded in `pipelines.sources.registry`. Fetching belongs to
`pipelines.sources.http`, reading what came to `pipelines.readers.publishers`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from pipelines.storage.yaml_models import Entry

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Label = Annotated[
    Text, BeforeValidator(lambda value: str(value) if isinstance(value, date | int) else value)
]
"""A text that YAML may have read as a day or a year."""
Content = Literal["json", "csv", "csv|zip", "xlsx", "xml"]
Paging = Literal["world_bank", "skip", "page_number"]


class Licence(Entry):
    """Under which terms a provider's figures may be passed on."""

    name: Text
    url: Text


class Provider(Entry):
    """Who serves figures, from which hosts, under which licence, and how often we may ask."""

    id: Id
    title: Text
    publisher: Text
    landing_page: Text
    licence: Licence
    citation: Text
    hosts: tuple[Text, ...]
    seconds_between_requests: float = 1.0


class Request(Entry):
    """One address of a route; `paging` says how the provider divides a long answer."""

    name: Id
    url: Text
    content: Content
    paging: Paging | None = None


class Wanted(Entry):
    """One series of a route: the provider's code, our name, unit, and what can be true of it.

    `sex` is whom it is about, where the provider has a series of its own for women and for men.
    """

    code: Text
    indicator: Id
    unit: Id
    lowest: Decimal | None = None
    highest: Decimal | None = None
    sex: Literal["total", "female", "male"] = "total"


class Route(Entry):
    """One way to a dataset.

    Attributes:
        id: Unique among all routes; is in the column `route` of every figure that came this way.
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
    edition: Label | None = None
    published_on: Label | None = None

    @property
    def by_hand(self) -> bool:
        """Whether the file is dropped by a person."""
        return not self.requests

    @property
    def is_packed(self) -> bool:
        """Whether an edition is several responses, which lie in one zip of ours."""
        return len(self.requests) > 1 or any(request.paging for request in self.requests)


class Dataset(Entry):
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
