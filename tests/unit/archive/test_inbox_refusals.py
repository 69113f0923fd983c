"""What is not a plain file of a sensible size is set aside with a reason beside it."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from pipelines.archive.quarantine import RefusedFile, refused_files
from pipelines.archive.store import Archive
from pipelines.errors import ArchiveError
from pipelines.settings import Settings
from pipelines.storage.untrusted_files import MAX_BYTES
from tests.unit.archive.conftest import claim, look_through, reasons_in


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
