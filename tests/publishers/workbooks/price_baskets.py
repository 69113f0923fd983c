"""ITU's workbook of ICT price baskets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from tests.publishers.workbooks import Edit, new_workbook, saved

YEARS = tuple(range(2008, 2026))
GNI, USD, PPP = ("_GNI", "GNIpc"), ("$", "USD"), ("_PPP", "PPP")
HISTORY = (
    ("Data-only mobile broadband, 1.5 GB", "i271mb_1GB5*", {2018: "x", 2019: "x", 2020: "x"}),
    (
        "Data-only mobile broadband, 2 GB",
        "i271mb_2GB*",
        {2021: "x", 2022: "x", 2023: "x", 2024: "x", 2025: "exp"},
    ),
    (
        "Data-only mobile broadband, 5 GB",
        "i271mb_5GB*",
        {2022: "exp", 2023: "exp", 2024: "exp", 2025: "x"},
    ),
    ("Fixed broadband, 5 GB", "i154_FBB5*", dict.fromkeys(range(2018, 2026), "x")),
)
"""Which basket was official when, as in the edition of December 2025."""


@dataclass(frozen=True)
class Economy:
    """An economy as the workbook describes it."""

    iso3: str
    name: str
    region: str
    ldc: str = ""
    lldc: str = ""
    sids: str = ""


ECONOMIES = (
    Economy("BGD", "Bangladesh", "Asia & Pacific", ldc="x"),
    Economy("BTN", "Bhutan", "Asia & Pacific", lldc="x"),
    Economy("NAM", "Namibia", "Africa"),
    Economy("RWA", "Rwanda", "Africa", ldc="x", lldc="x"),
    Economy("TUV", "Tuvalu", "Asia & Pacific", ldc="x", sids="x"),
    Economy("SDN", "Sudan", "Arab States", ldc="x"),
    Economy("PSE", "Palestine*", "Arab States"),
    Economy("BMU", "Bermuda", "Other Economies", sids="x"),
)
PRICES: Mapping[str, Mapping[int, Mapping[str, Any]]] = {
    "i271mb_2GB": {
        2024: {"BGD": 1.1, "BTN": 1.9, "NAM": 2.2, "RWA": 4.5, "TUV": "NA", "SDN": 3.0},
        2025: {"BGD": 1.0, "BTN": 1.7, "NAM": "n.a.", "RWA": 4.1, "TUV": 2.0, "SDN": 2.9},
    },
    "i271mb_5GB": {
        2021: {"BGD": 2.9},
        2024: {"BGD": 1.6, "BTN": 2.6, "NAM": 3.1, "RWA": 2.4},
        2025: {"BGD": 1.5, "BTN": 2.5, "NAM": 3.0, "RWA": 1.9, "TUV": 1.95, "PSE": 0.9},
    },
    "i154_FBB5": {
        2024: {"BGD": 1.2, "BTN": 2.1, "NAM": 5.0, "RWA": 964.25, "TUV": "NA"},
        2025: {"BGD": 1.15, "BTN": 2, "NAM": 4.8, "RWA": 30.5, "TUV": 9.5, "PSE": 2.2},
    },
}
"""Invented, but on the side of 2 % where the real ones are."""


def price_workbook(
    edit: Edit | None = None,
    *,
    released_on: date = date(2025, 12, 2),
    economies: tuple[Economy, ...] = ECONOMIES,
    prices: Mapping[str, Mapping[int, Mapping[str, Any]]] = PRICES,
) -> bytes:
    """The five sheets, with a row for each economy, basket and unit."""
    book = new_workbook()
    overview = book.create_sheet("Overview")
    overview["A1"] = "ICT Price Baskets, historical data series"
    overview["A3"] = f"Release date: {released_on.day} {released_on:%B %Y}"
    overview["A5"] = "GNI values are those at the time of computation (Oct 2024)"
    _history(book.create_sheet("BasketHistory"))
    last = YEARS[-1]
    sheet = book.create_sheet(f"economies_2008-{last}")
    columns = ("IsoCode", "Economy", "Code", "Basket name", "Unit", "ITURegion")
    sheet.append([*columns, "LDC", "LLDC", "SIDS", f"Income_{last}", *YEARS])
    for economy in economies:
        for basket, by_year in prices.items():
            for suffix, unit in (GNI, USD, PPP):
                prices_of = [by_year.get(year, {}).get(economy.iso3) for year in YEARS]
                sheet.append(
                    [
                        *(economy.iso3, economy.name, basket + suffix, f"Basket {basket}", unit),
                        *(economy.region, economy.ldc, economy.lldc, economy.sids, "LM"),
                        *(_price(value, unit) for value in prices_of),
                    ]
                )
    _medians(book.create_sheet("medians"), prices)
    incomes = book.create_sheet("GNI_denominator")
    incomes.append(["Economy", "Monthly GNI per capita", "Note"])
    incomes.append(["Bangladesh", 240, "GNI data year: 2024"])
    return saved(book, edit)


def _price(value: Any, unit: str) -> Any:
    if isinstance(value, int | float):
        return value if unit == "GNIpc" else round(value * 3, 2)
    return value


def _history(sheet: Any) -> None:
    sheet["B1"] = "Which baskets were collected when: x = data available, exp = experimental"
    sheet.append([None, "Basket name (generic)", "Allowance", "Code prefix", *YEARS])
    for name, code, marks in HISTORY:
        sheet.append([None, name, name.rpartition(", ")[2], code, *map(marks.get, YEARS)])


def _medians(sheet: Any, prices: Mapping[str, Mapping[int, Mapping[str, Any]]]) -> None:
    sheet["A1"] = "Medians of the economies with data"
    sheet.append([])
    sheet.append(["Code", "unit", "grouping", "group", *YEARS])
    for basket, by_year in prices.items():
        values = [
            [v for v in by_year.get(year, {}).values() if isinstance(v, int | float)]
            for year in YEARS
        ]
        medians = [round(median(each), 2) if each else "NA" for each in values]
        sheet.append([basket + "_GNI", "GNIpc", "World", "World", *medians])
        sheet.append([basket + "_GNI", "GNIpc", "ITURegion", "Africa", *medians])
