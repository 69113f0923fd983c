"""Dagster's home in the warehouse, where `p2c refresh` and Dagster's page both record runs.

What a run does is put together in `pipelines.definitions`.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.errors import SettingsError
from pipelines.settings import Settings
from pipelines.storage.atomic_files import write_whole

_CONFIGURATION = Path(__file__).with_name("dagster.yaml")


def ensure_dagster_home(settings: Settings) -> Path:
    """Returns Dagster's home, made with its `dagster.yaml` when it is not there yet.

    A home that DAGSTER_HOME names belongs to whoever named it and is left as it is.

    Raises:
        SettingsError: when DAGSTER_HOME names no folder.
    """
    home = settings.dagster_home
    if settings.own_dagster_home is not None:
        if not home.is_dir():
            raise SettingsError(
                f"DAGSTER_HOME is {str(home)!r}, and no folder is there",
                where="the environment or .env",
                expected="a folder that exists, with a dagster.yaml",
                next_step="make the folder, or unset DAGSTER_HOME to use dagster in P2C_HOME",
            )
    elif not (home / _CONFIGURATION.name).exists():
        write_whole(home / _CONFIGURATION.name, _CONFIGURATION.read_bytes())
    return home
