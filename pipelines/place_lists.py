"""Makes the reader of places from the lists of economies, groups and reviewed names.

The lists are inputs of a build like any other, so that a build reads names as they were then. How
a text is read stands in `pipelines.places`.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from pipelines.places import Economy, PlaceName, PlaceReader
from pipelines.readers.decisions import PLACE_NAMES
from pipelines.readers.delimited import read_delimited
from pipelines.readers.reading import InputFile
from pipelines.readers.reference import COUNTRY_GROUPS, ECONOMIES
from pipelines.settings import Settings
from pipelines.sources import load_sources

LISTS = (ECONOMIES, COUNTRY_GROUPS, PLACE_NAMES)
"""Contracts of the tables the reader is made from."""


def make_place_reader(tables: dict[str, pa.Table]) -> PlaceReader | None:
    """The reader of places over some lists.

    Args:
        tables: Rows of the raw tables of `LISTS`, by table name.

    Returns:
        None when a list is not there; then only codes are read.
    """
    if any(contract.table not in tables for contract in LISTS):
        return None
    rows: dict[str, list[dict[str, Any]]] = {
        contract.table: tables[contract.table].to_pylist() for contract in LISTS
    }
    return PlaceReader(
        [
            Economy(row["iso3"], row["iso2"] or "", row["m49"] or "", row["name"])
            for row in rows[ECONOMIES.table]
        ],
        [
            PlaceName(row["name"], row["language"] or "", row["kind"], tuple(row["means"] or ()))
            for row in rows[PLACE_NAMES.table]
        ],
        {row["group_code"] for row in rows[COUNTRY_GROUPS.table]},
    )


def bundled_place_reader(settings: Settings) -> PlaceReader | None:
    """The reader of places over the bundled lists, for reading a file outside any build.

    Raises:
        SourceError: when the source registry cannot be read.
        FileRefused: when a bundled list is not as its contract says.
    """
    tables: dict[str, pa.Table] = {}
    contracts = {contract.table: contract for contract in LISTS}
    for source in load_sources(settings.sources_file):
        if source.table in contracts and source.editions:
            tables[source.table] = pa.concat_tables(
                read_delimited(
                    (settings.data_dir / edition.path).read_bytes(),
                    InputFile(edition.sha256, edition.path, source.id, edition.edition),
                    contracts[source.table],
                ).rows
                for edition in source.editions
            )
    return make_place_reader(tables)
