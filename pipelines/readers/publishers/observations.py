"""Makes rows of `raw.country_observations` from what publishers' readers find.

Finding observations in a publisher's shape belongs to that publisher's reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pipelines.readers.publishers.answers import broken
from pipelines.readers.publishers.edition import FetchedEdition, Series
from pipelines.readers.publishers.left_out import LeftOut
from pipelines.readers.publishers.row_builder import read_finds
from pipelines.readers.rows.columns import Unreadable, Value
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.fields import FieldParser
from pipelines.readers.rows.read_result import Reading
from pipelines.readers.snapshot.reference import OBSERVATIONS


@dataclass(frozen=True)
class Found:
    """One observation as it was found, its texts not read yet.

    Attributes:
        iso3: The economy, or why it is none.
        year: Reference year.
        value: The figure as it was served.
        source_cell: Its place: `B17` on a sheet, `data-0001[16]` in a list.
        code: The publisher's code of its series, where an edition holds several.
        status: `country`, `estimate`, `official`, `experimental`; None when not said.
        unreadable: Why the record as a whole is none, when it is none.
    """

    iso3: str | Unreadable
    year: str | Unreadable
    value: str | Unreadable
    source_cell: str
    sex: str = "total"
    location: str = "total"
    age: str = "total"
    code: str | None = None
    status: str | None = None
    unreadable: Unreadable | None = None


def read_observations(
    edition: FetchedEdition,
    series: Series,
    found: Sequence[Found],
    left_out: LeftOut,
    *,
    provider: str,
    updated: date | None = None,
    repairs: tuple[str, ...] = (),
) -> Reading:
    """Types the observations of one series; a value out of the series' range is rejected.

    Args:
        edition: The edition they come from.
        series: What they are observations of.
        found: The observations, in their order; each is one line of the account.
        left_out: Records, or cells, that are no observation.
        provider: Who gave them.
        updated: The day of this vintage of the series, as the publisher states it; without one it
            is the day of receipt.
        repairs: What a person should know besides what was left out and how often.

    Raises:
        FileRefused: when nothing was found.
    """
    notes = (*left_out.notes(), *repairs)
    if not found:
        nothing = "; ".join((f"there is no observation of {series.code}", *notes))
        raise broken(edition, nothing, "at least one observation of an economy")
    shared = {
        "indicator": series.indicator,
        "unit": series.unit,
        "provider": provider,
        "provider_series": series.code,
        "vintage": (updated or edition.received_on).isoformat(),
        "published_on": edition.known_from(updated).isoformat(),
    }
    finds = ((_values(each, shared), each.source_cell) for each in found)
    return read_finds(edition, _contract(series), finds, left_out.records, notes)


def _values(each: Found, shared: Mapping[str, str]) -> Mapping[str, Value] | Unreadable:
    if each.unreadable is not None:
        return replace(each.unreadable, found=f"{each.source_cell}: {each.unreadable.found}")
    return {
        **shared,
        "provider_series": each.code or shared["provider_series"],
        "iso3": each.iso3,
        "reference_year": each.year,
        "value": each.value,
        "sex": each.sex,
        "location": each.location,
        "age": each.age,
        "observation_status": each.status or "",
    }


def _contract(series: Series) -> Contract:
    columns = tuple(
        replace(column, parse=within(column.parse, series)) if column.name == "value" else column
        for column in OBSERVATIONS.columns
    )
    return replace(OBSERVATIONS, columns=columns)


def within(parse: FieldParser, series: Series) -> FieldParser:
    """A parser of numbers that rejects those outside a series' range."""

    def parse_within(value: str) -> object:
        number = parse(value)
        assert isinstance(number, Decimal)
        series.require_possible(number)
        return number

    return parse_within
