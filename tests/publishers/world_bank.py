"""Answers of the World Bank API v2, and its listing of countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.publishers import body

Row = tuple[str, str, str, int | str, float | int | None]
"""Two-character code, ISO3 (may be empty), name, year, value."""
Area = tuple[str, str, str, bool]
"""ISO3, two-character code, name, whether it is an aggregate."""

AREAS: Sequence[Area] = (
    ("ABW", "AW", "Aruba", False),
    ("AFE", "ZH", "Africa Eastern and Southern", True),
    ("CHI", "JG", "Channel Islands", False),
    ("HIC", "XD", "High income", True),
    ("LDC", "XL", "Least developed countries: UN classification", True),
    ("NAM", "NA", "Namibia", False),
    ("PSE", "PS", "West Bank and Gaza", False),
    ("RWA", "RW", "Rwanda", False),
    ("WLD", "1W", "World", True),
    ("XKX", "XK", "Kosovo", False),
)


def world_bank_pages(
    rows: Sequence[Row],
    per_page: int = 20_000,
    indicator: str = "IT.NET.USER.ZS",
    last_updated: str = "2026-07-13",
) -> list[bytes]:
    """The pages of `/v2/country/all/indicator/CODE?format=json`."""
    records = [
        {
            "indicator": {"id": indicator, "value": "Individuals using the Internet"},
            "country": {"id": code, "value": name},
            "countryiso3code": iso3,
            "date": str(year),
            "value": value,
            "unit": "",
            "obs_status": "",
            "decimal": 0,
        }
        for code, iso3, name, year, value in rows
    ]
    return _pages(records, per_page, {"sourceid": "2", "lastupdated": last_updated})


def world_bank_countries(areas: Sequence[Area] = AREAS, per_page: int = 400) -> list[bytes]:
    """The pages of `/v2/country?format=json`; `per_page` is a text there, as it really is."""
    records = [
        {
            "id": iso3,
            "iso2Code": code,
            "name": name,
            "region": {"id": "NA", "iso2code": "NA", "value": "Aggregates"}
            if is_aggregate
            else {"id": "SSF", "iso2code": "ZG", "value": "Sub-Saharan Africa "},
            "adminregion": {"id": "", "iso2code": "", "value": ""},
            "incomeLevel": {"id": "NA", "iso2code": "NA", "value": "Aggregates"},
            "lendingType": {"id": "", "iso2code": "", "value": "Aggregates"},
            "capitalCity": "",
            "longitude": "",
            "latitude": "",
        }
        for iso3, code, name, is_aggregate in areas
    ]
    return _pages(records, per_page, {}, as_text=True)


def world_bank_error() -> bytes:
    """What the API answers, with status 200, when it does not know an indicator."""
    message = {
        "id": "120",
        "key": "Invalid value",
        "value": "The provided parameter value is not valid",
    }
    return body([{"message": [message]}])


def world_bank_responses(
    data: Sequence[bytes], countries: Sequence[bytes] | None = None
) -> dict[str, bytes]:
    """The responses of one edition, named as its requests are."""
    countries = world_bank_countries() if countries is None else countries
    return {
        **{f"countries-{number:04}": each for number, each in enumerate(countries, start=1)},
        **{f"data-{number:04}": each for number, each in enumerate(data, start=1)},
    }


def _pages(
    records: Sequence[object], per_page: int, extra: Mapping[str, object], as_text: bool = False
) -> list[bytes]:
    parts = [records[start : start + per_page] for start in range(0, len(records), per_page)]
    bodies = []
    for number, part in enumerate(parts or [[]], start=1):
        envelope: dict[str, object] = {
            "page": number,
            "pages": len(parts),
            "per_page": str(per_page) if as_text else per_page,
            "total": len(records),
        }
        envelope.update(extra)
        bodies.append(body([envelope, part]))
    return bodies
