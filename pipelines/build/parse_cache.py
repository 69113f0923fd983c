"""Keeps what a file was read into, so that the same bytes are not read twice by the same rules.

Entries are named by the content of the file and by everything that decides how it is read; they
can be deleted at any time. They hold contacts, so only their owner may open them.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa

from pipelines.build.reading_code import hash_reading_code
from pipelines.readers.rows.read_result import InputFile, LineCount, Reading, Reject
from pipelines.settings import Settings
from pipelines.sources.registry import Registry
from pipelines.storage.atomic_files import write_whole

_LIBRARIES = ("babel", "openpyxl", "pyarrow")


@cache
def reading_rules() -> str:
    """A hash of the code, vocabularies and libraries that decide how any file is read."""
    digest = hashlib.sha256(platform.python_version().encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    digest.update(hash_reading_code().encode())
    return digest.hexdigest()


class ParsedFiles:
    """Readings on disk, memory-mapped when they are asked for.

    Args:
        directory: Where they are kept.
        lists: Hashes of whatever else decides how files are read, such as lists of names.
    """

    def __init__(self, directory: Path, lists: Iterable[str]) -> None:
        rules = hashlib.sha256("\n".join([reading_rules(), *sorted(lists)]).encode()).hexdigest()
        self._root = directory
        self._directory = directory / rules[:16]

    def forget_other_rules(self) -> None:
        """Deletes what was read by rules that no longer hold."""
        if self._root.is_dir():
            for path in self._root.iterdir():
                if path != self._directory:
                    shutil.rmtree(path, ignore_errors=True)

    def find(self, file: InputFile, table: str) -> Reading | None:
        """The reading of these bytes, or None when they were not read by these rules yet."""
        account = self._path(file, table, "json")
        try:
            content = json.loads(account.read_bytes())
            rows = _map(self._path(file, table, "rows.arrow"))
            contacts = _map(self._path(file, table, "contacts.arrow"))
        except (OSError, ValueError, pa.ArrowException):
            return None
        return Reading(
            file=file,
            table=table,
            rows=rows,
            contacts=contacts,
            rejects=tuple(Reject(**reject) for reject in content["rejects"]),
            lines=LineCount(**content["lines"]),
            ignored_columns=tuple(content["ignored_columns"]),
            notes=tuple(content["notes"]),
        )

    def keep(self, reading: Reading) -> Reading:
        """Stores a reading; gives it back as it will be found, its rows on disk."""
        for directory in (self._root, self._directory):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        file, table = reading.file, reading.table
        _write(self._path(file, table, "rows.arrow"), reading.rows)
        _write(self._path(file, table, "contacts.arrow"), reading.contacts)
        content = {
            "rejects": [asdict(reject) for reject in reading.rejects],
            "lines": asdict(reading.lines),
            "ignored_columns": reading.ignored_columns,
            "notes": reading.notes,
        }
        # Last, because its being there says that the others are whole.
        write_whole(self._path(file, table, "json"), json.dumps(content).encode())
        return self.find(file, table) or reading

    def _path(self, file: InputFile, table: str, ending: str) -> Path:
        # Rows of an edition say by which route and when it came.
        origin = hashlib.sha256(f"{file.source_id} {file.edition}".encode()).hexdigest()[:8]
        return self._directory / f"{table}-{file.sha256}-{origin}.{ending}"


def parsed_files_of(settings: Settings, registry: Registry, lists: Iterable[str]) -> ParsedFiles:
    """The readings of a warehouse under the rules of now.

    Args:
        settings: The warehouse.
        registry: Its datasets decide how what was fetched is read.
        lists: Hashes of the files of the lists of names.
    """
    datasets = registry.model_dump_json(include={"datasets"})
    return ParsedFiles(settings.parsed_dir, [*lists, datasets])


def _write(path: Path, table: pa.Table) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as handle, pa.ipc.new_file(handle, table.schema) as writer:
        writer.write_table(table)
    os.replace(part, path)


def _map(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()
