"""Dagster's home is made with its settings before anything starts, and only where it is ours."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipelines.errors import SettingsError
from pipelines.settings import Settings
from pipelines.storage.dagster_home import ensure_dagster_home


def test_the_home_is_made_in_the_warehouse_with_its_settings(settings: Settings) -> None:
    home = ensure_dagster_home(settings)
    assert home == settings.home / "dagster"
    stated = yaml.safe_load((home / "dagster.yaml").read_text())
    assert stated["nux"]["enabled"] is False
    assert stated["telemetry"]["enabled"] is False
    assert stated["concurrency"]["runs"]["max_concurrent_runs"] == 1
    assert set(stated["retention"]) == {"schedule", "sensor"}


def test_settings_that_somebody_changed_stay(settings: Settings) -> None:
    configuration = ensure_dagster_home(settings) / "dagster.yaml"
    configuration.write_text("telemetry: {enabled: true}\n")
    ensure_dagster_home(settings)
    assert configuration.read_text() == "telemetry: {enabled: true}\n"


def test_a_home_of_ones_own_is_left_as_it_is(settings: Settings, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    assert ensure_dagster_home(settings.model_copy(update={"own_dagster_home": own})) == own
    assert list(own.iterdir()) == []
    assert not settings.dagster_home.exists()


def test_a_home_that_is_not_there_is_refused(settings: Settings, tmp_path: Path) -> None:
    absent = settings.model_copy(update={"own_dagster_home": tmp_path / "absent"})
    with pytest.raises(SettingsError, match="DAGSTER_HOME") as refused:
        ensure_dagster_home(absent)
    assert "unset DAGSTER_HOME" in str(refused.value)
