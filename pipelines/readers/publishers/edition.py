"""What a publisher's reader is given: the responses of one edition, and the economies it may name.

How responses are laid out is for each reader to know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipelines.readers.rows.fields import FieldError
from pipelines.readers.rows.read_result import InputFile


@dataclass(frozen=True)
class Response:
    """One body as it was served; `name` is that of its request, with a number where paged."""

    name: str
    content: bytes


@dataclass(frozen=True)
class FetchedEdition:
    """Everything a route gave at one time: one file in the archive.

    Attributes:
        file: The archived file; `source_id` is the route.
        responses: The bodies, in the order of the requests.
        received_on: UTC day of receipt.
    """

    file: InputFile
    responses: tuple[Response, ...]
    received_on: date

    def known_from(self, stated: date | None) -> date:
        """The day from which this state was known: as stated, but never after it was received."""
        return min(stated or self.received_on, self.received_on)


@dataclass(frozen=True)
class Series:
    """One series of a publisher, and what the warehouse calls it.

    Attributes:
        code: The publisher's code, such as `IT.NET.USER.ZS`.
        indicator: Name in `raw.country_observations`.
        unit: Unit in `raw.country_observations`.
        lowest: Smallest value that can be true, or None.
        highest: Largest value that can be true, or None.
        sex: Whom the series is about, where a publisher has a series of its own for it.
        location: Where they live, likewise.
        age: How old they are, likewise.
    """

    code: str
    indicator: str
    unit: str
    lowest: Decimal | None = None
    highest: Decimal | None = None
    sex: str = "total"
    location: str = "total"
    age: str = "total"

    def require_possible(self, value: Decimal, field: str | None = None) -> None:
        """Raises a FieldError, about a field where it is named, for a value out of the range."""
        low, high = self.lowest, self.highest
        if (low is not None and value < low) or (high is not None and value > high):
            expected = f"a value from {low} to {high}".replace("None", "any")
            raise FieldError("out_of_range", expected, field)


@dataclass(frozen=True)
class Economies:
    """The economies that observations may be about; whatever else is named is none.

    Attributes:
        iso3: Their ISO 3166-1 alpha-3 codes.
        iso3_of_m49: By their three-digit UN M49 code.
        iso3_of_name: The code of a name in use, None when it is nobody's or not one economy's.
    """

    iso3: frozenset[str]
    iso3_of_m49: Mapping[str, str]
    iso3_of_name: Callable[[str], str | None]
