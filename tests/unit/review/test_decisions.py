"""A decision is recorded once it speaks of something the release names, whole or not at all."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.archive.store import Archive
from pipelines.build.build_directory import start_build
from pipelines.build.inputs import OWN_DECISIONS, read_inputs
from pipelines.cli import app
from pipelines.errors import FileRefused, P2CError, ReleaseError, ReviewError
from pipelines.review.decisions import Decision, list_waiting, read_decisions, record_decision
from pipelines.settings import Settings
from pipelines.sources.registry import load_registry
from pipelines.storage.database import open_database, read_rows
from tests.build_steps import collect, load

SHA = "ab" * 32
JUMP = Decision(
    "held_version", "p@2", "value_jump", "accepted", "asked the pledger, it is so", "A. Person",
    date(2026, 3, 2),
)  # fmt: skip

RELEASE = f"""
create schema core;
create table core.fct_pledge_versions as select * from (values ('p', 'p@2'), ('q', 'q@1'))
    as versions (pledge_id, pledge_version_id);
create table core.dim_entities as select * from (values ('acme'), ('acme-ltd')) as e (entity_id);
create table core.fct_pledge_version_suspicions as select * from (values
    ('p@2', 'value_jump', '10 after 1', 'less', true, 'open'),
    ('q@1', 'dates_out_of_order', 'a', 'b', true, 'rejected'),
    ('q@1', 'conflicting_versions', 'a', 'b', false, 'open')
) as found (pledge_version_id, rule, found, expected, holds, decision);
create table core.fct_file_suspicions as select * from (values
    ('{SHA}', 'file_with_many_rejects', 'p.csv', '20 of 30', 'fewer', true, 'open'),
    ('{SHA}', 'far_fewer_pledges', 'p.csv', '2 after 20', 'more', false, 'open')
) as found (source_sha256, rule, source_name, found, expected, holds, decision);
create table core.fct_match_candidates as select * from (values
    ('same_entity', 'acme-ltd', 'acme', 'same_name_but_for_form', 'Acme Ltd / Acme', 'open'),
    ('same_commitment', 'q', 'p', 'same_entity_and_amount', 'same amount', 'rejected')
) as pairs (match_kind, left_id, right_id, rule, evidence, decision);
"""


@pytest.fixture
def released(settings: Settings) -> Settings:
    """A warehouse with a release that names a few subjects."""
    directory = settings.releases_dir / "one"
    directory.mkdir(parents=True)
    with open_database(directory / "warehouse.duckdb") as connection:
        connection.execute(RELEASE)
    settings.current.symlink_to(directory)
    return settings


def test_what_waits_is_listed_and_what_is_decided_or_only_informs_is_not(
    released: Settings,
) -> None:
    assert [(item.kind, item.left_id, item.right_id) for item in list_waiting(released)] == [
        ("held_file", SHA, "file_with_many_rejects"),
        ("held_version", "p@2", "value_jump"),
        ("same_entity", "acme-ltd", "acme"),
    ]


def test_a_recorded_decision_is_read_back_and_only_its_owner_may_read_the_file(
    released: Settings,
) -> None:
    record_decision(released, JUMP)
    assert read_decisions(released) == (JUMP,)
    assert stat.S_IMODE(released.decisions_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(released.decisions_file.parent.stat().st_mode) == 0o700
    assert released.decisions_file.read_text().splitlines()[0] == (
        "subject_kind,left_id,right_id,decision,why,decided_by,decided_on"
    )


def test_a_later_decision_about_the_same_subject_replaces_the_earlier(released: Settings) -> None:
    other = replace(JUMP, subject_kind="same_commitment", left_id="q", right_id="p")
    for decision in (JUMP, other, replace(JUMP, decision="rejected", why="a slip, after all")):
        record_decision(released, decision)
    record_decision(released, replace(other, left_id="p", right_id="q"))
    assert [(each.left_id, each.right_id, each.decision) for each in read_decisions(released)] == [
        ("p@2", "value_jump", "rejected"),
        ("p", "q", "accepted"),
    ]


def test_a_file_may_be_named_by_the_beginning_of_its_hash(released: Settings) -> None:
    given = replace(
        JUMP, subject_kind="held_file", left_id="ababab", right_id="file_with_many_rejects"
    )
    assert record_decision(released, given).left_id == SHA
    assert read_decisions(released)[0].left_id == SHA


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"subject_kind": "held_pledge"}, "subject_kind is 'held_pledge'"),
        ({"decision": "open"}, "decision is 'open'"),
        ({"why": "  "}, "why is empty"),
        ({"why": "one\nanother"}, "do not print"),
        ({"decided_by": ""}, "decided_by is empty"),
        ({"left_id": "p@9"}, "rules that speak of p@9: none"),
        ({"right_id": "mass_withdrawal"}, "rules that speak of p@2: value_jump"),
        ({"subject_kind": "held_file", "left_id": "ab", "right_id": "file_with_many_rejects"}, "0"),
        ({"subject_kind": "held_file", "left_id": SHA, "right_id": "far_fewer_pledges"}, "0 files"),
        ({"subject_kind": "same_entity", "left_id": "acme", "right_id": "acme"}, "the same"),
        ({"subject_kind": "same_entity", "left_id": "acme", "right_id": "p"}, "p is not known"),
        ({"subject_kind": "same_commitment", "left_id": "p", "right_id": "acme"}, "acme is not"),
    ],
)
def test_a_decision_about_nothing_or_without_a_reason_is_refused(
    released: Settings, changes: dict[str, str], found: str
) -> None:
    with pytest.raises(ReviewError, match=found) as refused:
        record_decision(released, replace(JUMP, **changes))
    assert refused.value.next_step
    assert not released.decisions_file.exists()


def test_nothing_is_decided_before_the_first_release(settings: Settings) -> None:
    with pytest.raises(ReleaseError):
        record_decision(settings, JUMP)


def test_decisions_that_cannot_be_read_are_not_written_over(released: Settings) -> None:
    record_decision(released, JUMP)
    broken = (
        released.decisions_file.read_text() + "held_version,p@2,value_jump,perhaps,x,y,2026-01-01\n"
    )
    released.decisions_file.write_text(broken)
    with pytest.raises(ReviewError, match="problems in the decisions"):
        record_decision(released, JUMP)
    assert released.decisions_file.read_text() == broken


@pytest.fixture
def registry(make_registry: Callable[..., Path]) -> Path:
    snapshot = b"subject_kind,left_id,right_id,decision,why,decided_by,decided_on\n"
    snapshot += b"same_entity,a,b,rejected,two firms,somebody,2026-01-01\n"
    return make_registry({"reviews": {"decisions/reviews.csv": snapshot}})


@pytest.mark.usefixtures("registry")
def test_a_build_reads_decisions_of_the_snapshot_and_of_this_warehouse(
    released: Settings, archive: Archive
) -> None:
    record_decision(released, JUMP)
    build = start_build(released)
    inputs = collect(released, build)
    assert [(item.archived.kind, item.source.table) for item in inputs] == [
        ("bundled", "reviews"),
        ("decision", "reviews"),
    ]
    assert inputs[1].source is OWN_DECISIONS
    assert read_inputs(load_registry(released.sources_file), archive, build) == inputs
    assert load(released, build, "reviews")["rows"] == 2
    assert [row["left_id"] for row in read_rows(build.database, "from raw.reviews")] == ["a", "p@2"]


@pytest.mark.usefixtures("registry")
def test_every_state_of_the_decisions_stays_in_the_archive(
    released: Settings, archive: Archive
) -> None:
    hashes = []
    for decision in ("accepted", "rejected", "accepted"):
        record_decision(released, replace(JUMP, decision=decision))
        hashes.append(collect(released, start_build(released))[-1].archived.sha256)
    assert hashes[0] == hashes[2] != hashes[1]
    assert [b"accepted" in archive.read(sha256) for sha256 in hashes] == [True, False, True]
    kinds = [entry.kind for entry in archive.ledger()]
    assert kinds == ["bundled", "decision", "decision"]


@pytest.mark.usefixtures("registry")
def test_a_file_of_decisions_that_is_a_link_or_broken_stops_the_build(
    released: Settings, tmp_path: Path
) -> None:
    released.decisions_file.parent.mkdir(parents=True)
    released.decisions_file.symlink_to(tmp_path / "sources.yml")
    with pytest.raises(P2CError, match="symbolic link"):
        collect(released, start_build(released))
    released.decisions_file.unlink()
    released.decisions_file.write_text("left_id,right_id\na,b\n")
    build = start_build(released)
    collect(released, build)
    with pytest.raises(FileRefused):
        load(released, build, "reviews")


def test_the_command_lists_and_records(released: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("P2C_HOME", str(released.home))
    listed = CliRunner().invoke(app, ["review"])
    assert listed.exit_code == 0
    assert "held_version p@2 value_jump\n" in listed.output
    assert "p2c review accept" in listed.output
    decided = CliRunner().invoke(
        app, ["review", "reject", "held_version", "p@2", "value_jump", "--why", "a slip"]
    )
    assert decided.exit_code == 0
    (recorded,) = read_decisions(released)
    assert (recorded.decision, recorded.decided_by, recorded.why) == (
        "rejected",
        "operator",
        "a slip",
    )
