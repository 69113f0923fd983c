"""The bundled lists of economies, groups and reviewed names, and a reader of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from babel import Locale

from pipelines.readers.places import Economy, PlaceName, PlaceReader, PlacesRead, to_items
from pipelines.submissions import LANGUAGES

DATA = Path(__file__).parents[4] / "data"
SPLIT_STATE_OR_SHARED = {"Congo", "St. Martin", "Saint-Martin", "San Martín", "Сен-Мартен"}


def _rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _means(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


ECONOMIES = [
    Economy(r["iso3"], r["iso2"], r["m49"], r["name"]) for r in _rows("reference/economies.csv")
]
NAMES = [
    PlaceName(r["name"], r["language"], r["kind"], _means(r["means"]))  # type: ignore[arg-type]
    for r in _rows("decisions/place_names.csv")
]
GROUPS = {r["group_code"] for r in _rows("reference/country_groups.csv")}
READER = PlaceReader(ECONOMIES, NAMES, GROUPS)


def items_of(text: str) -> tuple[str, ...]:
    return to_items(READER.read_places(text))


def open_of(read: PlacesRead) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(u.text, u.reason, u.suggestions) for u in read.unresolved]


def cldr_names() -> Iterator[tuple[str, str, str]]:
    for language in LANGUAGES:
        territories = Locale(language).territories
        for economy in ECONOMIES:
            yield economy.iso3, language, territories[economy.iso2 or "XK"]
