"""Private builds: one directory each, found through one stable pointer."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pipelines.build.build_directory import KEPT_BUILDS, active_build, start_build
from pipelines.errors import P2CError
from pipelines.settings import Settings
from pipelines.storage.releases import current_release_id


def test_a_started_build_is_the_active_one_and_private(settings: Settings) -> None:
    build = start_build(settings)
    found = active_build(settings)
    assert found.build_id == build.build_id
    assert found.directory.resolve() == build.directory
    assert stat.S_IMODE(build.directory.stat().st_mode) == 0o700
    assert found.database.name == "build.duckdb"


def test_the_pointer_to_the_active_build_is_relative_so_a_warehouse_can_be_moved(
    settings: Settings,
) -> None:
    build = start_build(settings)
    moved = settings.home.rename(settings.home.with_name("moved"))
    assert (moved / "work" / "active").resolve() == moved / "work" / build.build_id


def test_a_build_remembers_the_release_that_was_current_when_it_started(
    settings: Settings,
) -> None:
    assert start_build(settings).base is None
    (settings.releases_dir / "r-1").mkdir(parents=True)
    settings.current.symlink_to(Path("releases") / "r-1")
    build = start_build(settings)
    settings.current.unlink()
    assert build.base == "r-1"
    assert current_release_id(settings) is None


def test_without_a_build_the_next_step_is_named(settings: Settings) -> None:
    with pytest.raises(P2CError, match="there is no build to work on") as refused:
        active_build(settings)
    assert refused.value.where == str(settings.active_build)
    assert refused.value.next_step == "p2c refresh"


def test_a_pointer_to_a_build_that_was_deleted_is_no_build(settings: Settings) -> None:
    start_build(settings).directory.rename(settings.home / "elsewhere")
    with pytest.raises(P2CError, match="there is no build"):
        active_build(settings)


def test_old_builds_are_dropped_and_the_latest_kept(settings: Settings) -> None:
    old = [f"2020010{day}T000000Z-0000" for day in range(1, 6)]
    for name in old:
        (settings.work_dir / name).mkdir(parents=True)
    build = start_build(settings)
    kept = sorted(path.name for path in settings.work_dir.iterdir() if not path.is_symlink())
    assert kept == [*old[-KEPT_BUILDS + 1 :], build.build_id]
    assert active_build(settings).build_id == build.build_id


def test_the_new_build_stays_even_when_the_clock_was_set_back(settings: Settings) -> None:
    for day in range(1, 6):
        (settings.work_dir / f"2999010{day}T000000Z-0000").mkdir(parents=True)
    build = start_build(settings)
    assert build.directory.is_dir()


def test_a_pointer_left_by_a_crash_does_not_stop_the_next_build(settings: Settings) -> None:
    settings.work_dir.mkdir(parents=True)
    (settings.work_dir / ".active-lost").symlink_to("gone")
    build = start_build(settings)
    assert active_build(settings).build_id == build.build_id


def test_what_a_step_leaves_is_read_by_a_later_one(settings: Settings) -> None:
    build = start_build(settings)
    build.write_json("readings/pledges", {"name": "Côte d'Ivoire", "lines": [1, 2]})
    assert active_build(settings).read_json("readings/pledges") == {
        "name": "Côte d'Ivoire",
        "lines": [1, 2],
    }
    assert build.read_json("nothing") is None


def test_what_cannot_be_written_whole_leaves_the_earlier_content(settings: Settings) -> None:
    build = start_build(settings)
    build.write_json("inputs", ["first"])
    with pytest.raises(TypeError):
        build.write_json("inputs", ["second", object()])
    assert build.read_json("inputs") == ["first"]
