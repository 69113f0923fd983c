"""The archive keeps bytes for ever, under their own hash, for its owner only."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.archive.ledger import Ledger
from pipelines.archive.store import Archive, ArchivedFile
from pipelines.errors import ArchiveError, FileRefused
from pipelines.storage.untrusted_files import open_plain_file

DATA = b"pledge_id,version\np-1,1\n"
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """Modes are asked for, not left to the umask of whoever runs the tests."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def submit(archive: Archive, data: bytes = DATA, name: str = "pledges.csv") -> ArchivedFile:
    return archive.store(
        data, kind="submission", source_id="inbox", edition="2026-01-01", name=name
    )


def bundle(archive: Archive, edition: str = "2026-01-01") -> ArchivedFile:
    return archive.store(DATA, kind="bundled", source_id="pledges", edition=edition, name="p.csv")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_stored_bytes_are_read_back_and_described(archive: Archive) -> None:
    entry = submit(archive)
    assert archive.read(SHA256) == DATA
    assert (entry.sha256, entry.bytes, entry.kind) == (SHA256, len(DATA), "submission")
    assert (entry.decision, entry.why) == ("accepted", None)
    assert list(archive.ledger()) == [entry]


def test_the_same_file_a_second_time_changes_nothing(archive: Archive) -> None:
    first = submit(archive)
    before = archive.ledger_file.read_bytes()
    modified = archive.object_path(SHA256).stat().st_mtime_ns
    again = archive.store(
        DATA, kind="submission", source_id="inbox", edition="2026-06-06", name="other name.csv"
    )
    assert again == first
    assert archive.ledger_file.read_bytes() == before
    assert archive.object_path(SHA256).stat().st_mtime_ns == modified


def test_one_content_may_have_ledger_lines_of_several_sources_and_editions(
    archive: Archive,
) -> None:
    submit(archive)
    bundle(archive)
    bundle(archive, edition="2026-02-02")
    bundle(archive)
    assert [(e.source_id, e.edition) for e in archive.ledger()] == [
        ("inbox", "2026-01-01"),
        ("pledges", "2026-01-01"),
        ("pledges", "2026-02-02"),
    ]
    assert len([path for path in archive.directory.rglob("*") if path.name == SHA256]) == 1


def test_one_name_with_other_content_is_another_submission(archive: Archive) -> None:
    submit(archive, b"one", "pledges.csv")
    submit(archive, b"two", "pledges.csv")
    assert [archive.read(entry.sha256) for entry in archive.submissions()] == [b"one", b"two"]


def test_only_the_owner_can_read_the_archive_and_nobody_writes_an_object(
    archive: Archive,
) -> None:
    submit(archive)
    assert mode_of(archive.object_path(SHA256)) == 0o400
    assert mode_of(archive.ledger_file) == 0o600
    objects = archive.object_path(SHA256).parent
    for directory in (archive.directory, archive.directory / "objects", objects):
        assert mode_of(directory) == 0o700, directory
    # Readers of releases pass through the directory above.
    assert mode_of(archive.directory.parent) == 0o755


def test_no_part_of_a_written_object_is_left_behind(archive: Archive) -> None:
    submit(archive)
    assert [path.name for path in archive.object_path(SHA256).parent.iterdir()] == [SHA256]


def test_an_object_whose_ledger_line_was_lost_in_a_crash_is_recorded_when_sent_again(
    archive: Archive,
) -> None:
    submit(archive)
    archive.ledger_file.unlink()
    assert submit(archive).sha256 == SHA256
    assert len(archive.submissions()) == 1


def test_a_corrupted_object_is_refused_naming_it_and_the_hash_expected(archive: Archive) -> None:
    submit(archive)
    path = archive.object_path(SHA256)
    path.chmod(0o600)
    path.write_bytes(DATA.replace(b"1\n", b"2\n"))
    with pytest.raises(ArchiveError, match="no longer has the content") as refused:
        archive.read(SHA256)
    assert refused.value.where == str(path)
    assert refused.value.expected == f"sha256 {SHA256}"
    assert "backup" in str(refused.value)


def test_a_missing_object_is_refused_naming_it(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="cannot be read") as refused:
        archive.read(SHA256)
    assert refused.value.where == str(archive.object_path(SHA256))


@pytest.mark.parametrize(
    "line",
    [
        b'{"sha256": "ab", \n',
        b"\n",
        b"[]\n",
        b'{"sha256": "ab"}\n',
        b'{"unknown": 1}\n',
        b"\xff\xfe\n",
    ],
    ids=["torn", "blank", "a list", "keys missing", "keys unknown", "not UTF-8"],
)
def test_a_damaged_ledger_line_is_named_and_never_skipped(archive: Archive, line: bytes) -> None:
    submit(archive)
    with archive.ledger_file.open("ab") as ledger:
        ledger.write(line)
    submit_other = archive.ledger_file.read_bytes()
    with pytest.raises(ArchiveError, match="a ledger line cannot be read") as refused:
        list(archive.ledger())
    assert refused.value.where == f"{archive.ledger_file}, line 2"
    assert refused.value.next_step == "restore the ledger from a backup"
    with pytest.raises(ArchiveError):
        submit(archive, b"other bytes")
    assert archive.ledger_file.read_bytes() == submit_other


def test_an_archive_of_nothing_has_an_empty_ledger(archive: Archive) -> None:
    assert list(archive.ledger()) == []
    assert archive.submissions() == []
    assert not archive.directory.exists()


def test_names_are_kept_as_data_whatever_stands_in_them(archive: Archive) -> None:
    name = 'a\n"b"\\../é\u2028.csv'
    submit(archive, name=name)
    assert [entry.name for entry in archive.ledger()] == [name]
    assert len(archive.ledger_file.read_bytes().splitlines()) == 1


def test_a_later_decision_is_another_line_and_the_bytes_stay(archive: Archive) -> None:
    entry = submit(archive)
    other = submit(archive, b"other")
    decided = archive.decide(entry, "excluded", "sent by mistake")
    assert (decided.decision, decided.why) == ("excluded", "sent by mistake")
    assert archive.submissions() == [other]
    assert archive.all_submissions() == [decided, other]
    assert archive.read(SHA256) == DATA
    lines = [json.loads(line) for line in archive.ledger_file.read_text().splitlines()]
    assert [line["decision"] for line in lines] == ["accepted", "accepted", "excluded"]


def test_an_excluded_file_that_is_sent_again_stays_excluded(archive: Archive) -> None:
    archive.decide(submit(archive), "excluded", "sent by mistake")
    submit(archive)
    assert archive.submissions() == []


def test_bundled_files_are_no_submissions(archive: Archive) -> None:
    bundle(archive)
    assert archive.all_submissions() == []


def test_a_submission_is_found_by_the_beginning_of_its_hash(archive: Archive) -> None:
    entry = submit(archive)
    submit(archive, b"other")
    assert archive.find_submission(SHA256[:12]) == entry


@pytest.mark.parametrize(("prefix", "count"), [("", 2), ("zz", 0)])
def test_a_beginning_that_names_none_or_several_is_refused_with_their_number(
    archive: Archive, prefix: str, count: int
) -> None:
    submit(archive)
    submit(archive, b"other")
    with pytest.raises(ArchiveError, match=f"{count} submissions begin with '{prefix}'") as refused:
        archive.find_submission(prefix)
    assert (refused.value.expected, refused.value.next_step) == ("exactly one", "p2c submissions")


def submit_file(archive: Archive, path: Path) -> ArchivedFile:
    with open_plain_file(path, str(path)) as handle:
        copied = archive.copy_in(handle, path.name)
    return archive.keep(
        copied, kind="submission", source_id="inbox", edition="2026-01-01", name=path.name
    )


def test_a_file_is_stored_as_its_bytes_are(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "pledges.csv"
    path.write_bytes(DATA)
    entry = submit_file(archive, path)
    assert archive.read(SHA256) == DATA
    assert (entry.sha256, entry.bytes, entry.name) == (SHA256, len(DATA), "pledges.csv")
    assert mode_of(archive.object_path(SHA256)) == 0o400
    assert submit(archive) == entry
    assert submit_file(archive, path) == entry
    assert list((archive.directory / "incoming").iterdir()) == []
    assert path.read_bytes() == DATA


def test_a_large_file_is_stored_and_checked_in_little_memory(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as sparse:
        sparse.truncate(64 * 1024**2)
    tracemalloc.start()
    try:
        entry = submit_file(archive, path)
        with archive.open(entry.sha256):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert entry.bytes == 64 * 1024**2
    assert peak < 8 * 1024**2


def test_a_file_whose_disk_fails_is_refused_and_nothing_of_it_is_kept(archive: Archive) -> None:
    # Its address 0 holds nothing that can be read.
    with pytest.raises(FileRefused, match="it cannot be read"):
        submit_file(archive, Path("/proc/self/mem"))
    assert archive.ledger() == []
    assert [path for path in archive.directory.rglob("*") if path.is_file()] == []


def test_copies_that_a_crash_cut_short_are_removed(archive: Archive) -> None:
    submit(archive)
    (archive.directory / "incoming" / "unfinished.part").write_bytes(b"half")
    archive.remove_unfinished()
    assert list((archive.directory / "incoming").iterdir()) == []
    assert archive.read(SHA256) == DATA


def test_an_object_that_was_lost_is_kept_again_when_its_bytes_come_again(
    archive: Archive,
) -> None:
    entry = submit(archive)
    archive.object_path(SHA256).unlink()
    assert submit(archive) == entry
    assert archive.read(SHA256) == DATA


def test_a_stored_object_is_opened_at_its_beginning_after_all_of_it_was_checked(
    archive: Archive,
) -> None:
    submit(archive)
    with archive.open(SHA256) as handle:
        assert handle.read(6) == DATA[:6]
    path = archive.object_path(SHA256)
    path.chmod(0o600)
    path.write_bytes(DATA[:-1])
    with pytest.raises(ArchiveError, match="no longer has the content"), archive.open(SHA256):
        pytest.fail("bytes that were not checked were handed out")


def test_the_ledger_is_read_once_and_not_again_for_each_file(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(archive)
    again = Archive(archive.directory)
    parsed: list[int] = []
    parse = Ledger._parse

    def count(ledger: Ledger, line: bytes, number: int) -> ArchivedFile:
        parsed.append(number)
        return parse(ledger, line, number)

    monkeypatch.setattr(Ledger, "_parse", count)
    for number in range(20):
        submit(again, f"content {number}".encode())
        again.submissions()
    assert parsed == [1]
    assert len(again.ledger()) == 21


def test_lines_that_another_process_added_are_seen(archive: Archive) -> None:
    submit(archive)
    assert len(archive.submissions()) == 1
    other = Archive(archive.directory)
    other.decide(other.find_submission(SHA256), "excluded", "sent by mistake")
    assert archive.submissions() == []
    submit(other, b"other")
    submit(archive, b"third")
    assert len(archive.ledger()) == len(Archive(archive.directory).ledger()) == 4


def test_the_last_line_about_a_file_is_found_by_what_names_it(archive: Archive) -> None:
    decided = archive.decide(submit(archive), "refused", "it holds no pledges")
    bundled = bundle(archive)
    assert archive.latest(SHA256, "inbox", "2026-01-01") == decided
    assert archive.latest(SHA256, "pledges", "2026-01-01") == bundled
    assert archive.latest(SHA256, "pledges", "2027-01-01") is None
