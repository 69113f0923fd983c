"""The vintages of a dataset: what was known when, and which cells changed from one to the next.

A vintage is an archived edition, or what the bundled snapshot holds of one publication. Which one
a figure uses is decided in SQL (`core.dim_vintages`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.archive.store import Archive, ArchivedFile
from pipelines.errors import SourceError
from pipelines.readers.containers.delimited import read_delimited
from pipelines.readers.publishers.edition import Economies
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.read_result import InputFile
from pipelines.readers.snapshot.published_figures import FACTS_AND_FIGURES
from pipelines.readers.snapshot.reference import EXCHANGE_RATES, GROUP_LISTS, OBSERVATIONS
from pipelines.settings import Settings
from pipelines.sources.editions import read_edition
from pipelines.sources.place_lists import make_economies, read_bundled_lists
from pipelines.sources.registry import Registry
from pipelines.sources.routes import Dataset

BUNDLED = "bundled snapshot"


@dataclass(frozen=True)
class Layout:
    """How rows of a raw table are told apart and compared, whatever their vintage.

    Attributes:
        contract: The table.
        key: Columns that name a cell.
        value: Column that holds it.
        vintage: Columns that name the publication a row is of.
    """

    contract: Contract
    key: tuple[str, ...]
    value: str
    vintage: tuple[str, ...]


LAYOUTS: Mapping[str, Layout] = {
    layout.contract.table: layout
    for layout in (
        Layout(
            OBSERVATIONS,
            ("indicator", "iso3", "reference_year", "sex", "location", "age"),
            "value",
            ("provider", "vintage"),
        ),
        Layout(
            FACTS_AND_FIGURES,
            ("indicator", "group_code", "reference_year", "sex", "location", "age", "unit"),
            "value_stated",
            ("edition",),
        ),
        Layout(
            GROUP_LISTS,
            ("group_code", "iso3", "listed_from"),
            "listed_to",
            ("list_publisher", "list_edition"),
        ),
        Layout(EXCHANGE_RATES, ("currency_code", "year", "month"), "usd_per_unit", ("provider",)),
    )
}
_CUTS = ("sex", "location", "age")


@dataclass(frozen=True, eq=False)
class Vintage:
    """One state of a dataset.

    Attributes:
        dataset: Id of the dataset.
        name: The publisher's name of it.
        route: Route it came by, or `bundled snapshot`.
        received_on: UTC day of receipt; of the snapshot, the day it was read.
        rows: Its rows in the raw table.
        sha256: Hash of the file it stands in.
    """

    dataset: str
    name: str
    route: str
    received_on: str
    rows: pa.Table
    sha256: str


@dataclass(frozen=True)
class Change:
    """One cell that differs between two vintages; None where it is not there."""

    cell: tuple[Any, ...]
    old: Any
    new: Any

    @property
    def kind(self) -> str:
        """`added`, `removed` or `changed`."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    @property
    def size(self) -> Decimal:
        """How far a number moved; 0 where there is no number on both sides."""
        if isinstance(self.old, Decimal) and isinstance(self.new, Decimal):
            return abs(self.new - self.old)
        return Decimal(0)


@dataclass(frozen=True)
class Difference:
    """What changed from one vintage to another; `same` counts the cells that did not."""

    old: Vintage
    new: Vintage
    columns: tuple[str, ...]
    changes: tuple[Change, ...]
    same: int

    def count(self) -> Counter[str]:
        """How many cells were added, removed and changed."""
        return Counter(change.kind for change in self.changes)


class Vintages:
    """Reads the vintages of datasets, from the snapshot and from the archive."""

    def __init__(self, settings: Settings, registry: Registry) -> None:
        self._registry = registry
        self._settings = settings
        self._archive = Archive(settings.archive_dir)
        self._economies: Economies = make_economies(read_bundled_lists(settings, registry))

    def of(self, dataset: Dataset) -> list[Vintage]:
        """All vintages of a dataset, those of the snapshot first, then by receipt."""
        routes = {route.id for route in dataset.routes}
        fetched = [
            self._fetched(dataset, entry)
            for entry in self._archive.editions()
            if entry.source_id in routes
        ]
        return [*self._bundled(dataset), *fetched]

    def pair(self, dataset: Dataset, old: str | None, new: str | None) -> tuple[Vintage, Vintage]:
        """The two vintages meant by their names or the beginnings of their hashes.

        Without a name the new one is the last, the old one the last before it.

        Raises:
            SourceError: when none or several are meant, or there are not two.
        """
        every = self.of(dataset)
        later = _find(every, new, dataset) if new else every[-1] if every else None
        before = every[: every.index(later)] if later in every else []
        earlier = _find(every, old, dataset) if old else before[-1] if before else None
        if earlier is None or later is None:
            raise SourceError(
                f"{dataset.id} has no two vintages to compare, only {len(every)}",
                expected="an earlier one and a later one",
                next_step=f"p2c sources vintages {dataset.id}",
            )
        return earlier, later

    def _fetched(self, dataset: Dataset, entry: ArchivedFile) -> Vintage:
        data = self._archive.read(entry.sha256)
        rows = read_edition(data, entry, self._registry, self._economies).rows
        names = sorted({name for name, _ in _split(LAYOUTS[dataset.table], rows)})
        name = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
        return Vintage(dataset.id, name, entry.source_id, entry.edition, rows, entry.sha256)

    def _bundled(self, dataset: Dataset) -> Iterator[Vintage]:
        layout = LAYOUTS[dataset.table]
        indicators = {wanted.indicator for route in dataset.routes for wanted in route.series}
        for source in self._registry.sources:
            if source.id != dataset.bundled:
                continue
            for edition in source.editions:
                file = InputFile(edition.sha256, edition.path, source.id, edition.edition)
                data = (self._settings.data_dir / edition.path).read_bytes()
                rows = read_delimited(data, file, layout.contract).rows
                if indicators:
                    rows = rows.filter(pc.field("indicator").isin(sorted(indicators)))
                for name, part in _split(layout, rows):
                    yield Vintage(
                        dataset.id, name, BUNDLED, edition.accessed_on, part, edition.sha256
                    )


def _find(vintages: Sequence[Vintage], wanted: str, dataset: Dataset) -> Vintage:
    found = [v for v in vintages if v.name == wanted or v.sha256.startswith(wanted)]
    if len(found) != 1:
        raise SourceError(
            f"{len(found)} vintages of {dataset.id} are meant by {wanted!r}",
            expected="the name of a vintage or the beginning of its hash",
            next_step=f"p2c sources vintages {dataset.id}",
        )
    return found[0]


def compare(old: Vintage, new: Vintage, layout: Layout) -> Difference:
    """Every cell that was added, removed or changed; the largest moves first."""
    before, after = _cells(old.rows, layout), _cells(new.rows, layout)
    changes = [
        Change(cell, before.get(cell), after.get(cell))
        for cell in before.keys() | after.keys()
        if before.get(cell) != after.get(cell)
    ]
    changes.sort(key=lambda change: (-change.size, change.kind, str(change.cell)))
    same = len(before.keys() | after.keys()) - len(changes)
    return Difference(old, new, layout.key, tuple(changes), same)


def _cells(rows: pa.Table, layout: Layout) -> dict[tuple[Any, ...], Any]:
    cells = {}
    for row in rows.select([*layout.key, layout.value]).to_pylist():
        key = tuple("total" if row[k] is None and k in _CUTS else row[k] for k in layout.key)
        value = row[layout.value]
        cells[key] = "listed" if value is None else value
    return cells


def _split(layout: Layout, rows: pa.Table) -> Sequence[tuple[str, pa.Table]]:
    """The rows of each publication, under its name."""
    names = [
        " ".join(str(part) for part in row.values())
        for row in rows.select(list(layout.vintage)).to_pylist()
    ]
    column = pa.array(names, pa.string())
    return [(name, rows.filter(pc.equal(column, pa.scalar(name)))) for name in sorted(set(names))]
