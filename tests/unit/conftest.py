"""Small real inputs for unit tests: settings under tmp_path, a contract, a registry."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.archive.store import Archive
from pipelines.readers.containers.delimited import read_delimited
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.read_result import InputFile, Reading
from pipelines.settings import Settings

ReadText = Callable[..., Reading]
MakeRegistry = Callable[..., Path]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A warehouse of its own that reads nothing of the repository but dbt and the suites."""
    (tmp_path / "data").mkdir()
    return Settings.from_environment(
        {
            "P2C_HOME": str(tmp_path / "warehouse"),
            "P2C_DATA_DIR": str(tmp_path / "data"),
            "P2C_SOURCES": str(tmp_path / "sources.yml"),
        }
    )


@pytest.fixture
def archive(settings: Settings) -> Archive:
    return Archive(settings.archive_dir)


@pytest.fixture
def read_bytes() -> ReadText:
    """Read bytes under a contract, as if they came from an archived file."""

    def read(data: bytes, contract: Contract, name: str = "dropped.csv") -> Reading:
        sha256 = hashlib.sha256(data).hexdigest()
        return read_delimited(data, InputFile(sha256, name, "test", "2026-01-01"), contract)

    return read


@pytest.fixture
def read_rows_of(read_bytes: ReadText) -> Callable[..., Reading]:
    """Read rows, given as mappings; columns that are not named are empty."""

    def read(contract: Contract, rows: Iterable[Mapping[str, str]]) -> Reading:
        text = io.StringIO()
        writer = csv.DictWriter(
            text, [column.name for column in contract.columns], lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
        return read_bytes(text.getvalue().encode(), contract)

    return read


@pytest.fixture
def make_registry(settings: Settings) -> MakeRegistry:
    """Write data files and the registry that names them: `{table: {path: bytes}}`."""

    def make(tables: Mapping[str, Mapping[str, bytes]]) -> Path:
        sources = [source_entry(table, files) for table, files in tables.items()]
        for files in tables.values():
            for path, content in files.items():
                target = settings.data_dir / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        settings.sources_file.write_text(yaml.safe_dump({"sources": sources}))
        return settings.sources_file

    return make


def source_entry(table: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    """A well-formed entry of the registry."""
    return {
        "id": f"source_of_{table}",
        "title": f"Title of {table}",
        "publisher": "A publisher",
        "landing_page": "https://example.org/",
        "licence": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        "citation": "A publisher, 2026",
        "table": table,
        "editions": [
            {
                "edition": f"2026-01-0{number}",
                "accessed_on": "2026-01-01",
                "path": path,
                "sha256": hashlib.sha256(content).hexdigest(),
                "bytes": len(content),
            }
            for number, (path, content) in enumerate(files.items(), start=1)
        ],
    }
