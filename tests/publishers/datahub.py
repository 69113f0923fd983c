"""Answers of ITU's DataHub: JSON, downloads of v2 and v3, aggregates of regions."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence

from tests.publishers import body

V2_HEADER = [
    *("seriesID", "seriesCode", "seriesName", "entityID", "entityIso", "entityName"),
    *("dataValue", "dataYear", "dataNote", "dataSource", "seriesDescription"),
]
V3_HEADER = [
    *("SeriesID", "SeriesCode", "Series", "Unit", "Database", "Year", "AreaName", "AreaCode"),
    *("DisaggregationGroup", "Disaggregation1", "Disaggregation2", "Value", "Notes", "Source"),
    "LastModifiedOn",
]

Row = tuple[str, str, int | str, str | None]
"""Series id, ISO3, year, value; None or nothing when there are no data."""


def datahub_records(
    rows: Sequence[Row], source: str = "Statistics Office, Household Survey."
) -> list[dict[str, object]]:
    """The records of `/data/bycode/ID`; the value is a text."""
    return [
        {
            "codeID": int(series),
            "code": "i99H",
            "countryID": 4,
            "isoCode": iso3,
            "shortName": f"Name of {iso3}",
            "dataYear": year,
            "dataNote": "",
            "dataSource": source,
            "dataID": 4790000 + number,
            "answer": [{"value": value, "id": 4790000 + number}],
        }
        for number, (series, iso3, year, value) in enumerate(rows)
    ]


def datahub_json(
    rows: Sequence[Row], source: str = "Statistics Office, Household Survey."
) -> bytes:
    """The body of `/data/bycode/ID`."""
    return body(datahub_records(rows, source))


def datahub_v2_csv(
    rows: Sequence[Row], source: str = "ITU estimate.", with_units: bool = False
) -> bytes:
    """A download with the header of v2, of which an older form has the units too."""
    header = [*V2_HEADER[:3], "seriesUnits", *V2_HEADER[3:]] if with_units else V2_HEADER
    return _csv(
        header,
        [
            {
                "seriesID": series,
                "seriesCode": "i99H",
                "seriesName": "A name",
                "entityID": "4",
                "entityIso": iso3,
                "entityName": f"Name of {iso3}",
                "dataValue": value or "",
                "dataYear": year,
                "dataSource": source,
                "seriesDescription": "A text\nof two lines, with a comma",
            }
            for series, iso3, year, value in rows
        ],
    )


def datahub_v3_csv(
    rows: Sequence[Row], source: str = "Statistics Office ", modified: str = "2026-07-10"
) -> bytes:
    """A download with the header of v3: line breaks in names, blanks at the end of sources."""
    return _csv(
        V3_HEADER,
        [
            {
                "SeriesID": series,
                "SeriesCode": "i99H",
                "Series": "A name \n",
                "Unit": "%",
                "Database": "ITU World Telecommunication Indicators Database",
                "Year": year,
                "AreaName": f"Name of {iso3}",
                "AreaCode": iso3,
                "DisaggregationGroup": "A group",
                "Disaggregation1": "A part  ",
                "Value": value or "",
                "Source": source,
                "LastModifiedOn": modified,
            }
            for series, iso3, year, value in rows
        ],
    )


def zipped(
    content: bytes, name: str = "download.csv", more: Mapping[str, bytes] | None = None
) -> bytes:
    """A zip with one file in it, and more where asked for."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for each, data in {name: content, **(more or {})}.items():
            package.writestr(each, data)
    return packed.getvalue()


def datahub_aggregates(
    region: int,
    figures: Mapping[int, float | str | None],
    series: int = 11624,
    updated: str | None = "2025-11-17T13:13:18.000Z",
) -> bytes:
    """The body of `/aggregation/bycodeid/ID/byregionid/REGION`; the value is a number."""
    return body(
        [
            {
                "numberOfAnswer": None,
                "internalNote": None,
                "answersPercentage": [{"value": value}],
                "answer": [] if value is None else [{"value": value}],
                "databaseID": 1,
                "dataID": 71287 + number,
                "regionName": "A region",
                "createDate": "2024-04-24T18:20:23.000Z",
                "updateDate": updated,
                "codeID": series,
                "dataYear": year,
                "regionID": region,
                "classID": 177,
                "code": "i99H",
            }
            for number, (year, value) in enumerate(figures.items())
        ]
    )


def _csv(header: Sequence[str], rows: Sequence[Mapping[str, object]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
