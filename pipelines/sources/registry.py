"""The registry of inputs: who publishes them, under which licence, and which bytes we expect.

Loads and checks `sources.yml`. Getting the bytes belongs to `pipelines.build.inputs`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipelines.errors import SourceError

_SOURCE_KEYS = {
    "id",
    "title",
    "publisher",
    "landing_page",
    "licence",
    "citation",
    "table",
    "editions",
}
_TEXT_KEYS = sorted(_SOURCE_KEYS - {"licence", "editions"})
_EDITION_KEYS = {"edition", "accessed_on", "path", "sha256", "bytes"}

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Edition:
    """One dated set of bytes of a source; `path` is relative to the snapshot directory."""

    edition: str
    accessed_on: str
    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Source:
    """One input and the raw table it feeds."""

    id: str
    title: str
    publisher: str
    landing_page: str
    licence_name: str
    licence_url: str
    citation: str
    table: str
    editions: tuple[Edition, ...]


def load_sources(registry: Path) -> tuple[Source, ...]:
    """Read the registry.

    Raises:
        SourceError: when it cannot be read, lacks or adds a key, or names one source twice.
    """
    try:
        content = yaml.safe_load(registry.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SourceError(
            f"the source registry cannot be read: {error}",
            where=str(registry),
            expected="a YAML file with a list under `sources`",
            next_step="restore pipelines/sources/sources.yml, or unset P2C_SOURCES",
        ) from error
    if not isinstance(content, dict) or not isinstance(content.get("sources"), list):
        raise _malformed(registry, "the file", "a list under `sources`")
    sources = tuple(_source(entry, registry) for entry in content["sources"])
    ids = [source.id for source in sources]
    if repeated := sorted({name for name in ids if ids.count(name) > 1}):
        raise _malformed(registry, f"source {', '.join(repeated)}", "each id once")
    return sources


def _source(entry: Any, registry: Path) -> Source:
    name = entry.get("id", "?") if isinstance(entry, dict) else "?"
    _check_keys(entry, _SOURCE_KEYS, f"source {name}", registry)
    licence = entry["licence"]
    _check_keys(licence, {"name", "url"}, f"licence of {name}", registry)
    texts = {key: entry[key] for key in _TEXT_KEYS} | {f"licence {k}": licence[k] for k in licence}
    for key, value in texts.items():
        if not isinstance(value, str) or not value.strip():
            raise _malformed(registry, f"{key} of source {name}", "a text, quoted")
    if not isinstance(entry["editions"], list) or not entry["editions"]:
        raise _malformed(registry, f"editions of source {name}", "a list of at least one edition")
    editions = []
    for edition in entry["editions"]:
        _check_keys(edition, _EDITION_KEYS, f"edition of {name}", registry)
        if not _SHA256.fullmatch(str(edition["sha256"])):
            raise _malformed(registry, f"sha256 of an edition of {name}", "64 hexadecimal digits")
        if type(edition["bytes"]) is not int:
            raise _malformed(registry, f"bytes of an edition of {name}", "a whole number")
        editions.append(
            Edition(
                edition=str(edition["edition"]),
                accessed_on=str(edition["accessed_on"]),
                path=str(edition["path"]),
                sha256=str(edition["sha256"]),
                bytes=int(edition["bytes"]),
            )
        )
    return Source(
        id=name,
        title=entry["title"],
        publisher=entry["publisher"],
        landing_page=entry["landing_page"],
        licence_name=licence["name"],
        licence_url=licence["url"],
        citation=entry["citation"],
        table=entry["table"],
        editions=tuple(editions),
    )


def _check_keys(entry: Any, keys: set[str], where: str, registry: Path) -> None:
    found = set(entry) if isinstance(entry, dict) else set()
    if found != keys:
        difference = ", ".join(sorted(str(key) for key in found ^ keys))
        raise _malformed(registry, f"{where} (see: {difference})", f"exactly {sorted(keys)}")


def _malformed(registry: Path, where: str, expected: str) -> SourceError:
    return SourceError(
        "the source registry is not in its agreed form",
        where=f"{registry}: {where}",
        expected=expected,
        next_step="correct the entry; docs/architecture.md shows the form",
    )
