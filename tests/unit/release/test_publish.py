"""What a release promises: whole, verified, allow-listed, readable for long, swapped at once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.errors import ReleaseError
from pipelines.release import contents as release_files
from pipelines.release.publish import write_release
from pipelines.release.tables import TableContent
from pipelines.settings import Settings
from pipelines.storage.atomic_files import sha256_of
from pipelines.storage.database import open_database
from pipelines.storage.releases import list_releases, read_manifest
from tests.unit.released_build import (
    INPUTS,
    RELEASED_AT,
    make_build,
    pass_verdict,
    settings_in,
)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A warehouse whose reports are not drawn: they have tests of their own and take seconds."""
    monkeypatch.setattr(release_files, "render_report", lambda *_: "<p>report</p>")
    return settings_in(tmp_path / "home")


@pytest.fixture
def build(tmp_path: Path) -> Path:
    return make_build(tmp_path / "work")


def hashes(manifest: dict) -> dict[str, str]:
    return {name: table["content_hash"] for name, table in manifest["tables"].items()}


def test_a_release_holds_the_allowed_tables_with_keys_and_comments(
    settings: Settings, build: Path
) -> None:
    info = write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)
    with open_database(settings.database(), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by all"
        ).fetchall()
        views = connection.execute("select count(*) from duckdb_views() where not internal")
        assert views.fetchall() == [(0,)]
        keys = connection.execute(
            "select constraint_column_names from duckdb_constraints()"
            " where table_name = 'pledge_value_by_country_group'"
            " and constraint_type = 'PRIMARY KEY'"
        ).fetchall()
        comments = connection.execute(
            "select comment from duckdb_tables() where table_name = 'pledge_totals' union all"
            " select comment from duckdb_columns() where column_name = 'value_usd'"
        ).fetchall()
        countries = connection.execute("select country_iso3 from core.dim_countries").fetchall()
        release = connection.execute("from meta.release").fetchall()
    assert [name for (name,) in tables] == [
        "core.bridge_country_group_memberships",
        "core.dim_countries",
        "core.dim_country_groups",
        "marts.affordability_by_country_group",
        "marts.announcement_figures",
        "marts.connectivity_by_country_group",
        "marts.pledge_totals",
        "marts.pledge_value_by_country_group",
        "meta.columns",
        "meta.example_queries",
        "meta.metrics",
        "meta.release",
        "meta.table_macros",
        "meta.usage_warnings",
    ]
    assert keys == [(["as_of_date", "group_code"],)]
    assert comments == [
        (
            "Totals by date; it's one row per date\nUsage warnings, explained in"
            " meta.usage_warnings: not_additive_across_dates, value_is_estimate,"
            " partial_coverage, published_and_computed_side_by_side.",
        ),
        ("US$ nominal",),
    ]
    assert [code for (code,) in countries] == ["BTN", "NAM", "NPL"]
    assert release[0][0] == info.release_id
    assert release[0][1] == RELEASED_AT.replace(tzinfo=None)
    assert str(release[0][4]) == "2026-03-02"


def test_a_release_carries_queries_and_warnings_of_its_own_tables_only(
    settings: Settings, build: Path
) -> None:
    write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)
    with open_database(settings.database(), read_only=True) as connection:
        published = {
            name
            for (name,) in connection.execute(
                "select schema_name || '.' || table_name from duckdb_tables()"
            ).fetchall()
        }
        for described in ("example_queries", "usage_warnings", "columns"):
            names = {
                name
                for (name,) in connection.execute(
                    f"select table_name from meta.{described}"
                ).fetchall()
            }
            assert "marts.pledge_totals" in names
            assert names <= published


def test_the_manifest_names_every_file_with_its_hash_and_the_files_are_read_only(
    settings: Settings, build: Path
) -> None:
    info = write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)
    manifest = read_manifest(info.directory)
    files = {path for path in info.directory.rglob("*") if path.is_file()}
    assert {info.directory / file["name"] for file in manifest["files"]} == files - {
        info.directory / "manifest.json"
    }
    for file in manifest["files"]:
        assert sha256_of(info.directory / file["name"]) == file["sha256"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o444}
    assert manifest["verdict_sha256"] == sha256_of(info.directory / "verdict.json")
    assert manifest["inputs"] == INPUTS
    assert manifest["check_names"] == ["keys", "rows"]
    assert manifest["tables"]["core.dim_countries"]["rows"] == 3
    assert info.release_id.startswith("20260302T063000Z-")
    assert info.is_current


def test_two_releases_of_the_same_rows_have_the_same_content_hashes_whatever_the_row_order(
    settings: Settings, tmp_path: Path
) -> None:
    one = make_build(tmp_path / "one")
    two = make_build(
        tmp_path / "two",
        "create table core.reversed as from core.dim_countries order by country_iso3 desc",
        "delete from core.dim_countries",
        "insert into core.dim_countries from core.reversed",
        "drop table core.reversed",
    )
    first = write_release(settings, one, pass_verdict(one), INPUTS, RELEASED_AT, None)
    later = RELEASED_AT + timedelta(days=1)
    second = write_release(settings, two, pass_verdict(two), INPUTS, later, first.release_id)
    assert hashes(read_manifest(first.directory)) == hashes(read_manifest(second.directory))
    assert first.release_id[-8:] == second.release_id[-8:]
    assert [release.release_id for release in list_releases(settings)] == [
        second.release_id,
        first.release_id,
    ]
    assert [release.is_current for release in list_releases(settings)] == [True, False]


@pytest.mark.parametrize(
    "change",
    [
        "update core.dim_countries set country_name = '' where country_name is null",
        "update core.dim_countries set country_name = 'null' where country_name is null",
        "update core.dim_countries set country_iso3 = 'NPLNe', country_name = 'pal'"
        " where country_iso3 = 'NPL'",
        "delete from core.dim_countries where country_iso3 = 'NAM'",
        "alter table core.dim_countries add column title varchar",
    ],
)
def test_any_change_of_content_changes_the_hash_of_its_table_alone(
    settings: Settings, tmp_path: Path, change: str
) -> None:
    one = make_build(tmp_path / "one")
    two = make_build(tmp_path / "two", change)
    first = write_release(settings, one, pass_verdict(one), INPUTS, RELEASED_AT, None)
    later = RELEASED_AT + timedelta(days=1)
    second = write_release(settings, two, pass_verdict(two), INPUTS, later, first.directory)
    before, after = (hashes(read_manifest(info.directory)) for info in (first, second))
    assert {name for name in before if before[name] != after[name]} == {"core.dim_countries"}


def test_text_that_moves_from_one_column_to_the_next_changes_the_hash(
    settings: Settings, tmp_path: Path
) -> None:
    one = make_build(tmp_path / "one", "insert into core.dim_countries values ('a', 'bvc')")
    two = make_build(tmp_path / "two", "insert into core.dim_countries values ('avb', 'c')")
    first = write_release(settings, one, pass_verdict(one), INPUTS, RELEASED_AT, None)
    later = RELEASED_AT + timedelta(days=1)
    second = write_release(settings, two, pass_verdict(two), INPUTS, later, first.release_id)
    before, after = (hashes(read_manifest(info.directory)) for info in (first, second))
    assert before["core.dim_countries"] != after["core.dim_countries"]


def test_a_failed_verdict_is_refused_and_leaves_no_trace(settings: Settings, build: Path) -> None:
    verdict = replace(pass_verdict(build), passed=False)
    with pytest.raises(ReleaseError, match="not a pass"):
        write_release(settings, build, verdict, INPUTS, RELEASED_AT, None)
    assert not settings.current.is_symlink()
    assert not settings.releases_dir.exists()


def test_a_build_changed_after_its_verdict_is_refused(settings: Settings, build: Path) -> None:
    verdict = pass_verdict(build)
    with open_database(build) as connection:
        connection.execute("update marts.pledge_totals set value_usd = 100e9")
    with pytest.raises(ReleaseError, match="changed after it was judged"):
        write_release(settings, build, verdict, INPUTS, RELEASED_AT, None)
    assert not settings.current.is_symlink()


def test_a_build_with_a_write_ahead_log_is_refused(settings: Settings, build: Path) -> None:
    Path(f"{build}.wal").write_bytes(b"left by a crash")
    with pytest.raises(ReleaseError, match="write-ahead log"):
        write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("create table marts.bad as select ['a'] as codes", "marts.bad.codes"),
        ("create table marts.bad as select [1.5] as amounts", "marts.bad.amounts"),
        ("create table marts.bad as select cast(1 as hugeint) as total", "marts.bad.total"),
        ("create table core.fct_bad as select now() as loaded_at", "core.fct_bad.loaded_at"),
        ("create table marts.bad as select {'a': 1} as parts", "marts.bad.parts"),
        ("create table marts.bad as select 'x' as contact_name", "marts.bad.contact_name"),
    ],
)
def test_a_column_that_may_not_be_published_is_refused_by_name(
    settings: Settings, tmp_path: Path, statement: str, named: str
) -> None:
    build = make_build(tmp_path / "work", statement)
    with pytest.raises(ReleaseError) as caught:
        write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)
    assert caught.value.where == named
    assert list(settings.releases_dir.iterdir()) == []


def test_a_build_without_marts_is_refused(settings: Settings, tmp_path: Path) -> None:
    build = make_build(tmp_path / "work", "drop schema marts cascade")
    with pytest.raises(ReleaseError, match="no table in the schema marts"):
        write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)


def test_an_open_reader_keeps_its_release_and_a_new_one_sees_the_next(
    settings: Settings, tmp_path: Path
) -> None:
    one = make_build(tmp_path / "one")
    two = make_build(tmp_path / "two", "update marts.pledge_totals set pledges = 1000")
    first = write_release(settings, one, pass_verdict(one), INPUTS, RELEASED_AT, None)
    most = "select max(pledges) from marts.pledge_totals"
    with open_database(settings.database(), read_only=True) as reader:
        later = RELEASED_AT + timedelta(hours=1)
        write_release(settings, two, pass_verdict(two), INPUTS, later, first.release_id)
        assert reader.execute(most).fetchall() == [(47,)]
        with open_database(settings.database().resolve(), read_only=True) as fresh:
            assert fresh.execute(most).fetchall() == [(1000,)]


def test_a_release_is_refused_when_another_was_published_meanwhile(
    settings: Settings, build: Path
) -> None:
    first = write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)
    later = RELEASED_AT + timedelta(hours=1)
    with pytest.raises(ReleaseError, match="another release was published"):
        write_release(settings, build, pass_verdict(build), INPUTS, later, None)
    assert [release.release_id for release in list_releases(settings)] == [first.release_id]
    assert settings.current.resolve() == first.directory


def test_a_release_published_while_writing_is_not_overtaken(
    settings: Settings, build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = settings.releases_dir / "other"

    def publish_another(database: Path, manifest: dict) -> str:
        other.mkdir()
        settings.current.symlink_to("releases/other")
        return ""

    monkeypatch.setattr(release_files, "render_report", publish_another)
    with pytest.raises(ReleaseError, match="another release was published"):
        write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)
    assert settings.current.resolve() == other.resolve()
    assert list(settings.releases_dir.iterdir()) == [other]


def test_a_value_that_reads_back_differently_stops_the_release(
    settings: Settings, build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = release_files.read_content

    def misread_parquet(connection, table, relation):  # type: ignore[no-untyped-def]
        content = real(connection, table, relation)
        wrong = "parquet" in relation and table.name == "pledge_totals"
        return TableContent(content.rows, "0" * 32) if wrong else content

    monkeypatch.setattr(release_files, "read_content", misread_parquet)
    with pytest.raises(ReleaseError, match=r"marts\.pledge_totals was written as"):
        write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)
    assert not settings.current.is_symlink()
    assert list(settings.releases_dir.iterdir()) == []


def test_what_a_crash_left_behind_is_removed_by_the_next_release(
    settings: Settings, build: Path
) -> None:
    leftover = settings.releases_dir / ".tmp-crashed"
    leftover.mkdir(parents=True)
    (leftover / "warehouse.duckdb").write_bytes(b"half")
    (settings.home / ".current-crashed").symlink_to("releases/nowhere")
    info = write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)
    assert list(settings.releases_dir.iterdir()) == [info.directory]
    assert sorted(path.name for path in settings.home.iterdir()) == ["current", "releases"]


def test_a_fault_while_writing_says_so_and_keeps_the_current_release(
    settings: Settings, build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_the_disk(database: Path, manifest: dict) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(release_files, "render_report", fill_the_disk)
    with pytest.raises(ReleaseError, match="No space left"):
        write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)
    assert list(settings.releases_dir.iterdir()) == []


def test_the_released_file_has_the_storage_version_that_old_clients_read(
    settings: Settings, build: Path
) -> None:
    write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)
    with settings.database().open("rb") as file:
        header = file.read(20)
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") == 64  # 64 is v1.0.0; 2.0 writes 999
    with open_database(settings.database(), read_only=True) as connection:
        tags = connection.execute(
            "select tags['storage_version'] from duckdb_databases()"
            " where database_name = 'warehouse'"
        ).fetchall()
    assert tags == [("v1.0.0+",)]


def test_no_byte_of_an_unpublished_table_is_in_a_release(settings: Settings, build: Path) -> None:
    info = write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)
    assert b"person@example.org" in build.read_bytes()
    for path in info.directory.rglob("*"):
        assert path.is_dir() or b"person@example.org" not in path.read_bytes()


def test_a_time_without_a_zone_is_refused(settings: Settings, build: Path) -> None:
    naive = RELEASED_AT.replace(tzinfo=None)
    with pytest.raises(ReleaseError, match="no time zone"):
        write_release(settings, build, pass_verdict(build), INPUTS, naive, None)


def test_before_the_first_release_the_list_is_empty(settings: Settings) -> None:
    assert list_releases(settings) == []


@pytest.mark.parametrize("content", ["{", json.dumps([]), json.dumps({})])
def test_a_broken_manifest_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(ReleaseError) as caught:
        read_manifest(tmp_path)
    assert caught.value.where == str(tmp_path / "manifest.json")


def test_a_release_as_of_a_day_stands_beside_the_current_one(
    tmp_path: Path, settings: Settings
) -> None:
    one, two = make_build(tmp_path / "one"), make_build(tmp_path / "two")
    current = write_release(settings, one, pass_verdict(one), INPUTS, RELEASED_AT, None)
    day, later = date(2023, 12, 12), RELEASED_AT + timedelta(days=1)
    info = write_release(settings, two, pass_verdict(two), INPUTS, later, None, day)
    assert settings.current.resolve() == current.directory.resolve()
    assert settings.pointer(day).resolve() == info.directory.resolve()
    assert settings.database(day).is_file()
    assert (info.as_of, current.as_of) == (day, None)
    assert [release.is_current for release in list_releases(settings)] == [True, True]


def test_a_second_release_as_of_a_day_follows_the_first_and_not_the_current_one(
    tmp_path: Path, settings: Settings
) -> None:
    day = date(2023, 12, 12)
    one = make_build(tmp_path / "one")
    first = write_release(settings, one, pass_verdict(one), INPUTS, RELEASED_AT, None, day)
    later = RELEASED_AT + timedelta(days=1)
    with pytest.raises(ReleaseError, match="another release was published"):
        write_release(settings, one, pass_verdict(one), INPUTS, later, None, day)
    second = write_release(settings, one, pass_verdict(one), INPUTS, later, first.release_id, day)
    assert settings.pointer(day).resolve() == second.directory.resolve()
    assert not settings.current.exists()
