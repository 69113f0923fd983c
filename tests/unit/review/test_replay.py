"""`p2c rejects replay`: files read again after a list or rule was corrected, and the next build."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pipelines.archive.store import Archive
from pipelines.build.build_directory import Build, start_build
from pipelines.errors import Locked
from pipelines.review.replay import Counts, replay
from pipelines.settings import REPOSITORY, Settings
from pipelines.storage.database import read_rows
from pipelines.storage.lock import single_flight
from tests.build_steps import collect, load_with_accounts
from tests.unit.review.test_rejects import PLEDGE, run

PLACE_NAMES = Path("decisions/place_names.csv")


def csv_of(*changes: dict[str, str]) -> bytes:
    names = [*PLEDGE, "entity_country_iso3"]
    lines = [",".join((PLEDGE | change).get(name, "") for name in names) for change in changes]
    return "\n".join([",".join(names), *lines, ""]).encode()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A warehouse with a snapshot and a registry of its own."""
    shutil.copytree(REPOSITORY / "data", tmp_path / "data")
    shutil.copy(REPOSITORY / "pipelines" / "sources" / "sources.yml", tmp_path / "sources.yml")
    monkeypatch.setenv("P2C_HOME", str(tmp_path / "warehouse"))
    monkeypatch.setenv("P2C_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("P2C_SOURCES", str(tmp_path / "sources.yml"))
    return Settings.from_environment()


@pytest.fixture
def archive(settings: Settings) -> Archive:
    return Archive(settings.archive_dir)


@pytest.fixture
def build_from(settings: Settings) -> Callable[..., Build]:
    """A build that has read the pledges, with these files dropped before."""

    def build(**dropped: bytes) -> Build:
        settings.inbox_dir.mkdir(parents=True, exist_ok=True)
        for name, content in dropped.items():
            (settings.inbox_dir / f"{name}.csv").write_bytes(content)
        started = start_build(settings)
        collect(settings, started)
        load_with_accounts(settings, started, "pledges")
        return started

    return build


def add_place_name(settings: Settings, name: str, means: str) -> None:
    """Mend the list of names, as a reviewer would."""
    path = settings.data_dir / PLACE_NAMES
    fields = path.read_text().splitlines()[0].split(",")
    known = {"name": name, "kind": "name", "means": means, "why": "test", "decided_by": "test"}
    known["decided_on"] = "2026-01-01"
    added = ",".join(known.get(field, "") for field in fields)
    content = path.read_bytes() + added.encode() + b"\n"
    path.write_bytes(content)
    registry = yaml.safe_load(settings.sources_file.read_text())
    (edition,) = (
        edition
        for source in registry["sources"]
        for edition in source["editions"]
        if edition["path"] == f"{PLACE_NAMES}"
    )
    edition |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    settings.sources_file.write_text(yaml.safe_dump(registry, allow_unicode=True))


UNKNOWN = {"pledge_id": "p-2", "entity_country_iso3": "Zubrowka"}


def test_a_mended_list_of_names_takes_rows_in_and_the_next_build_loads_them(
    settings: Settings, build_from: Callable[..., Build]
) -> None:
    build_from(clean=csv_of({}), unknown=csv_of({"pledge_id": "p-1b"}, UNKNOWN))
    (as_before,) = replay(settings)
    assert (as_before.entry.name, as_before.outcome) == ("unknown.csv", "as before")
    assert as_before.before == as_before.now == Counts(accepted=1, rejected=1)
    add_place_name(settings, "Zubrowka", "HUN")
    (mended,) = replay(settings)
    assert (mended.before, mended.now) == (Counts(1, 1), Counts(2, 0))
    assert mended.outcome == "mended"
    build = build_from()
    rows = read_rows(
        build.database, "from raw.pledges select entity_country_iso3 where pledge_id = 'p-2'"
    )
    assert rows == [{"entity_country_iso3": "HUN"}]
    assert replay(settings) == []


def test_a_file_refused_by_older_rules_is_noted_as_accepted_and_read_by_the_next_build(
    settings: Settings, archive: Archive, build_from: Callable[..., Build]
) -> None:
    build_from(old=csv_of({"pledge_id": "p-7"}, {"pledge_id": "p-8", "sector": "Academy"}))
    (entry,) = archive.all_submissions()
    archive.decide(entry, "refused", "the header is not as agreed\n  where:    old.csv")
    assert archive.submissions() == []
    (replayed,) = replay(settings)
    assert (replayed.before, replayed.now) == (None, Counts(1, 1))
    assert replayed.outcome == "can be read now"
    (now,) = archive.submissions()
    assert now.why == (
        "replayed: the present rules read it, 1 lines accepted, 1 rejected; "
        "it was refused before: the header is not as agreed"
    )
    assert len(archive.ledger()) == len(Archive(archive.directory).ledger())
    rows = read_rows(build_from().database, "from raw.pledges where pledge_id = 'p-7'")
    assert len(rows) == 1


def test_a_file_that_is_still_refused_stays_so_without_another_line_in_the_ledger(
    settings: Settings, archive: Archive, build_from: Callable[..., Build]
) -> None:
    build_from(bad=b"pledge_id,version\nx,1\n")
    lines = len(archive.ledger())
    (replayed,) = replay(settings)
    assert replayed.outcome.startswith("still refused: the header in line 1 is not as agreed")
    assert replayed.now is None
    assert len(Archive(archive.directory).ledger()) == lines


def test_what_a_person_excluded_stays_excluded_even_when_it_is_named(
    settings: Settings, archive: Archive, build_from: Callable[..., Build]
) -> None:
    build_from(unknown=csv_of(UNKNOWN))
    (entry,) = archive.all_submissions()
    archive.decide(entry, "excluded", "sent in error")
    assert replay(settings) == []
    (named,) = replay(settings, [entry.sha256[:9]])
    assert named.outcome == "excluded by a person, not read: sent in error"
    assert Archive(archive.directory).submissions() == []


def test_the_last_build_that_read_pledges_is_what_now_is_compared_with(
    settings: Settings, build_from: Callable[..., Build]
) -> None:
    build_from(unknown=csv_of(UNKNOWN))
    start_build(settings)  # one that has read nothing yet
    (replayed,) = replay(settings)
    assert replayed.before == Counts(0, 1)
    shutil.rmtree(settings.work_dir)
    assert replay(settings) == []
    (named,) = replay(settings, [replayed.entry.sha256])
    assert (named.before, named.outcome) == (None, "not in the last build")


def test_nothing_is_replayed_while_a_refresh_runs(settings: Settings) -> None:
    with single_flight(settings, "p2c refresh"), pytest.raises(Locked):
        replay(settings)


def test_the_command_says_what_changed_and_releases_nothing(
    settings: Settings,
    build_from: Callable[..., Build],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, "rejects", "replay") == 0
    assert "nothing to read again" in capsys.readouterr().out
    build_from(unknown=csv_of(UNKNOWN))
    add_place_name(settings, "Zubrowka", "HUN")
    capsys.readouterr()
    assert run(monkeypatch, "rejects", "replay", "--format", "json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["rejected_before"], row["rejected_now"], row["accepted_now"]) == (1, 0, 1)
    assert run(monkeypatch, "rejects", "replay") == 0
    captured = capsys.readouterr()
    assert "mended" in captured.out and "Next: p2c refresh" in captured.err
    assert not settings.current.exists() and not settings.releases_dir.exists()
