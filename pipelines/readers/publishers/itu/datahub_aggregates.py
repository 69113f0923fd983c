"""Reads ITU's own aggregates of regions from DataHub as rows of `raw.facts_and_figures`.

Series of economies belong to `datahub.py`; nothing is aggregated here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from pipelines.readers.publishers.answers import (
    JsonRecord,
    broken,
    code_at,
    number,
    served,
    text_at,
)
from pipelines.readers.publishers.edition import Economies, FetchedEdition, Series
from pipelines.readers.publishers.itu.datahub_entries import answer_of, day_of, filled
from pipelines.readers.publishers.left_out import LeftOut
from pipelines.readers.publishers.observations import within
from pipelines.readers.publishers.row_builder import read_finds
from pipelines.readers.rows.columns import Unreadable, Value, shown
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.fields import FieldParser, rounded_decimal
from pipelines.readers.rows.read_result import Reading
from pipelines.readers.snapshot.published_figures import FACTS_AND_FIGURES

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "1": "AFRICA",
        "2": "AMERICAS",
        "3": "ARAB_STATES",
        "4": "ASIA_PACIFIC",
        "5": "EUROPE",
        "645": "AFRICA",
        "646": "AMERICAS",
        "647": "ARAB_STATES",
        "648": "ASIA_PACIFIC",
        "649": "EUROPE",
        "700": "CIS",
        "701": "WORLD",
        "716": "CIS",
        "1892": "LLDC",
        "1893": "SIDS",
        "1894": "LDC",
        "2087": "HIGH_INCOME",
        "2088": "LOW_INCOME",
        "2089": "LOWER_MIDDLE_INCOME",
        "2090": "UPPER_MIDDLE_INCOME",
    }
)
"""Group of each regionID, in both families of ids: 1 to 5 and 716 are those of the older class.

As `/region/all` gave them on 26 July (v2) and 11 August 2026 (v3). The records of region 3 were
served as those of 647, so a record is placed by its own id and not by the one asked for.
"""
RELEASE_MONTH = 11
"""Facts and Figures appears in November (17 November in 2025); what DataHub changes before the
next November belongs to the edition of the year before."""


def read_datahub_aggregates(
    edition: FetchedEdition, series: Series, economies: Economies
) -> Reading:
    """Reads aggregates of regions, one response for each region.

    The day they were known from is the newest updateDate, else the day of receipt, and tells the
    edition of Facts and Figures. `economies` is not looked at: no aggregate is an economy.

    Raises:
        FileRefused: when an answer is empty, as it is for a region that does not exist, names a
            region that is not known here, or holds nothing of the series.
    """
    del economies
    left_out = LeftOut()
    kept: list[tuple[str, JsonRecord]] = []
    days: set[date] = set()
    for response in served(edition):
        for position, record in enumerate(filled(response, edition)):
            place = f"{response.name}[{position}]"
            _require_known_region(record, place, edition)
            day = day_of(code_at(record, "updateDate"))
            if isinstance(day, Unreadable):
                raise broken(edition, f"{place}.updateDate is {shown(day)!r}", day.expected)
            if code_at(record, "codeID") != series.code:
                left_out.add("other series than the one asked for", code_at(record, "codeID"))
            elif not answer_of(record):
                left_out.add("no value served")
            else:
                kept.append((place, record))
                days |= {day} if day else set()
    if not kept:
        nothing = "; ".join((f"there is no aggregate of {series.code}", *left_out.notes()))
        raise broken(edition, nothing, "at least one aggregate")
    known_from = edition.known_from(max(days, default=None))
    finds = _finds(kept, known_from, series)
    return read_finds(edition, _contract(series), finds, left_out.records, left_out.notes())


def _require_known_region(record: JsonRecord, place: str, edition: FetchedEdition) -> None:
    region = code_at(record, "regionID")
    if region not in GROUPS:
        found = f"{place}.regionID is {shown(region)!r} ({shown(code_at(record, 'regionName'))})"
        raise broken(edition, found, f"a region that is known: {', '.join(GROUPS)}")


def _finds(
    kept: list[tuple[str, JsonRecord]], known_from: date, series: Series
) -> Iterator[tuple[Mapping[str, Value], str]]:
    year = known_from.year if known_from.month >= RELEASE_MONTH else known_from.year - 1
    for place, record in kept:
        reference_year = text_at(record, "dataYear")
        texts: dict[str, Value] = {
            "edition": str(year),
            "page": f"DataHub, aggregates of series {series.code}",
            "indicator": series.indicator,
            "group_code": GROUPS[code_at(record, "regionID")],
            "sex": series.sex,
            "location": series.location,
            "age": series.age,
            "reference_year": reference_year,
            "value_stated": number(answer_of(record)),
            "unit": series.unit,
            # Facts and Figures: the year of the edition is an estimate of ITU's.
            "status": "estimate" if reference_year == str(year) else "published",
            "source_url": f"https://datahub.itu.int/data/?i={series.code}",
            "published_on": known_from.isoformat(),
        }
        yield texts, place


def _contract(series: Series) -> Contract:
    columns = tuple(
        replace(column, parse=_stated_within(column.parse, series))
        if column.name == "value_stated"
        else column
        for column in FACTS_AND_FIGURES.columns
    )
    return replace(FACTS_AND_FIGURES, columns=columns)


def _stated_within(parse: FieldParser, series: Series) -> FieldParser:
    read_number = within(rounded_decimal(28, 8), series)

    def parse_within(value: str) -> object:
        read_number(value)
        return parse(value)

    return parse_within
