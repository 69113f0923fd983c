"""Datasets are fetched route by route; only a whole edition is archived, and nothing overwritten.

The registry is the project's own; the figures in the bodies are invented.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.archive.store import Archive
from pipelines.errors import FileRefused, SourceError
from pipelines.settings import REPOSITORY, Settings
from pipelines.sources.acquire import Acquired, Acquirer
from pipelines.sources.freshness import list_states
from pipelines.sources.provider_switches import switch
from pipelines.sources.registry import load_registry
from tests.publishers.data360 import data360_pages, data360_record
from tests.publishers.sdg_api import sdg_pages, sdg_record
from tests.publishers.serving import (
    DATA360,
    DATAHUB,
    ECONOMIES,
    INTERNET_USE,
    SDG,
    WORLD_BANK,
    YEARS,
    addresses_of,
    serve_world_bank,
    turn_away,
)
from tests.publishers.world_bank import world_bank_pages
from tests.replay import ReplayServer, Reply, bytes_reply, cut, error, json_reply

ROWS = len(ECONOMIES) * len(YEARS)
REGISTRY = load_registry(Settings.from_environment({}).sources_file)


@pytest.fixture
def settings(tmp_path: Path, replay: ReplayServer) -> Settings:
    return Settings.from_environment({"P2C_HOME": str(tmp_path / "warehouse")}).model_copy(
        update={"fetch_addresses": addresses_of(replay), "fetch_ca_file": replay.ca_file}
    )


@pytest.fixture
def look(settings: Settings) -> Callable[..., Acquired]:
    """Look for a new edition of a dataset, on some day."""

    def look(dataset: str = "internet_use", day: str = "2026-11-24") -> Acquired:
        acquirer = Acquirer(settings, REGISTRY, today=lambda: date.fromisoformat(day))
        return acquirer.acquire(acquirer.find_dataset(dataset))

    return look


def editions(settings: Settings) -> list[tuple[str, str]]:
    return [(e.source_id, e.edition) for e in Archive(settings.archive_dir).editions()]


def test_the_first_route_that_gives_a_whole_edition_wins(
    settings: Settings, replay: ReplayServer, look: Callable[..., Acquired]
) -> None:
    turn_away(replay, DATAHUB, SDG, DATA360)
    serve_world_bank(replay)
    acquired = look()
    assert [(each.route, each.outcome) for each in acquired.tried] == [
        ("internet_use_datahub_v3", "failed"),
        ("internet_use_datahub_v2", "failed"),
        ("internet_use_un_sdg", "failed"),
        ("internet_use_data360", "failed"),
        ("internet_use_world_bank", "new"),
    ]
    assert acquired.rows == ROWS
    assert editions(settings) == [("internet_use_world_bank", "2026-11-24")]


def test_a_provider_that_turns_us_away_is_asked_once_in_a_run(
    replay: ReplayServer, look: Callable[..., Acquired]
) -> None:
    turn_away(replay, DATAHUB, SDG, DATA360)
    serve_world_bank(replay)
    look()
    assert sum(request.host == DATAHUB for request in replay.received) == 1


def test_a_preferred_route_that_answers_spares_the_others(
    settings: Settings, replay: ReplayServer, look: Callable[..., Acquired]
) -> None:
    turn_away(replay, DATAHUB)
    records = [sdg_record(each["m49"], year, "55.5") for each in ECONOMIES for year in YEARS]
    (page,) = sdg_pages(records, per_page=10_000)
    replay.on(SDG, "/sdgapi/v1/sdg/Series/Data", bytes_reply(page, "application/json"))
    assert look().tried[-1].route == "internet_use_un_sdg"
    assert {request.host for request in replay.received} == {DATAHUB, SDG}


def test_pages_of_an_answer_become_one_edition(
    settings: Settings, replay: ReplayServer, look: Callable[..., Acquired]
) -> None:
    turn_away(replay, DATAHUB, SDG)
    records = [
        data360_record(each["iso3"], year, "81.5", INDICATOR="ITU_DH_INT_USER_PT")
        for each in ECONOMIES
        for year in YEARS
    ]
    for number, page in enumerate(data360_pages(records)):
        replay.on(
            DATA360, "/data360/data", bytes_reply(page, "application/json"),
            query={"skip": str(number * 1_000)} if number else lambda q: q.get("skip", "0") == "0",
        )  # fmt: skip
    acquired = look()
    assert (acquired.outcome, acquired.rows) == ("new", ROWS), acquired.tried
    assert len(editions(settings)) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda reply: cut(reply, 10_000),
        lambda reply: replace(reply, framing="close", cut_after=10_000),
        lambda _: bytes_reply(b"<html><body>Sorry, a robot?</body></html>", "text/html"),
        lambda _: json_reply([{"message": [{"id": "120", "value": "not valid"}]}]),
        lambda _: Reply(b"", 200),
        lambda _: error(503),
    ],
    ids=["cut", "cut without a length", "error page", "error in a 200", "empty", "unavailable"],
)
def test_what_is_not_whole_leaves_no_edition_and_the_last_good_one_in_use(
    settings: Settings,
    replay: ReplayServer,
    look: Callable[..., Acquired],
    spoil: Callable[[Reply], Reply],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    turn_away(replay, DATAHUB, SDG, DATA360)
    serve_world_bank(replay)
    look(day="2026-11-01")
    before = editions(settings)
    (page,) = world_bank_pages([("RW", "RWA", "Rwanda", 2024, 40.0)] * 500)
    replay.forget(WORLD_BANK, INTERNET_USE)
    replay.on(WORLD_BANK, INTERNET_USE, spoil(bytes_reply(page, "application/json")))
    acquired = look(day="2026-11-24")
    assert acquired.edition is None
    assert acquired.outcome in ("failed", "refused")
    assert editions(settings) == before


def test_an_edition_with_too_few_rows_is_kept_as_evidence_and_not_used(
    settings: Settings, replay: ReplayServer, look: Callable[..., Acquired]
) -> None:
    turn_away(replay, DATAHUB, SDG, DATA360)
    serve_world_bank(replay, rows=999)
    acquired = look()
    assert acquired.outcome == "refused"
    assert "999 rows" in (acquired.tried[-1].why or "")
    assert editions(settings) == []
    assert look().outcome == "refused"
    (line,) = [e for e in Archive(settings.archive_dir).ledger() if e.decision == "refused"]
    assert Archive(settings.archive_dir).read(line.sha256)


def test_the_same_bytes_are_unchanged_and_other_bytes_a_new_vintage(
    settings: Settings, replay: ReplayServer, look: Callable[..., Acquired]
) -> None:
    turn_away(replay, DATAHUB, SDG, DATA360)
    serve_world_bank(replay, rate=50)
    look(day="2026-11-01")
    assert look(day="2026-11-08").outcome == "unchanged"
    replay.forget(WORLD_BANK)
    serve_world_bank(replay, rate=51, updated="2026-11-10")
    assert look(day="2026-11-15").outcome == "new"
    assert [day for _, day in editions(settings)] == ["2026-11-01", "2026-11-15"]


def test_a_provider_that_is_off_is_not_asked(
    settings: Settings, replay: ReplayServer, look: Callable[..., Acquired]
) -> None:
    turn_away(replay, SDG, DATA360)
    serve_world_bank(replay)
    switch(settings, REGISTRY, "itu_datahub", on=False, why="403 for weeks")
    acquired = look()
    assert [each.outcome for each in acquired.tried[:2]] == ["switched_off", "switched_off"]
    assert all(request.host != DATAHUB for request in replay.received)


def test_a_file_dropped_by_hand_is_an_edition_of_its_route(
    settings: Settings, third_party: Path
) -> None:
    acquirer = Acquirer(settings, REGISTRY, today=lambda: date(2026, 11, 24))
    path = third_party / "unsd_m49" / "UNSD_Methodology_2026-07.csv"
    acquired = acquirer.take_file("m49_groups_csv", path)
    assert (acquired.outcome, acquired.rows) == ("new", 44 + 32 + 53)
    assert acquirer.take_file("m49_groups_csv", path).outcome == "unchanged"


def test_a_file_that_is_none_of_the_route_is_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FileRefused):
        Acquirer(settings, REGISTRY).take_file("m49_groups_csv", tmp_path / "other.csv")
    assert editions(settings) == []


def test_a_route_of_several_responses_takes_no_file(settings: Settings, tmp_path: Path) -> None:
    acquirer = Acquirer(settings, REGISTRY)
    routes = [route for dataset in REGISTRY.datasets for route in dataset.routes]
    packed = [route for route in routes if route.is_packed]
    assert {len(route.requests) for route in packed} >= {1, 2}, "pages count as several as well"
    for route in packed:
        with pytest.raises(SourceError, match="no file can be taken"):
            acquirer.take_file(route.id, tmp_path / "any.json")


def test_the_state_of_a_dataset_tells_its_route_and_its_age(
    settings: Settings, replay: ReplayServer, look: Callable[..., Acquired]
) -> None:
    turn_away(replay, DATAHUB, SDG, DATA360)
    serve_world_bank(replay)
    before = {state.dataset: state for state in list_states(settings, REGISTRY, date(2026, 11, 24))}
    assert (before["internet_use"].state, before["internet_use"].age_days) == ("bundled", 1)
    look(day="2026-11-24")
    after = {state.dataset: state for state in list_states(settings, REGISTRY, date(2028, 3, 1))}
    assert after["internet_use"].route == "internet_use_world_bank"
    assert after["internet_use"].state == "stale"
    assert after["internet_use"].licence == "CC BY 4.0"


@pytest.fixture
def command(settings: Settings) -> Callable[..., subprocess.CompletedProcess[str]]:
    environment = {**os.environ, **settings.variables, "COLUMNS": "200"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(Path(sys.executable).with_name("p2c")), *arguments],
            env=environment, capture_output=True, text=True, check=False, cwd=REPOSITORY,
        )  # fmt: skip

    return run


def test_the_commands_fetch_list_and_compare(
    replay: ReplayServer, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    turn_away(replay, DATAHUB, SDG, DATA360)
    serve_world_bank(replay, rate=50)
    fetched = command("fetch", "internet_use")
    assert fetched.returncode == 0, fetched.stderr
    assert f"{ROWS:,}" in fetched.stdout
    listed = command("sources", "--format", "csv")
    assert "internet_use,fresh,internet_use_world_bank" in listed.stdout
    vintages = command("sources", "vintages", "internet_use", "--format", "csv")
    assert vintages.stdout.count("internet_use,") == 2
    compared = command("sources", "diff", "internet_use", "--format", "csv")
    assert compared.returncode == 0, compared.stderr
    assert "changed,individuals_using_internet," in compared.stdout
    assert command("fetch", "tea").returncode == 1


def test_a_dataset_that_no_route_gives_ends_with_1_and_says_what_stays(
    replay: ReplayServer, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    replay.on(WORLD_BANK, "/v2/country", error(403))
    fetched = command("fetch", "population")
    assert fetched.returncode == 1
    assert "the last good one stays in use" in fetched.stderr
