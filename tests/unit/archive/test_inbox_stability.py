"""A file is taken when it is whole; one still being written waits and holds up no other."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import BinaryIO

import pytest
from structlog.testing import capture_logs

from pipelines.archive.blobs import Copied
from pipelines.archive.inbox import drop, waiting_files
from pipelines.archive.stable_files import LONGEST_WAIT_SECONDS, STABLE_SECONDS
from pipelines.archive.store import Archive
from pipelines.settings import Settings
from tests.unit.archive.conftest import Clock, claim, look_through, write_at


def test_a_file_written_to_since_it_was_looked_at_waits_for_the_next_run(
    settings: Settings, archive: Archive, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.csv").write_text("a")
    (inbox / "b.csv").write_text("half")
    copy = archive.copy_in

    def write_b(source: BinaryIO, name: str) -> Copied:
        (inbox / "b.csv").write_text("half and more")
        return copy(source, name)

    with monkeypatch.context() as patch:
        patch.setattr(archive, "copy_in", write_b)
        claims = look_through(settings, archive)
    assert ([entry.name for entry in claims], claims.left) == (["a.csv"], ("b.csv",))
    (entry,) = claim(settings, archive)
    assert archive.read(entry.sha256) == b"half and more"


def test_a_file_written_a_moment_ago_is_waited_for_once_and_taken(
    settings: Settings, archive: Archive, inbox: Path, just_now: Clock
) -> None:
    write_at(inbox / "copied.csv", "copied", 1_000_000)
    claims = look_through(settings, archive, just_now)
    assert [entry.name for entry in claims.archived] == ["copied.csv"]
    assert sum(just_now.waits) == STABLE_SECONDS


def test_nothing_is_waited_for_when_all_files_are_old_or_there_are_none(
    settings: Settings, archive: Archive, inbox: Path, just_now: Clock
) -> None:
    look_through(settings, archive, just_now)
    write_at(inbox / "old.csv", "old", 1_000_000 - STABLE_SECONDS)
    assert look_through(settings, archive, just_now).archived
    assert just_now.waits == []


def test_a_file_that_keeps_growing_is_left_after_a_bounded_wait_and_the_others_are_taken(
    settings: Settings, archive: Archive, inbox: Path, just_now: Clock
) -> None:
    write_at(inbox / "growing.csv", "line\n", 1_000_000)
    write_at(inbox / "whole.csv", "whole", 1_000_000)

    def grow() -> None:
        with (inbox / "growing.csv").open("a") as more:
            more.write("line\n")
        os.utime(inbox / "growing.csv", (just_now.time, just_now.time))

    just_now.while_waiting = grow
    with capture_logs() as logs:
        claims = look_through(settings, archive, just_now)
    assert [entry.name for entry in claims.archived] == ["whole.csv"]
    assert claims.left == ("growing.csv",)
    assert sum(just_now.waits) == LONGEST_WAIT_SECONDS
    assert {"file": "growing.csv", "log_level": "info"}.items() <= next(
        line.items() for line in logs if "still being written" in line["event"]
    )
    assert (inbox / "growing.csv").exists()
    just_now.while_waiting = lambda: None
    assert look_through(settings, archive, just_now).left == ()


def test_a_file_from_the_future_is_taken_once_it_was_seen_unchanged_long_enough(
    settings: Settings, archive: Archive, inbox: Path, just_now: Clock
) -> None:
    write_at(inbox / "future.csv", "future", 9_000_000)
    assert look_through(settings, archive, just_now).archived
    assert sum(just_now.waits) == STABLE_SECONDS


def test_a_file_marked_as_done_is_not_waited_for_and_its_marker_goes_with_it(
    settings: Settings, archive: Archive, inbox: Path, just_now: Clock
) -> None:
    write_at(inbox / "sent.csv", "sent", 1_000_000)
    (inbox / "sent.csv.done").touch()
    assert [file.name for file in waiting_files(settings)] == ["sent.csv"]
    claims = look_through(settings, archive, just_now)
    assert [entry.name for entry in claims.archived] == ["sent.csv"]
    assert just_now.waits == []
    assert not (inbox / "sent.csv.done").exists()


def test_a_marker_whose_file_has_not_come_yet_waits_for_it(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "later.csv.done").touch()
    assert claim(settings, archive) == []
    assert (inbox / "later.csv.done").exists()
    (inbox / "later.csv").write_text("later")
    assert [entry.name for entry in claim(settings, archive)] == ["later.csv"]


def test_a_file_too_large_to_be_a_marker_is_a_submission_whatever_its_name(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "a.csv").write_text("a")
    (inbox / "a.csv.done").write_text("b" * 1_001)
    assert [entry.name for entry in claim(settings, archive)] == ["a.csv", "a.csv.done"]


def test_a_file_that_changes_while_it_is_copied_waits_in_the_inbox_for_the_next_run(
    settings: Settings, archive: Archive, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on a system that has no leases.
    monkeypatch.setattr("pipelines.archive.inbox.keep_writers_out", lambda _: True)
    (inbox / "pledges.csv").write_text("half")
    copy = archive.copy_in

    def write_more(source: BinaryIO, name: str) -> Copied:
        return copy(_Growing(source, inbox / ".claimed" / name), name)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(archive, "copy_in", write_more)
        claims = look_through(settings, archive)
    assert (claims.archived, claims.left) == ((), ("pledges.csv",))
    assert archive.ledger() == []
    (inbox / "pledges.csv").write_text("another of the same name")
    claims = look_through(settings, archive)
    assert [archive.read(entry.sha256) for entry in claims] == [
        b"half and more",
        b"another of the same name",
    ]


class _Growing:
    """A file to which somebody adds between two reads."""

    def __init__(self, handle: BinaryIO, path: Path) -> None:
        self._handle = handle
        self._path = path

    def fileno(self) -> int:
        return self._handle.fileno()

    def read(self, size: int) -> bytes:
        chunk = self._handle.read(size)
        if chunk == b"half":
            with self._path.open("a") as more:
                more.write(" and more")
        return chunk


def test_one_claimed_and_still_being_written_is_not_replaced_by_one_of_its_name(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / ".claimed").mkdir()
    (inbox / "pledges.csv").write_text("second")
    with (inbox / ".claimed" / "pledges.csv").open("w") as first:
        first.write("first")
        first.flush()
        claims = look_through(settings, archive)
        assert (claims.archived, claims.left) == ((), ("pledges.csv", "pledges.csv"))
    entries = claim(settings, archive)
    assert [archive.read(entry.sha256) for entry in entries] == [b"first", b"second"]


def test_a_file_that_was_submitted_is_whole_and_is_not_waited_for(
    settings: Settings, archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "pledges.csv.done").write_text("content")
    drop(settings, tmp_path / "pledges.csv.done")
    clock = Clock()
    clock.time = time.time()
    claims = look_through(settings, archive, clock)
    assert [entry.name for entry in claims.archived] == ["pledges.csv"]
    assert clock.waits == []
