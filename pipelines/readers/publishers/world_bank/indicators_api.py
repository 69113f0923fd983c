"""Reads one indicator of the World Bank API v2, with the Bank's listing of countries beside it.

Requesting the pages belongs to `pipelines.sources.http`; groups of economies are not taken from
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.readers.publishers.answers import (
    JsonRecord,
    broken,
    code_at,
    count_at,
    number,
    objects,
    read_answer,
    served,
    text_at,
)
from pipelines.readers.publishers.edition import Economies, FetchedEdition, Response, Series
from pipelines.readers.publishers.left_out import LeftOut
from pipelines.readers.publishers.observations import Found, read_observations
from pipelines.readers.publishers.pages import RecordPage, records_of_all
from pipelines.readers.rows.columns import Unreadable, shown
from pipelines.readers.rows.fields import FieldError, iso_date
from pipelines.readers.rows.read_result import Reading

PROVIDER = "world_bank_api_v2"
NO_ECONOMIES = {"CHI": "Channel Islands"}
"""What the Bank counts as an economy and ISO 3166 does not: it joins Guernsey and Jersey.

Seen in IT.NET.USER.ZS of April 2026; the listing gives it a region, so no test for aggregates
finds it.
"""


@dataclass(frozen=True)
class _Area:
    iso3: str
    is_aggregate: bool


def read_world_bank(edition: FetchedEdition, series: Series, economies: Economies) -> Reading:
    """Reads the records of an indicator; those of aggregates and those without a value are no rows.

    Responses named `countries…` are the pages of `/v2/country`, those named `data…` the pages of
    `/v2/country/all/indicator/CODE`, or one bare list of the records of all pages. Only the
    listing tells which areas are aggregates: their codes look like those of countries, and five
    have none. Without it an edition is refused. Entries of the listing are looked up and not
    counted as records.

    Raises:
        FileRefused: when an answer is an error, pages are missing, repeated or of different
            states, another indicator was served, or nothing was found.
    """
    return _read_kinds(edition, {"data": series}, economies)


def read_world_bank_by_sex(
    edition: FetchedEdition, series: Sequence[Series], economies: Economies
) -> Reading:
    """Reads the indicators of women and of men, whose responses are named `female…` and `male…`.

    Raises:
        FileRefused: as `read_world_bank` does, and when the two are of different states.
    """
    return _read_kinds(edition, {each.sex: each for each in series}, economies)


def _read_kinds(
    edition: FetchedEdition, kinds: Mapping[str, Series], economies: Economies
) -> Reading:
    """Reads one series for each kind of response: one indicator here, and one state."""
    areas = _read_listing(served(edition, "countries"), edition)
    left_out = LeftOut()
    found: list[Found] = []
    days = set()
    for kind, series in kinds.items():
        pages, updated = _read_pages(served(edition, kind), edition)
        days.add(updated)
        records = records_of_all(pages, edition, _key)
        found += _observations(records, areas, edition, series, economies, left_out)
    if len(days) > 1:
        stated = shown(", ".join(sorted(str(day) for day in days)))
        raise broken(edition, f"the series were last updated on {stated}", "series of one state")
    first, *_ = kinds.values()
    return read_observations(edition, first, found, left_out, provider=PROVIDER, updated=days.pop())


def _observations(
    records: Iterable[tuple[str, JsonRecord]],
    areas: Mapping[str, _Area],
    edition: FetchedEdition,
    series: Series,
    economies: Economies,
    left_out: LeftOut,
) -> Iterator[Found]:
    for place, record in records:
        indicator = code_at(record, "indicator", "id")
        if indicator != series.code:
            found = f"{place}.indicator.id is {shown(indicator)!r}"
            raise broken(edition, found, f"the indicator {series.code}")
        code, iso3 = code_at(record, "country", "id"), code_at(record, "countryiso3code")
        area = areas.get(code)
        value = text_at(record, "value")
        if area is not None and area.is_aggregate:
            left_out.add("aggregates, by the listing of countries", area.iso3)
        elif not value:
            left_out.add("no value served")
        elif area is not None and area.iso3 in NO_ECONOMIES:
            left_out.add("no economy of ISO 3166", area.iso3)
        else:
            yield Found(
                _economy(area, code, iso3, economies),
                text_at(record, "date"),
                number(value),
                place,
                sex=series.sex,
                location=series.location,
                age=series.age,
                code=series.code,
            )


def _key(record: JsonRecord) -> tuple[str, str]:
    return code_at(record, "country", "id"), code_at(record, "date")


def _economy(area: _Area | None, code: str, iso3: str, economies: Economies) -> str | Unreadable:
    if area is None:
        expected = "an area of the listing of countries"
        return Unreadable(f"{code} {iso3}", expected, "unknown_country")
    if iso3 and iso3 != area.iso3:
        expected = f"{area.iso3}, as the listing of countries has it for {code}"
        return Unreadable(iso3, expected, "unknown_country")
    if area.iso3 not in economies.iso3:
        return Unreadable(area.iso3, "an economy of economies.csv", "unknown_country")
    return area.iso3


def _read_listing(responses: Sequence[Response], edition: FetchedEdition) -> dict[str, _Area]:
    """Areas by the two-character code that data use, which every area has."""
    pages, _ = _read_pages(responses, edition)
    areas = {}
    for place, record in records_of_all(pages, edition, lambda each: code_at(each, "iso2Code")):
        code, iso3 = code_at(record, "iso2Code"), code_at(record, "id")
        region = code_at(record, "region", "id"), code_at(record, "region", "value")
        if not code or not iso3 or not any(region) or code in areas:
            found = f"{place} is an area {shown(iso3)!r}, {shown(code)!r}"
            raise broken(edition, found, "areas with id, iso2Code and region, each once")
        areas[code] = _Area(iso3, region[0] == "NA" or region[1] == "Aggregates")
    # The listing has held aggregates ever since; without one it is not what tells them apart.
    if not any(area.is_aggregate for area in areas.values()):
        found = f"none of the {len(areas)} areas of the listing is an aggregate"
        raise broken(edition, found, 'areas whose region is "Aggregates", such as WLD')
    return areas


def _read_pages(
    responses: Sequence[Response], edition: FetchedEdition
) -> tuple[list[RecordPage], date | None]:
    """The pages, and the day of the last update that all of them state."""
    pages, days = [], set()
    for response in responses:
        name = response.name
        content = read_answer(response, edition)
        parts = content if isinstance(content, list) else [content]
        head = parts[0] if parts and isinstance(parts[0], dict) else {}
        if "message" in head:
            found = f"{name} is the error {shown(str(head['message']))}"
            raise broken(edition, found, "data; the API reports errors with status 200")
        if "page" not in head:
            records = objects(content, name, edition)
            pages.append(RecordPage(name, _filled(records, name, edition), len(records)))
            continue
        if len(parts) != 2:
            raise broken(edition, f"{name} has {len(parts)} parts", "an envelope and its records")
        counts = [
            count_at(head, each, f"{name}[0]", edition) for each in ("total", "page", "pages")
        ]
        records = _filled(objects(parts[1] or [], f"{name}[1]", edition), name, edition)
        pages.append(RecordPage(f"{name}[1]", records, *counts))
        days.add(code_at(head, "lastupdated"))
    if len(days) > 1:
        found = f"the pages were last updated on {shown(', '.join(sorted(days)))}"
        raise broken(edition, found, "pages of one state; the data changed while they were fetched")
    return pages, _day(days.pop() if days else "", edition)


def _filled(records: list[JsonRecord], name: str, edition: FetchedEdition) -> list[JsonRecord]:
    if not records:
        raise broken(edition, f"{name} holds no record", "at least one record")
    return records


def _day(text: str, edition: FetchedEdition) -> date | None:
    if not text:
        return None
    try:
        day = iso_date(text)
    except FieldError:
        raise broken(edition, f"lastupdated is {shown(text)!r}", "a date") from None
    assert isinstance(day, date)
    return day
