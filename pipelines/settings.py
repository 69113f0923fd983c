"""Where the warehouse keeps its state and finds its inputs: the only reader of the environment.

Nothing is read at import, so a test or a second warehouse in one process gets settings of its
own. What the settings are used for belongs elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, ValidationInfo, field_validator
from pydantic_core import PydanticUseDefault
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from pipelines.errors import SettingsError

_PACKAGE = Path(__file__).resolve().parent
REPOSITORY = _PACKAGE.parent
"""The checkout; of an installed package, the folder it is installed in."""

_BUNDLED = _PACKAGE / "_bundled"
RESOURCES = _BUNDLED if _BUNDLED.is_dir() else REPOSITORY
"""Where the dbt project, suites, snapshot and lock are: in the package, which a wheel makes so,
else in the checkout."""

_BASE = REPOSITORY if RESOURCES == REPOSITORY else Path()
"""Where relative paths start: the checkout; of an installed package, the current folder."""

ENV_FILE = _BASE / ".env"

Addresses = tuple[tuple[str, tuple[str, int]], ...]
"""Hosts with the address and port at which each is reached."""


def _write_addresses(addresses: Addresses) -> str:
    return ",".join(f"{host}={address}:{port}" for host, (address, port) in addresses)


class Settings(BaseSettings):
    """Paths and limits of one warehouse, from the environment and, after it, from `.env`.

    All paths are absolute. An empty variable is as good as none.
    """

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        case_sensitive=True,
        populate_by_name=True,
        validate_default=True,
        frozen=True,
        extra="ignore",
    )

    home: Path = Field(
        default=Path("warehouse"),
        alias="P2C_HOME",
        description="State of the warehouse: archive, inbox, builds, releases. Default: warehouse,"
        " in the checkout or, of an installed package, in the current folder",
    )
    data_dir: Path = Field(
        default=RESOURCES / "data",
        alias="P2C_DATA_DIR",
        description="The bundled snapshot. Default: data of the project",
    )
    sources_file: Path = Field(
        default=_PACKAGE / "sources" / "sources.yml",
        alias="P2C_SOURCES",
        description="The source registry. Default: pipelines/sources/sources.yml of the project",
    )
    expectations_dir: Path = Field(
        default=RESOURCES / "expectations",
        alias="P2C_EXPECTATIONS_DIR",
        description="The Great Expectations suites. Default: expectations of the project",
    )
    memory_limit: str = Field(
        default="2GB",
        alias="P2C_MEMORY_LIMIT",
        description="Memory DuckDB may use, such as 512MB. Default: 2GB",
    )
    fetch_addresses: Annotated[Addresses, NoDecode, PlainSerializer(_write_addresses)] = Field(
        default=(),
        alias="P2C_FETCH_ADDRESSES",
        description="Where providers are reached instead of by name, such as a relay:"
        " host=address:port, with commas. Default: by name",
    )
    fetch_ca_file: Path | None = Field(
        default=None,
        alias="P2C_FETCH_CA_FILE",
        description="Certificates that vouch for providers, a PEM file. Default: the system's",
    )
    own_dagster_home: Path | None = Field(
        default=None,
        alias="DAGSTER_HOME",
        description="A folder of Dagster's with a dagster.yaml of your own. Default: dagster in"
        " P2C_HOME, made when needed",
    )
    dbt_project_dir: Path = RESOURCES / "dbt_project"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Reads the settings; relative paths are taken from the checkout's root.

        Args:
            environ: Variables to read in place of those of the process and of `.env`.

        Raises:
            SettingsError: when a variable holds something that cannot be used.
        """
        if environ is None:
            return cls()
        stated: dict[str, Any] = {variable: environ.get(variable, "") for variable in VARIABLES}
        return cls(**stated | {"_env_file": None})

    @field_validator("*", mode="before")
    @classmethod
    def _take_empty_for_none(cls, value: object) -> object:
        if value == "":
            raise PydanticUseDefault
        return value

    @field_validator("fetch_addresses", mode="before")
    @classmethod
    def _read_addresses(cls, stated: object) -> object:
        if not isinstance(stated, str):
            return stated
        found: dict[str, tuple[str, int]] = {}
        for item in filter(None, (part.strip() for part in stated.split(","))):
            match = re.fullmatch(r"([a-z0-9.-]+)=([0-9a-fA-F.:]+):([0-9]{1,5})", item)
            if match is None:
                raise _unusable(
                    "P2C_FETCH_ADDRESSES",
                    f"holds {item!r}",
                    "host=address:port, such as api.worldbank.org=127.0.0.1:8443",
                )
            found[match[1]] = (match[2], int(match[3]))
        return tuple(found.items())

    @field_validator("memory_limit")
    @classmethod
    def _require_memory(cls, limit: str) -> str:
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)? ?[MG]B", limit, re.IGNORECASE):
            raise _unusable(
                "P2C_MEMORY_LIMIT", f"is {limit!r}", "a number with MB or GB, such as 2GB"
            )
        return limit

    @field_validator("*")
    @classmethod
    def _make_absolute(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, Path):
            return value
        try:
            return (_BASE / value.expanduser()).resolve()
        except (RuntimeError, ValueError) as error:
            variable = cls.model_fields[str(info.field_name)].alias
            raise _unusable(
                str(variable), f"is {str(value)!r}: {error}", "a path, such as warehouse"
            ) from error

    @property
    def variables(self) -> dict[str, str]:
        """The variables that give another process these settings."""
        stated = self.model_dump(mode="json", by_alias=True)
        return {variable: str(stated[variable] or "") for variable in VARIABLES}

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
    def lock_file(self) -> Path:
        """Held by the one refresh that may run."""
        return self.home / "run.lock"

    @property
    def dagster_home(self) -> Path:
        """What Dagster remembers: runs, materializations, checks, which schedules are on."""
        return self.own_dagster_home or self.home / "dagster"


VARIABLES: Mapping[str, str] = {
    field.alias: str(field.description) for field in Settings.model_fields.values() if field.alias
}
"""Every variable the project reads, in the environment or `.env`, with what it sets."""


def _unusable(variable: str, found: str, expected: str) -> SettingsError:
    return SettingsError(
        f"{variable} {found}",
        where=f"the environment or {ENV_FILE}",
        expected=expected,
        next_step=f"unset {variable} or correct it",
    )
