"""Reads one series of the UN's SDG database, which names for each value who found it.

Requesting the pages belongs to `pipelines.sources.http`; areas are identified by their M49 codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pipelines.readers.publishers.answers import (
    JsonRecord,
    broken,
    code_at,
    count_at,
    described,
    number,
    objects,
    read_answer,
    served,
    text_at,
)
from pipelines.readers.publishers.edition import Economies, FetchedEdition, Series
from pipelines.readers.publishers.left_out import LeftOut
from pipelines.readers.publishers.observations import Found, read_observations
from pipelines.readers.publishers.pages import RecordPage, records_of_all
from pipelines.readers.rows.columns import shown
from pipelines.readers.rows.read_result import Reading

PROVIDER = "un_sdg_api"
STATUS_OF_NATURE: Mapping[str, str] = MappingProxyType(
    {"C": "country", "CA": "country", "E": "estimate", "M": "estimate", "G": "estimate"}
)
"""Country data, and country data adjusted; estimated, modelled, monitored globally."""
SEXES: Mapping[str, str] = MappingProxyType(
    {"": "total", "BOTHSEX": "total", "MALE": "male", "FEMALE": "female"}
)
LOCATIONS: Mapping[str, str] = MappingProxyType(
    {"": "total", "ALLAREA": "total", "URBAN": "urban", "RURAL": "rural"}
)
_WHOLE_AGE = ("", "ALLAGE")
_KNOWN_DIMENSIONS = ("Sex", "Location", "Age", "Reporting Type")
_YEAR = re.compile(r"([0-9]{4})\.0+", re.ASCII)
_NO_DATA = ("", "nan", "na", "null")


def read_sdg_api(edition: FetchedEdition, series: Series, economies: Economies) -> Reading:
    """Reads the observations of economies that the global database reports.

    Responses are the pages of `/v1/sdg/Series/Data`. No answer names its release, so the vintage
    is the day of receipt.

    Raises:
        FileRefused: when pages are missing or repeated, another series was served, or nothing was
            found.
    """
    left_out = LeftOut()
    found = [
        each
        for place, record in _records(edition)
        for each in _observation(place, record, edition, series, economies, left_out)
    ]
    return read_observations(edition, series, found, left_out, provider=PROVIDER)


def _records(edition: FetchedEdition) -> Iterator[tuple[str, JsonRecord]]:
    pages = []
    for response in served(edition):
        name = response.name
        content = read_answer(response, edition)
        if not isinstance(content, dict) or not isinstance(content.get("data"), list):
            found = f"{name} is {described(content)}"
            raise broken(edition, found, "an object with a list data")
        records = objects(content["data"], f"{name}.data", edition)
        counts = [
            count_at(content, each, name, edition)
            for each in ("totalElements", "pageNumber", "totalPages")
        ]
        pages.append(RecordPage(f"{name}.data", records, *counts))
    return records_of_all(pages, edition, _key)


def _key(record: JsonRecord) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    dimensions = record.get("dimensions")
    names = sorted(dimensions) if isinstance(dimensions, dict) else []
    return (
        code_at(record, "geoAreaCode"),
        code_at(record, "timePeriodStart"),
        tuple((name, code_at(record, "dimensions", name)) for name in names),
    )


def _observation(
    place: str,
    record: JsonRecord,
    edition: FetchedEdition,
    series: Series,
    economies: Economies,
    left_out: LeftOut,
) -> Iterator[Found]:
    """The observation of a record, or nothing where it is left out."""
    served = code_at(record, "series")
    if served != series.code and "series" in record:
        found = f"{place}.series is {shown(served)!r}"
        raise broken(edition, found, f"the series {series.code}")
    _, _, dimensions = _key(record)
    stated = dict(dimensions)
    sex, location = SEXES.get(stated.get("Sex", "")), LOCATIONS.get(stated.get("Location", ""))
    others = [f"{name} {code}" for name, code in dimensions if name not in _KNOWN_DIMENSIONS]
    iso3 = economies.iso3_of_m49.get(code_at(record, "geoAreaCode").zfill(3))
    value = text_at(record, "value")
    if iso3 is None:
        left_out.add("areas that are no economies", code_at(record, "geoAreaCode"))
    elif stated.get("Reporting Type", "G") != "G":
        left_out.add("not as the global database reports", stated["Reporting Type"])
    elif others or stated.get("Age", "") not in _WHOLE_AGE or sex is None or location is None:
        parts = [f"{name} {code}" for name, code in dimensions if name != "Reporting Type"]
        left_out.add("parts of a breakdown that is not kept", ", ".join(parts))
    elif isinstance(value, str) and value.casefold() in _NO_DATA:
        left_out.add("no value served")
    else:
        year = text_at(record, "timePeriodStart")
        match = _YEAR.fullmatch(year) if isinstance(year, str) else None
        yield Found(
            iso3,
            match[1] if match else year,
            number(value),
            place,
            sex=sex,
            location=location,
            age=series.age,
            status=STATUS_OF_NATURE.get(code_at(record, "attributes", "Nature")),
        )
