"""The inbox takes plain files, sets the others aside with a reason and loses none."""

from __future__ import annotations

import os
import socket
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from structlog.testing import capture_logs

from pipelines.archive.blobs import Copied
from pipelines.archive.inbox import (
    Claims,
    RefusedFile,
    claim_submissions,
    drop,
    refused_files,
    waiting_files,
)
from pipelines.archive.stable_files import LONGEST_WAIT_SECONDS, SETTLE_SECONDS, Patience
from pipelines.archive.store import Archive, ArchivedFile
from pipelines.errors import ArchiveError
from pipelines.settings import Settings
from pipelines.storage.untrusted_files import MAX_BYTES


@pytest.fixture
def inbox(settings: Settings) -> Path:
    settings.inbox_dir.mkdir(parents=True)
    return settings.inbox_dir


class Clock:
    """A clock that stands a minute after the files were written, unless a test turns it."""

    def __init__(self) -> None:
        self.time = time.time() + 60
        self.waits: list[float] = []
        self.while_waiting: Callable[[], None] = lambda: None

    def patience(self) -> Patience:
        return Patience(now=lambda: self.time, wait=self.wait)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds
        self.while_waiting()


@pytest.fixture
def just_now() -> Clock:
    """A clock that shows the time at which a file written at 1,000,000 was written."""
    clock = Clock()
    clock.time = 1_000_000
    return clock


def write_at(path: Path, content: str, seconds: float) -> None:
    path.write_text(content)
    os.utime(path, (seconds, seconds))


def look_through(settings: Settings, archive: Archive, clock: Clock | None = None) -> Claims:
    return claim_submissions(settings, archive, (clock or Clock()).patience())


def claim(settings: Settings, archive: Archive) -> list[ArchivedFile]:
    return list(look_through(settings, archive))


def reasons_in(inbox: Path) -> dict[str, str]:
    """Each reason in .refused, by the name of the file it is about."""
    suffix = ".reason.txt"
    return {
        path.name.removesuffix(suffix): path.read_text()
        for path in (inbox / ".refused").glob(f"*{suffix}")
        if not path.is_symlink()
    }


def test_a_dropped_file_is_archived_and_leaves_the_inbox(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "pledges.csv").write_bytes(b"content")
    (entry,) = claim(settings, archive)
    assert archive.read(entry.sha256) == b"content"
    assert (entry.name, entry.kind, entry.source_id) == ("pledges.csv", "submission", "inbox")
    assert waiting_files(settings) == []
    assert list((inbox / ".claimed").iterdir()) == []
    assert claim(settings, archive) == []


def test_a_warehouse_without_an_inbox_has_nothing_waiting(
    settings: Settings, archive: Archive
) -> None:
    assert waiting_files(settings) == []
    assert claim(settings, archive) == []


def test_files_are_taken_by_name_and_hidden_ones_and_directories_are_left(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    for name in ("b.csv", "a.csv", ".upload.csv.part"):
        (inbox / name).write_text(name)
    (inbox / "folder").mkdir()
    (inbox / "folder" / "inner.csv").write_text("inner")
    assert [file.name for file in waiting_files(settings)] == ["a.csv", "b.csv"]
    assert [entry.name for entry in claim(settings, archive)] == ["a.csv", "b.csv"]
    assert (inbox / ".upload.csv.part").exists()
    assert (inbox / "folder" / "inner.csv").exists()
    assert not (inbox / ".refused").exists()


def test_the_signature_of_a_file_changes_as_it_grows(settings: Settings, inbox: Path) -> None:
    path = inbox / "growing.csv"
    path.write_text("one line\n")
    first = waiting_files(settings)
    assert waiting_files(settings) == first
    with path.open("a") as more:
        more.write("another line\n")
    assert waiting_files(settings) != first


def test_the_same_bytes_under_two_names_are_one_submission(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "first.csv").write_text("same")
    (inbox / "second.csv").write_text("same")
    claim(settings, archive)
    assert [entry.name for entry in archive.submissions()] == ["first.csv"]
    assert waiting_files(settings) == []


def test_a_symlink_is_set_aside_and_never_followed(
    settings: Settings, archive: Archive, inbox: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a secret")
    (inbox / "link.csv").symlink_to(secret)
    (inbox / "good.csv").write_text("good")
    assert [entry.name for entry in claim(settings, archive)] == ["good.csv"]
    assert (inbox / ".refused" / "link.csv").is_symlink()
    assert secret.read_text() == "a secret"
    reason = reasons_in(inbox)["link.csv"]
    assert "it is not a plain file but a symbolic link" in reason
    assert "inbox: 'link.csv'" in reason
    assert "drop a plain CSV, XLSX or JSON file into the inbox" in reason


def test_a_fifo_is_set_aside_without_waiting_for_a_writer(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    os.mkfifo(inbox / "pipe.csv")
    assert claim(settings, archive) == []
    assert stat.S_ISFIFO((inbox / ".refused" / "pipe.csv").stat().st_mode)
    assert "it is not a plain file but a named pipe" in reasons_in(inbox)["pipe.csv"]


def test_a_file_over_the_limit_is_set_aside_by_its_size(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    for name, size in (("huge.csv", 10 * 1024**4), ("over.csv", MAX_BYTES + 1)):
        with (inbox / name).open("wb") as sparse:
            sparse.truncate(size)
    assert claim(settings, archive) == []
    reasons = reasons_in(inbox)
    assert "it has 10,995,116,277,760 bytes; the limit is 536,870,912" in reasons["huge.csv"]
    assert "it has 536,870,913 bytes" in reasons["over.csv"]


def test_a_socket_is_set_aside_and_the_others_are_taken(
    settings: Settings, archive: Archive, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(inbox)  # the path of a socket may not be long
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("a-socket.csv")
    (inbox / "plain.csv").write_text("plain")
    assert [entry.name for entry in claim(settings, archive)] == ["plain.csv"]
    assert "it is not a plain file but a socket" in reasons_in(inbox)["a-socket.csv"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a\nb.csv", r"a\nb.csv"),
        (b"it's; drop table x --.csv", "it's; drop table x --.csv"),
        (b"..csv", None),
        (b"caf\xe9.csv", r"caf\xe9.csv"),
        (b"\x1b[2J.csv", r"\x1b[2J.csv"),
        ("\u202evsc.exe".encode(), r"\u202evsc.exe"),
        ("é".encode() * 127, "é" * 127),
        (b"x" * 255, "x" * 255),
        (b"-rf.csv", "-rf.csv"),
        (b"=cmd|' C'!A0.csv", "=cmd|' C'!A0.csv"),
        (b'"quoted".csv', '"quoted".csv'),
    ],
    ids=[
        *("newline", "sql", "dots", "latin-1", "terminal", "bidi", "254 bytes", "255 bytes"),
        *("dash", "formula", "quotes"),
    ],
)
def test_a_hostile_name_is_only_ever_data(
    settings: Settings, archive: Archive, inbox: Path, name: bytes, shown: str | None
) -> None:
    path = os.fsencode(inbox) + b"/" + name
    with open(path, "wb") as handle:
        handle.write(b"content")
    entries = claim(settings, archive)
    assert [entry.name for entry in entries] == ([] if shown is None else [shown])
    assert list(archive.ledger()) == entries


@pytest.mark.parametrize(
    "name", [b"x" * 255, "é".encode() * 127, b"caf\xe9.csv", "日".encode() * 85], ids=len
)
def test_a_refused_file_with_a_hostile_name_has_its_reason_beside_it(
    settings: Settings, archive: Archive, inbox: Path, name: bytes
) -> None:
    os.symlink("/nowhere", os.fsencode(inbox) + b"/" + name)
    assert claim(settings, archive) == []
    assert len(reasons_in(inbox)) == 1
    assert len(list((inbox / ".refused").iterdir())) == 2


def test_a_refused_file_never_replaces_one_refused_before(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    for target in ("/first", "/second", "/third"):
        (inbox / "link.csv").symlink_to(target)
        claim(settings, archive)
    refused = inbox / ".refused"
    assert {name: os.readlink(refused / name) for name in reasons_in(inbox)} == {
        "link.csv": "/first",
        "2-link.csv": "/second",
        "3-link.csv": "/third",
    }


def test_a_reason_is_never_written_through_a_link_that_was_dropped(
    settings: Settings, archive: Archive, inbox: Path, tmp_path: Path
) -> None:
    target = tmp_path / "important"
    target.write_text("important")
    (inbox / "x.csv.reason.txt").symlink_to(target)
    claim(settings, archive)
    os.mkfifo(inbox / "x.csv")
    claim(settings, archive)
    assert target.read_text() == "important"
    assert "not a plain file" in reasons_in(inbox)["2-x.csv"]


def test_a_file_claimed_before_a_crash_is_archived_by_the_next_run(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / ".claimed").mkdir()
    (inbox / ".claimed" / "pledges.csv").write_text("claimed before the crash")
    (inbox / "pledges.csv").write_text("dropped after the crash")
    entries = claim(settings, archive)
    assert [archive.read(entry.sha256) for entry in entries] == [
        b"claimed before the crash",
        b"dropped after the crash",
    ]
    assert list((inbox / ".claimed").iterdir()) == []


def test_a_file_archived_before_a_crash_and_still_claimed_is_no_second_submission(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "pledges.csv").write_text("content")
    claim(settings, archive)
    (inbox / ".claimed" / "pledges.csv").write_text("content")
    claim(settings, archive)
    assert len(archive.submissions()) == 1
    assert list((inbox / ".claimed").iterdir()) == []


def test_a_run_that_stops_between_two_files_leaves_the_second_for_the_next(
    settings: Settings, archive: Archive, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.csv").write_text("a")
    (inbox / "b.csv").write_text("b")

    class PowerCut(Exception):
        pass

    def stop_at_b(source: object, name: str) -> object:
        if name == "b.csv":
            raise PowerCut
        return type(archive).copy_in(archive, source, name)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(archive, "copy_in", stop_at_b)
        with pytest.raises(PowerCut):
            claim(settings, archive)
    assert [entry.name for entry in archive.submissions()] == ["a.csv"]
    assert [path.name for path in (inbox / ".claimed").iterdir()] == ["b.csv"]
    assert [entry.name for entry in claim(settings, archive)] == ["b.csv"]


def test_an_archive_that_cannot_take_a_file_leaves_it_to_be_taken_later(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "pledges.csv").write_text("content")
    archive.directory.mkdir()
    archive.ledger_file.write_text("damaged\n")
    with pytest.raises(Exception, match="ledger line cannot be read"):
        claim(settings, archive)
    archive.ledger_file.unlink()
    assert [entry.name for entry in claim(settings, archive)] == ["pledges.csv"]


def test_a_file_taken_back_before_its_turn_does_not_stop_the_others(
    settings: Settings, archive: Archive, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        (inbox / name).write_text(name)
    keep = archive.copy_in

    def take_back_b(source: BinaryIO, name: str) -> Copied:
        (inbox / "b.csv").unlink(missing_ok=True)
        return keep(source, name)

    monkeypatch.setattr(archive, "copy_in", take_back_b)
    assert [entry.name for entry in claim(settings, archive)] == ["a.csv", "c.csv"]


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
    assert sum(just_now.waits) == SETTLE_SECONDS


def test_nothing_is_waited_for_when_all_files_are_old_or_there_are_none(
    settings: Settings, archive: Archive, inbox: Path, just_now: Clock
) -> None:
    look_through(settings, archive, just_now)
    write_at(inbox / "old.csv", "old", 1_000_000 - SETTLE_SECONDS)
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
    assert sum(just_now.waits) == SETTLE_SECONDS


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


def test_copies_are_told_and_counted_and_are_no_submissions(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "first.csv").write_text("same")
    claim(settings, archive)
    for name in ("again.csv", "first.csv"):
        (inbox / name).write_text("same")
    (inbox / "other.csv").write_text("other")
    with capture_logs() as logs:
        claims = look_through(settings, archive)
    assert [entry.name for entry in claims.archived] == ["other.csv"]
    assert [entry.name for entry in claims.copies] == ["first.csv", "first.csv"]
    told = [line["file"] for line in logs if "received before" in line["event"]]
    assert told == ["again.csv", "first.csv"]
    assert logs[-1]["copies"] == 2


def test_a_directory_is_told_once_in_a_run_and_left_where_it_is(
    settings: Settings, archive: Archive, inbox: Path, just_now: Clock
) -> None:
    (inbox / "fol\nder").mkdir()
    write_at(inbox / "fresh.csv", "fresh", 1_000_000)
    with capture_logs() as logs:
        look_through(settings, archive, just_now)
    told = [line for line in logs if line["log_level"] == "warning"]
    assert [line["found"] for line in told] == [r"fol\nder"]


def test_what_was_refused_is_listed_with_the_first_line_of_its_reason(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    assert refused_files(settings) == []
    (inbox / "\x1b[2Jlink.csv").symlink_to("/nowhere")
    (inbox / "x.reason.txt").symlink_to("/nowhere")
    with (inbox / "huge.csv").open("wb") as sparse:
        sparse.truncate(MAX_BYTES + 1)
    claims = look_through(settings, archive)
    link = "it is not a plain file but a symbolic link"
    listed = [
        RefusedFile(r"\x1b[2Jlink.csv", link),
        RefusedFile("huge.csv", "it has 536,870,913 bytes; the limit is 536,870,912"),
        RefusedFile("x.reason.txt", link),
    ]
    assert refused_files(settings) == listed
    assert claims.refused == tuple(file.name for file in listed)


def test_a_refused_file_whose_reason_a_crash_kept_from_being_written_is_listed(
    settings: Settings, inbox: Path
) -> None:
    (inbox / ".refused").mkdir()
    (inbox / ".refused" / "x.csv").write_text("x")
    assert refused_files(settings) == [RefusedFile("x.csv", "no reason was written")]


@pytest.mark.parametrize("name", [".claimed", ".refused"])
def test_files_are_not_moved_through_a_link_in_the_place_of_a_directory_of_the_inbox(
    settings: Settings, archive: Archive, inbox: Path, tmp_path: Path, name: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (inbox / name).symlink_to(elsewhere)
    os.mkfifo(inbox / "pipe.csv")
    with pytest.raises(ArchiveError, match=f"{name} in the inbox is not a directory"):
        claim(settings, archive)
    assert list(elsewhere.iterdir()) == []


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
