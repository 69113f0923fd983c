"""Answers of the UN's SDG API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.publishers import body


def sdg_record(
    area: str,
    year: int,
    value: str | None,
    nature: str = "C",
    sex: str = "BOTHSEX",
    **others: object,
) -> dict[str, object]:
    """One record of `/v1/sdg/Series/Data`; codes lose their zeros, years are floats."""
    return {
        "goal": ["17"],
        "target": ["17.8"],
        "indicator": ["17.8.1"],
        "series": "IT_USE_ii99",
        "seriesDescription": "Internet users per 100 inhabitants",
        "seriesCount": "9",
        "geoAreaCode": area,
        "geoAreaName": "A name",
        "timePeriodStart": float(year),
        "value": value,
        "valueType": "Float",
        "time_detail": None,
        "upperBound": None,
        "lowerBound": None,
        "source": "International Telecommunication Union (ITU)",
        "footnotes": [""],
        "attributes": {"Nature": nature, "Units": "PERCENT"},
        "dimensions": {"Sex": sex, "Reporting Type": "G"},
        **others,
    }


def sdg_page(
    records: Sequence[Mapping[str, object]],
    page: int = 1,
    pages: int = 1,
    total: int | None = None,
) -> bytes:
    """One page; `total` is that of all pages."""
    return body(
        {
            "size": len(records),
            "totalElements": len(records) if total is None else total,
            "totalPages": pages,
            "pageNumber": page,
            "attributes": [],
            "dimensions": [],
            "data": list(records),
        }
    )


def sdg_pages(records: Sequence[Mapping[str, object]], per_page: int) -> list[bytes]:
    """All pages."""
    parts = [records[start : start + per_page] for start in range(0, len(records), per_page)]
    return [
        sdg_page(part, number, len(parts), len(records)) for number, part in enumerate(parts, 1)
    ]
