"""Makes the reader of places from the lists of economies, groups and reviewed names.

The lists are inputs of a build like any other, so that a build reads names as they were then. How
a text is read is decided in `pipelines.readers.places`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from pipelines.errors import SourceError
from pipelines.readers.containers.delimited import read_delimited
from pipelines.readers.places import Economy, PlaceName, PlaceReader, to_items
from pipelines.readers.publishers.edition import Economies
from pipelines.readers.rows.read_result import InputFile
from pipelines.readers.snapshot.decisions import PLACE_NAMES
from pipelines.readers.snapshot.reference import COUNTRY_GROUPS, ECONOMIES
from pipelines.settings import Settings
from pipelines.sources.registry import Registry

LISTS = (ECONOMIES, COUNTRY_GROUPS, PLACE_NAMES)
"""Contracts of the tables the reader is made from."""


def make_place_reader(tables: Mapping[str, pa.Table]) -> PlaceReader | None:
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


def make_economies(tables: Mapping[str, pa.Table]) -> Economies:
    """The economies that publishers' figures may be about, from the same lists.

    Raises:
        SourceError: when a list is not there; without them no figure can be placed.
    """
    places = make_place_reader(tables)
    if places is None:
        raise SourceError(
            "the lists of economies and their names are not all there",
            expected=", ".join(f"raw.{contract.table}" for contract in LISTS),
            next_step="restore the entries in pipelines/sources/sources.yml",
        )
    rows = tables[ECONOMIES.table].to_pylist()

    def iso3_of_name(name: str) -> str | None:
        read = places.read_places(name, codes=False)
        is_one = len(read.countries) == 1 and to_items(read) == read.countries
        return read.countries[0] if is_one and not read.unresolved else None

    return Economies(
        iso3=places.economies,
        iso3_of_m49={row["m49"]: row["iso3"] for row in rows if row["m49"]},
        iso3_of_name=iso3_of_name,
    )


def bundled_place_reader(settings: Settings, registry: Registry) -> PlaceReader | None:
    """The reader of places over the bundled lists, for reading a file outside any build.

    Raises:
        FileRefused: when a bundled list is not as its contract says.
    """
    return make_place_reader(read_bundled_lists(settings, registry))


def read_bundled_lists(settings: Settings, registry: Registry) -> dict[str, pa.Table]:
    """Rows of the bundled lists, by the raw table they are for.

    Raises:
        FileRefused: when a bundled list is not as its contract says.
    """
    contracts = {contract.table: contract for contract in LISTS}
    return {
        source.table: pa.concat_tables(
            read_delimited(
                (settings.data_dir / edition.path).read_bytes(),
                InputFile(edition.sha256, edition.path, source.id, edition.edition),
                contracts[source.table],
            ).rows
            for edition in source.editions
        )
        for source in registry.sources
        if source.table in contracts
    }
