"""What may go wrong with a dropped file, F1 to F9: each fault is met as it should be."""

from __future__ import annotations

import io
import os
import shutil
import signal
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from pipelines.archive.inbox import Claims, claim_submissions
from pipelines.archive.quarantine import refused_files
from pipelines.archive.stable_files import StabilityPolicy
from pipelines.archive.store import Archive, ArchivedFile
from pipelines.errors import FileRefused
from pipelines.readers.containers.any_container import read_submission
from pipelines.readers.pledges.contract import PLEDGES
from pipelines.settings import Settings
from pipelines.storage.untrusted_files import MAX_WORKBOOK_BYTES, keep_writers_out

NOBODY = 65_534


def claim(settings: Settings, archive: Archive) -> Claims:
    """What a run makes of the inbox a minute after everything was dropped."""

    def wait(_: float) -> NoReturn:
        pytest.fail("nothing here was written a moment ago")

    return claim_submissions(
        settings, archive, StabilityPolicy(now=lambda: time.time() + 60, wait=wait)
    )


def read_archived(archive: Archive, entry: ArchivedFile) -> None:
    """Read a submission as a refresh does."""
    read_submission(archive.read(entry.sha256), entry, PLEDGES)


def zip_of(*members: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members:
            package.writestr(name, content)
    return data.getvalue()


WORKBOOK_PARTS = (("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))


class Writer:
    """Somebody who writes a file in two halves, the second when told to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.first_half_is_there = threading.Event()
        self.go_on = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Writer:
        self._thread.start()
        assert self.first_half_is_there.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def finish(self) -> None:
        self.go_on.set()
        self._thread.join(30)
        assert not self._thread.is_alive()

    def _write(self) -> None:
        with self._path.open("wb") as handle:
            handle.write(b"first half, ")
            handle.flush()
            self.first_half_is_there.set()
            self.go_on.wait(30)
            handle.write(b"second half")


@pytest.mark.parametrize("marked", [False, True], ids=["", "marked as done"])
def test_f1_an_upload_that_is_still_being_written_is_left_until_it_is_closed(
    settings: Settings, archive: Archive, inbox: Path, marked: bool
) -> None:
    (inbox / "whole.csv").write_bytes(b"whole")
    if marked:
        (inbox / "upload.csv.done").touch()
    with Writer(inbox / "upload.csv") as writer:
        claims = claim(settings, archive)
        assert [entry.name for entry in claims.archived] == ["whole.csv"]
        assert claims.left == ("upload.csv",)
        writer.finish()
    (entry,) = claim(settings, archive)
    assert archive.read(entry.sha256) == b"first half, second half"
    assert [path.name for path in inbox.iterdir()] == [".claimed"]


def test_f1_who_begins_to_write_while_a_file_is_looked_at_waits_and_ends_no_refresh(
    inbox: Path,
) -> None:
    path = inbox / "pledges.csv"
    path.write_bytes(b"content")
    assert signal.getsignal(signal.SIGURG) == signal.SIG_DFL
    descriptor = os.open(path, os.O_RDONLY)
    assert keep_writers_out(descriptor)
    with pytest.raises(BlockingIOError):
        os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    os.close(descriptor)
    os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))


def test_f2_a_zip_whose_members_climb_out_of_it_is_refused_and_never_unpacked(
    settings: Settings, archive: Archive, inbox: Path, tmp_path: Path
) -> None:
    absolute = tmp_path / "absolute_evil.csv"
    members = (("../../climbing_evil.csv", b"evil"), (str(absolute), b"evil"))
    (inbox / "plain.zip").write_bytes(zip_of(*members))
    (inbox / "book.xlsx").write_bytes(zip_of(*WORKBOOK_PARTS, *members))
    book, plain = claim(settings, archive)
    with pytest.raises(FileRefused):
        read_archived(archive, book)
    with pytest.raises(FileRefused, match="a zip"):
        read_archived(archive, plain)
    assert list(tmp_path.rglob("*evil*")) == []


def test_f3_a_zip_bomb_is_refused_before_it_is_unpacked(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    zeros = bytes(20 * 1024**2)
    bomb = zip_of(*WORKBOOK_PARTS, ("xl/worksheets/sheet1.xml", zeros))
    (inbox / "1-bomb.xlsx").write_bytes(bomb)
    (inbox / "2-nested.xlsx").write_bytes(zip_of(("inner.xlsx", bomb), ("more.zip", bomb)))
    flat, nested = claim(settings, archive)
    with pytest.raises(FileRefused, match="unpack to 20,9"):
        read_archived(archive, flat)
    with pytest.raises(FileRefused):
        read_archived(archive, nested)


def test_f4_what_is_no_plain_file_is_refused_or_left_and_never_followed_or_opened(
    settings: Settings,
    archive: Archive,
    inbox: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("secret")
    (inbox / "device.csv").symlink_to("/dev/zero")
    (inbox / "link.csv").symlink_to(secret)
    os.mkfifo(inbox / "pipe.csv")
    (inbox / "folder").mkdir()
    (inbox / "folder" / "inner.csv").write_text("inner")
    opened: list[str] = []
    really_open = os.open

    def note(path: str | Path, flags: int, *rest: int) -> int:
        opened.append(Path(path).name)
        return really_open(path, flags, *rest)

    monkeypatch.setattr("pipelines.storage.untrusted_files.os.open", note)
    claims = claim(settings, archive)
    assert claims.archived == ()
    assert claims.refused == ("device.csv", "link.csv", "pipe.csv")
    assert not {"device.csv", "link.csv", "pipe.csv", "folder"} & set(opened)
    assert (inbox / "folder" / "inner.csv").exists()
    assert secret.read_text() == "secret"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_f5_a_workbook_that_holds_a_part_twice_is_refused(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    twice = zip_of(*WORKBOOK_PARTS, (sheet, b"<first/>"), (sheet, b"<second/>"))
    (inbox / "twice.xlsx").write_bytes(twice)
    (entry,) = claim(settings, archive)
    with pytest.raises(FileRefused, match=r"'xl/worksheets/sheet1\.xml' twice"):
        read_archived(archive, entry)


def test_f6_hostile_names_are_data_and_files_are_stored_by_hash(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    names = (
        b"a\nb.csv",
        b"'; drop table x; --.csv",
        b'"q".csv',
        b"a..b..csv",
        b"-rf",
        b"=cmd|' C'!A0.csv",
        b"\x1b[31mred.csv",
        "\u202evsc.exe".encode(),
        b"caf\xe9.csv",
        b"x" * 255,
    )
    for number, name in enumerate(names):
        with open(os.path.join(os.fsencode(inbox), name), "wb") as handle:
            handle.write(b"content %d" % number)
    claims = claim(settings, archive)
    assert sorted(archive.read(entry.sha256) for entry in claims) == [
        b"content %d" % number for number in range(len(names))
    ]
    stored = {path.name for path in (archive.directory / "objects").glob("*/*")}
    assert stored == {entry.sha256 for entry in claims}
    assert all(entry.name.isprintable() for entry in claims)
    assert len(archive.ledger_file.read_bytes().splitlines()) == len(names)


@pytest.fixture
def settings_of_nobody(settings: Settings) -> Iterator[Settings]:
    """A warehouse of somebody whom the permissions of files bind, as they do not bind root."""
    if os.geteuid() != 0:
        yield settings
        return
    home = Path(tempfile.mkdtemp())
    os.chown(home, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield settings.model_copy(update={"home": home})
    finally:
        os.seteuid(0)
        shutil.rmtree(home)


def test_f7_a_file_that_cannot_be_read_is_refused_and_the_others_are_taken(
    settings_of_nobody: Settings,
) -> None:
    settings = settings_of_nobody
    settings.inbox_dir.mkdir()
    (settings.inbox_dir / "closed.csv").write_text("closed")
    (settings.inbox_dir / "closed.csv").chmod(0)
    (settings.inbox_dir / "open.csv").write_text("open")
    claims = claim(settings, Archive(settings.archive_dir))
    assert [entry.name for entry in claims.archived] == ["open.csv"]
    (refused,) = refused_files(settings)
    assert (refused.name, refused.why) == (
        "closed.csv",
        "it cannot be opened: Permission denied",
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_f7_a_file_of_another_user_is_taken_though_no_lease_can_be_had(
    settings_of_nobody: Settings,
) -> None:
    settings = settings_of_nobody
    settings.inbox_dir.mkdir()
    path = settings.inbox_dir / "of_root.csv"
    os.seteuid(0)
    path.write_text("of root")
    os.seteuid(NOBODY)
    (entry,) = claim(settings, Archive(settings.archive_dir))
    assert entry.name == "of_root.csv"


def test_f8_one_name_with_other_content_is_a_second_submission(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    for content in (b"first", b"second", b"first"):
        (inbox / "pledges.csv").write_bytes(content)
        claim(settings, archive)
    assert [(entry.name, archive.read(entry.sha256)) for entry in archive.submissions()] == [
        ("pledges.csv", b"first"),
        ("pledges.csv", b"second"),
    ]


def test_f9_a_file_over_the_limit_of_its_kind_is_refused_unread(
    settings: Settings, archive: Archive, inbox: Path
) -> None:
    over = MAX_WORKBOOK_BYTES + 1
    files = (
        ("1-terabyte.csv", b"", 1024**4),
        ("2-book.xlsx", b"PK\x03\x04", over),
        ("3-old.xls", b"\xd0\xcf\x11\xe0", over),
        ("4-text.csv", b"pledge_id\n", over),
    )
    for name, beginning, size in files:
        with (inbox / name).open("wb") as sparse:
            sparse.write(beginning)
            sparse.truncate(size)
    claims = claim(settings, archive)
    assert [entry.name for entry in claims.archived] == ["4-text.csv"]
    workbook = "it has 52,428,801 bytes; the limit of a workbook is 52,428,800"
    assert [(refused.name, refused.why) for refused in refused_files(settings)] == [
        ("1-terabyte.csv", "it has 1,099,511,627,776 bytes; the limit is 536,870,912"),
        ("2-book.xlsx", workbook),
        ("3-old.xls", workbook),
    ]
