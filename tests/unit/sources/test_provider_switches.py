"""Providers are switched off and on, each time with a reason that stays."""

from __future__ import annotations

import pytest

from pipelines.errors import SourceError
from pipelines.settings import Settings
from pipelines.sources.provider_switches import switch, switched_off
from pipelines.sources.registry import Registry, load_registry


@pytest.fixture
def registry() -> Registry:
    return load_registry(Settings.from_environment({}).sources_file)


def test_nobody_is_off_at_first(settings: Settings) -> None:
    assert switched_off(settings) == {}


def test_the_last_switching_holds_and_all_of_them_stay(
    settings: Settings, registry: Registry
) -> None:
    switch(settings, registry, "itu_datahub", on=False, why="403 since Monday")
    assert switched_off(settings) == {"itu_datahub": "403 since Monday"}
    switch(settings, registry, "world_bank", on=False, why="moves house")
    switch(settings, registry, "itu_datahub", on=True, why="answers again")
    assert switched_off(settings) == {"world_bank": "moves house"}
    lines = (settings.home / "decisions" / "switches.jsonl").read_text().splitlines()
    assert len(lines) == 3


@pytest.mark.parametrize(("provider", "why"), [("nobody", "because"), ("world_bank", " ")])
def test_only_a_known_provider_is_switched_and_only_for_a_reason(
    settings: Settings, registry: Registry, provider: str, why: str
) -> None:
    with pytest.raises(SourceError):
        switch(settings, registry, provider, on=False, why=why)
    assert switched_off(settings) == {}


def test_unreadable_switches_ask_nobody(settings: Settings) -> None:
    path = settings.home / "decisions" / "switches.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text("off\n")
    with pytest.raises(SourceError, match="cannot be read"):
        switched_off(settings)
