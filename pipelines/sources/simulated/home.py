"""A warehouse directory of its own around a simulated export, and the guard that keeps it apart.

What the export says is in `pipelines.sources.simulated`; reading and building it is done as
ever.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from pipelines.errors import SimulationError, SourceError
from pipelines.settings import Settings
from pipelines.sources.registry import Source, load_registry
from pipelines.sources.simulated import Country, Export, as_csv, as_ndjson, simulate_export
from pipelines.storage.atomic_files import write_whole

SOURCE_ID = "simulated_platform_export"
"""The registry's name of an export; a warehouse that reads it holds simulated pledges alone."""

MARKER = "SIMULATED.json"
"""Lies in the directory of a simulated warehouse and in no other."""

ANNOUNCED_ON = date(2023, 12, 12)
_REGIONS = ("AFRICA", "AMERICAS", "ARAB_STATES", "ASIA_PACIFIC", "CIS", "EUROPE")
_READABLE = 0o644


class ExportFormat(StrEnum):
    """In which of the formats of submissions the export is written."""

    csv = "csv"
    ndjson = "ndjson"


@dataclass(frozen=True)
class SimulatedHome:
    """Where a simulated warehouse keeps its state and its inputs."""

    home: Path
    export: Path
    pledges: int

    @property
    def sources_file(self) -> Path:
        """Its source registry."""
        return self.home / "sources.yml"

    @property
    def data_dir(self) -> Path:
        """Its snapshot."""
        return self.home / "data"

    @property
    def environment(self) -> dict[str, str]:
        """The settings that make every command work on it."""
        return {
            "P2C_HOME": str(self.home),
            "P2C_SOURCES": str(self.sources_file),
            "P2C_DATA_DIR": str(self.data_dir),
        }


def make_simulated_home(
    settings: Settings, home: Path, *, pledges: int, seed: int, export_format: ExportFormat
) -> SimulatedHome:
    """Writes an export, and beside it a snapshot and a registry that have no real pledge.

    Reference data, published totals and the announcement are the project's own; decisions about
    real pledges are left out.

    Args:
        settings: Where the project's snapshot and registry are.
        home: The directory to make, absolute; one made here before is written anew.
        pledges: How many pledges.
        seed: What they are drawn by.
        export_format: CSV or one JSON object a line.

    Raises:
        SimulationError: when the directory holds something else, or the export cannot be made.
        SourceError: when the project's snapshot or registry cannot be read.
    """
    _require_free(home)
    export = simulate_export(read_countries(settings.data_dir), pledges=pledges, seed=seed)
    name = f"pledges/simulated_export.{export_format}"
    write = as_csv if export_format is ExportFormat.csv else as_ndjson
    files = {name: write(export.rows)}
    files |= {f"decisions/{table}.csv": as_csv(rows) for table, rows in export.decisions.items()}
    replaced = {"pledges", *export.decisions}
    registry = load_registry(settings.sources_file)
    kept = [source for source in registry.sources if source.table not in replaced]
    for path in (edition.path for source in kept for edition in source.editions):
        files[path] = (settings.data_dir / path).read_bytes()
    made = SimulatedHome(home, home / "data" / name, len(export.rows))
    for path, content in files.items():
        write_whole(made.data_dir / path, content, _READABLE)
    entries = registry.model_dump(mode="json", exclude_unset=True)
    entries["sources"] = [
        *(source.model_dump(mode="json") for source in kept),
        *_entries(export, name, files),
    ]
    note = "# Made by p2c simulate: its pledges are made up.\n"
    text = note + yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=100)
    write_whole(made.sources_file, text.encode(), _READABLE)
    marker = {"simulated": True, "seed": seed, "pledges": len(export.rows), "export": name}
    write_whole(home / MARKER, f"{json.dumps(marker, indent=2)}\n".encode(), _READABLE)
    return made


def require_same_kind(settings: Settings, sources: Sequence[Source]) -> None:
    """Keeps a simulated export out of a real warehouse, and real pledges out of a simulated one.

    The gate on raw.pledges keeps rows of both kinds from meeting in one build. This keeps builds
    of both kinds from following each other in one directory, where one release would replace the
    other as the current one.

    Raises:
        SourceError: when the registry and the directory are not of one kind.
    """
    reads_simulated = any(source.id == SOURCE_ID for source in sources)
    is_simulated = (settings.home / MARKER).exists()
    if reads_simulated == is_simulated:
        return
    raise SourceError(
        "a simulated export would be read into a warehouse that is not simulated"
        if reads_simulated
        else "a simulated warehouse would be refreshed from a registry of real pledges",
        where=f"{settings.home} with {settings.sources_file}",
        expected="P2C_HOME, P2C_SOURCES and P2C_DATA_DIR of one warehouse",
        next_step="set all three as p2c simulate printed them, or none of them",
    )


def read_countries(data_dir: Path) -> tuple[Country, ...]:
    """The countries of ITU's regions on the day of the announcement, from the snapshot.

    Raises:
        SourceError: when the snapshot has no list of memberships.
    """
    path = data_dir / "reference" / "country_group_memberships.csv"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceError(
            f"the memberships of country groups cannot be read: {error.strerror}",
            where=str(path),
            expected="the file of the bundled snapshot",
            next_step="restore it, or unset P2C_DATA_DIR",
        ) from error
    members = [row for row in csv.DictReader(io.StringIO(text)) if _holds(row)]
    ldcs = {row["iso3"] for row in members if row["group_code"] == "LDC"}
    return tuple(
        Country(row["iso3"], row["group_code"], row["iso3"] in ldcs)
        for row in members
        if row["group_code"] in _REGIONS
    )


def _holds(row: Mapping[str, str]) -> bool:
    day = ANNOUNCED_ON.isoformat()
    return row["valid_from"] <= day and (not row["valid_to"] or row["valid_to"] > day)


def _require_free(home: Path) -> None:
    if home.exists() and not (home / MARKER).exists() and any(home.iterdir()):
        raise SimulationError(
            "the directory holds something that p2c simulate did not make",
            where=str(home),
            expected="a directory that is empty, is not there yet or was made by p2c simulate",
            next_step="choose another --home",
        )


def _entries(export: Export, name: str, files: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    """Entries of the registry for what was made up, in its own form."""
    edition = f"seed {export.seed}, {len(export.rows)} pledges"
    yield _entry(
        SOURCE_ID,
        "Simulated export of the Partner2Connect platform (no real pledge)",
        "pledges",
        edition,
        name,
        files[name],
    )
    for table in export.decisions:
        path = f"decisions/{table}.csv"
        title = f"Simulated decisions about simulated pledges: {table.replace('_', ' ')}"
        yield _entry(f"simulated_{table}", title, table, edition, path, files[path])


def _entry(
    source_id: str, title: str, table: str, edition: str, path: str, content: bytes
) -> dict[str, Any]:
    return {
        "id": source_id,
        "title": title,
        "publisher": "Nobody: simulated by p2c simulate",
        "landing_page": "docs/operations.md",
        "licence": {
            "name": "Simulated data, CC0 1.0; not to be cited as pledges",
            "url": "https://creativecommons.org/publicdomain/zero/1.0/",
        },
        "citation": f"Partner2Connect warehouse, simulated export, {edition}",
        "table": table,
        "editions": [
            {
                "edition": edition,
                "accessed_on": ANNOUNCED_ON.isoformat(),
                "path": path,
                "sha256": hashlib.sha256(content).hexdigest(),
                "bytes": len(content),
            }
        ],
    }
