"""Where the warehouse keeps its state and finds its inputs: the only reader of the environment.

Nothing is read at import, so a test or a second warehouse in one process gets settings of its
own. What the settings are used for belongs elsewhere.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.errors import SettingsError

REPOSITORY = Path(__file__).resolve().parent.parent

VARIABLES: Mapping[str, str] = {
    "P2C_HOME": "State of the warehouse: archive, inbox, builds, releases. Default: warehouse",
    "P2C_DATA_DIR": "The bundled snapshot. Default: data",
    "P2C_SOURCES": "The source registry. Default: pipelines/sources/sources.yml",
    "P2C_EXPECTATIONS_DIR": "The Great Expectations suites. Default: expectations",
    "P2C_MEMORY_LIMIT": "Memory DuckDB may use, such as 2GB. Default: 2GB",
    "P2C_FETCH_ADDRESSES": "Where providers are reached instead of by name: host=address:port,"
    " with commas. Default: by name",
    "P2C_FETCH_CA_FILE": "Certificates that vouch for providers, a PEM file. Default: the system's",
}
"""Every environment variable the project reads, with what it sets."""


@dataclass(frozen=True)
class Settings:
    """Paths and limits of one warehouse. All paths are absolute."""

    home: Path
    data_dir: Path
    sources_file: Path
    expectations_dir: Path
    memory_limit: str = "2GB"
    fetch_addresses: tuple[tuple[str, tuple[str, int]], ...] = ()
    fetch_ca_file: Path | None = None
    dbt_project_dir: Path = REPOSITORY / "dbt_project"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; relative paths are taken from the repository's root.

        Raises:
            SettingsError: when a variable holds something that cannot be used.
        """
        env = os.environ if environ is None else environ

        def path(variable: str, default: str) -> Path:
            return (REPOSITORY / Path(env.get(variable) or default).expanduser()).resolve()

        memory_limit = env.get("P2C_MEMORY_LIMIT") or "2GB"
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)? ?[MG]B", memory_limit, re.IGNORECASE):
            raise SettingsError(
                f"P2C_MEMORY_LIMIT is {memory_limit!r}",
                where="environment",
                expected="a number with MB or GB, such as 2GB",
                next_step="unset P2C_MEMORY_LIMIT or correct it",
            )
        ca_file = env.get("P2C_FETCH_CA_FILE")
        return cls(
            home=path("P2C_HOME", "warehouse"),
            data_dir=path("P2C_DATA_DIR", "data"),
            sources_file=path("P2C_SOURCES", "pipelines/sources/sources.yml"),
            expectations_dir=path("P2C_EXPECTATIONS_DIR", "expectations"),
            memory_limit=memory_limit,
            fetch_addresses=_addresses(env.get("P2C_FETCH_ADDRESSES") or ""),
            fetch_ca_file=Path(ca_file).expanduser().resolve() if ca_file else None,
        )

    @property
    def archive_dir(self) -> Path:
        """Immutable input bytes and their ledger."""
        return self.home / "archive"

    @property
    def attempts_file(self) -> Path:
        """Every request sent to a provider, a line each."""
        return self.archive_dir / "attempts.jsonl"

    @property
    def parsed_dir(self) -> Path:
        """What files were read into; can be deleted, then they are read again."""
        return self.home / "parsed"

    @property
    def contacts_file(self) -> Path:
        """The contacts of pledges: personal data, kept from every build and release."""
        return self.home / "private" / "contacts.duckdb"

    @property
    def inbox_dir(self) -> Path:
        """Where a person or a program drops pledge files."""
        return self.home / "inbox"

    @property
    def decisions_file(self) -> Path:
        """Decisions taken in this warehouse about matches and about what is held."""
        return self.home / "decisions" / "reviews.csv"

    @property
    def work_dir(self) -> Path:
        """Private builds, one directory each."""
        return self.home / "work"

    @property
    def active_build(self) -> Path:
        """Symlink to the build in progress or last made; its name is stable for dbt."""
        return self.work_dir / "active"

    @property
    def releases_dir(self) -> Path:
        """Published releases, one directory each."""
        return self.home / "releases"

    @property
    def current(self) -> Path:
        """Symlink to the release that readers see."""
        return self.home / "current"

    @property
    def as_of_dir(self) -> Path:
        """Symlinks, one a day, to the newest release built as of that day."""
        return self.home / "as_of"

    def pointer(self, as_of: date | None = None) -> Path:
        """Symlink to the release to read: that of a day asked for, else the current one."""
        return self.current if as_of is None else self.as_of_dir / as_of.isoformat()

    def database(self, as_of: date | None = None) -> Path:
        """The DuckDB file of the release that `pointer` names."""
        return self.pointer(as_of) / "warehouse.duckdb"

    @property
    def released_file(self) -> Path:
        """The DuckDB file analysts and BI tools open."""
        return self.database()

    @property
    def lock_file(self) -> Path:
        """Held by the one refresh that may run."""
        return self.home / "run.lock"


def _addresses(stated: str) -> tuple[tuple[str, tuple[str, int]], ...]:
    """Hosts with the address and port at which each is reached."""
    found: dict[str, tuple[str, int]] = {}
    for item in filter(None, (part.strip() for part in stated.split(","))):
        match = re.fullmatch(r"([a-z0-9.-]+)=([0-9a-fA-F.:]+):([0-9]{1,5})", item)
        if match is None:
            raise SettingsError(
                f"P2C_FETCH_ADDRESSES holds {item!r}",
                where="environment",
                expected="host=address:port, such as api.worldbank.org=127.0.0.1:8443",
                next_step="unset P2C_FETCH_ADDRESSES or correct it",
            )
        found[match[1]] = (match[2], int(match[3]))
    return tuple(found.items())
