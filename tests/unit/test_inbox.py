"""The inbox takes plain files, sets the others aside with a reason and loses none."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from pipelines.archive import Archive, ArchivedFile
from pipelines.inbox import MAX_BYTES, claim_submissions, waiting_files
from pipelines.settings import Settings

needs_permissions = pytest.mark.skipif(
    os.geteuid() == 0, reason="whoever runs this may read every file"
)


@pytest.fixture
def inbox(settings: Settings) -> Path:
    settings.inbox_dir.mkdir(parents=True)
    return settings.inbox_dir


def claim(settings: Settings, archive: Archive) -> list[ArchivedFile]:
    return list(claim_submissions(settings, archive))


def refused_files(inbox: Path) -> dict[str, str]:
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
    reason = refused_files(inbox)["link.csv"]
    assert "cannot be opened" in reason
    assert "inbox: 'link.csv'" in reason
    assert "drop a plain CSV, XLSX or JSON file into the inbox" in reason


def test_a_fifo_is_set_aside_without_waiting_for_a_writer(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    os.mkfifo(inbox / "pipe.csv")
    assert claim(settings, archive) == []
    assert stat.S_ISFIFO((inbox / ".refused" / "pipe.csv").stat().st_mode)
    assert "it is not a plain file" in refused_files(inbox)["pipe.csv"]


def test_a_file_over_the_limit_is_set_aside_by_its_size(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    for name, size in (("huge.csv", 10 * 1024**4), ("over.csv", MAX_BYTES + 1)):
        with (inbox / name).open("wb") as sparse:
            sparse.truncate(size)
    assert claim(settings, archive) == []
    reasons = refused_files(inbox)
    assert "it has 10,995,116,277,760 bytes; the limit is 52,428,800" in reasons["huge.csv"]
    assert "it has 52,428,801 bytes" in reasons["over.csv"]


def test_what_cannot_be_opened_is_set_aside_and_the_others_are_taken(
    settings: Settings, archive: Archive, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(inbox)  # the path of a socket may not be long
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("a-socket.csv")
    (inbox / "plain.csv").write_text("plain")
    assert [entry.name for entry in claim(settings, archive)] == ["plain.csv"]
    assert "it cannot be opened: No such device" in refused_files(inbox)["a-socket.csv"]


@needs_permissions
def test_an_unreadable_file_is_set_aside_and_the_others_are_taken(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "closed.csv").write_text("closed")
    (inbox / "closed.csv").chmod(0)
    (inbox / "open.csv").write_text("open")
    assert [entry.name for entry in claim(settings, archive)] == ["open.csv"]
    assert "Permission denied" in refused_files(inbox)["closed.csv"]


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
    ],
    ids=["newline", "sql", "dots", "latin-1", "terminal", "bidi", "254 bytes", "255 bytes"],
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
    assert len(refused_files(inbox)) == 1
    assert len(list((inbox / ".refused").iterdir())) == 2


def test_a_refused_file_never_replaces_one_refused_before(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    for target in ("/first", "/second", "/third"):
        (inbox / "link.csv").symlink_to(target)
        claim(settings, archive)
    refused = inbox / ".refused"
    assert {name: os.readlink(refused / name) for name in refused_files(inbox)} == {
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
    assert "not a plain file" in refused_files(inbox)["2-x.csv"]


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
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    (inbox / "a.csv").write_text("a")
    (inbox / "b.csv").write_text("b")
    claims = claim_submissions(settings, archive)
    assert next(claims).name == "a.csv"
    claims.close()
    assert list((inbox / ".claimed").iterdir()) == []
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
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        (inbox / name).write_text(name)
    claims = claim_submissions(settings, archive)
    assert next(claims).name == "a.csv"
    (inbox / "b.csv").unlink()
    assert [entry.name for entry in claims] == ["c.csv"]
