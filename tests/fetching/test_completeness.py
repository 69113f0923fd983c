"""What counts as a whole body of the kind that was asked for. Figures are invented."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.errors import FetchFailed
from pipelines.sources.http import FetchPolicy
from pipelines.sources.http.completeness import Body, check_body, strict_json

POLICY = FetchPolicy()
CSV = b"economy;year;value\r\nAGO;2025;39.3\r\nBGD;2025;44.5\r\n"
WORKBOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def check(content: bytes, kind: str, framing: str = "length") -> tuple[str, ...]:
    return check_body(Body(content, framing, None), kind, POLICY)


def refusal(content: bytes, kind: str, framing: str = "length") -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        check(content, kind, framing)
    return caught.value


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (CSV, "csv"),
        (b"\xef\xbb\xbf" + CSV, "csv"),
        (CSV.decode().encode("utf-16"), "csv"),
        (CSV.replace(b"\r\n", b"\r"), "csv"),
        (b'{"count": 1, "value": [{"a": null}]}', "json"),
        (b'\xef\xbb\xbf [{"a": 1e-7}]\n', "json"),
        (b'{"error": null, "value": [1]}', "json"),
        (b'{"note": "<html> is no page here", "value": []}', "json"),
        (zipped({"a.csv": CSV}), "zip"),
        (zipped({"a.csv": CSV}, zipfile.ZIP_STORED), "zip"),
        (zipped(WORKBOOK), "xlsx"),
        (b"<?xml version='1.0'?>\n<rates><rate code='AOA'>912</rate></rates>\n", "xml"),
    ],
)
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_whole_bodies_are_accepted(content: bytes, kind: str, framing: str) -> None:
    check(content, kind, framing)


@pytest.mark.parametrize("content", [CSV, zipped({"a.csv": CSV})])
def test_either_of_two_kinds_is_accepted(content: bytes) -> None:
    check(content, "zip|csv")


@pytest.mark.parametrize("kind", ["csv", "json", "zip", "xlsx", "xml", "zip|csv"])
@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html><head></head><body>Access denied</body></html>",
        b"\n\n  <html lang='en'><title>Just a moment...</title></html>\n",
        b"<HTML>\n<BODY>\nmaintenance\n</BODY>\n</HTML>\n",
        b"<!-- cached --><html></html>\n<!-- end -->\n",
        b"Service temporarily unavailable",
        b"%PDF-1.7\nnot a table\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n",
        b"\x1f\x8b\x08\0\n\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\n\n",
        b"\n",
    ],
)
def test_pages_for_people_and_foreign_files_are_refused(content: bytes, kind: str) -> None:
    refusal(content, kind)


@pytest.mark.parametrize("kind", ["json", "zip", "xlsx", "xml"])
def test_no_beginning_of_a_body_with_an_end_of_its_own_is_accepted(kind: str) -> None:
    whole = {
        "json": b'{"count": 2, "value": [{"a": "\xc3\xa9", "b": true}, {"a": -1.5, "b": null}]}',
        "zip": zipped({"a.csv": CSV, "b.csv": CSV * 3}),
        "xlsx": zipped(WORKBOOK),
        "xml": b"<?xml version='1.0'?><rates><rate code='AOA'>912</rate><!-- end --></rates>",
    }[kind]
    check(whole, kind, "closed")
    for length in range(1, len(whole)):
        assert refusal(whole[:length], kind, "closed").outcome in ("cut", "wrong_content")


def test_a_cut_is_told_from_other_contents_so_that_it_is_retried() -> None:
    whole = b'{"count": 2, "value": [{"a": "\xc3\xa9", "b": true}, {"a": -1.5, "b": null}]}'
    assert all(refusal(whole[:length], "json").may_pass for length in range(1, len(whole)))
    assert not refusal(b'{"count": 2, "value": [oops], "rest": "goes on and on"}', "json").may_pass
    assert not refusal(whole + b" trailing", "json").may_pass


def test_csv_sent_in_chunks_ends_with_a_line_end() -> None:
    assert refusal(CSV[:-5], "csv", "chunked").outcome == "cut"
    assert any("no end" in note for note in check(CSV[:-5], "csv", "length"))
    assert not any("no end" in note for note in check(CSV, "csv", "length"))


@pytest.mark.parametrize("extra", [b"\n", b"<!-- served from cache -->", b"\0" * 512])
def test_bytes_after_the_end_of_a_zip_are_refused(extra: bytes) -> None:
    refusal(zipped({"a.csv": CSV}) + extra, "zip")


def test_a_zip_with_a_comment_is_accepted() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", CSV)
        archive.comment = b"made by hand"
    check(file.getvalue(), "zip")


def test_a_zip_whose_member_does_not_match_its_checksum_is_refused() -> None:
    content = bytearray(zipped({"a.csv": CSV}, zipfile.ZIP_STORED))
    content[content.index(b"39.3")] = ord("9")
    assert "CRC" in refusal(bytes(content), "zip").found


def test_a_zip_that_names_a_member_twice_is_refused() -> None:
    content = zipped({"a.csv": CSV, "b.csv": CSV}).replace(b"b.csv", b"a.csv")
    assert "2 members under 1 names" in refusal(content, "zip").found


def test_an_encrypted_or_unusually_packed_zip_is_refused() -> None:
    content = bytearray(zipped({"a.csv": CSV}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", content, content.index(signature) + offset, 1)
    assert "encrypted" in refusal(bytes(content), "zip").found
    assert "unusual" in refusal(zipped({"a.csv": CSV}, zipfile.ZIP_LZMA), "zip").found


def test_a_zip_with_more_members_or_bytes_than_allowed_is_refused() -> None:
    many = zipped({f"{number}.csv": b"1" for number in range(11)})
    for policy in (replace(POLICY, unpacked_members=10), replace(POLICY, unpacked_bytes=10)):
        with pytest.raises(FetchFailed):
            check_body(Body(many, "length"), "zip", policy)
    assert refusal(zipped({"a.csv": b"0" * 10_000_000}), "zip").outcome == "too_large"


def test_an_empty_zip_and_a_zip_that_is_no_workbook_are_refused() -> None:
    refusal(zipped({}), "zip")
    assert "no workbook" in refusal(zipped({"a.csv": CSV}), "xlsx").found


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>",
        b"<Error><Code>AccessDenied</Code></Error>",
        b"<wb:error xmlns:wb='http://www.worldbank.org'><wb:message/></wb:error>",
        b"<r/><r/>",
        b"<r>&undeclared;</r>",
    ],
)
def test_xml_with_entities_errors_or_several_roots_is_refused(content: bytes) -> None:
    refusal(content, "xml")


def test_numbers_are_parsed_as_json_has_them() -> None:
    assert strict_json(b'{"a": [1, 2.5, -3e2, "x"]}') == {"a": [1, 2.5, -300.0, "x"]}
    refusal(b'[{"a": %s}]' % (b"9" * 5000), "json")


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [("**/*.json", "json"), ("**/*.csv", "csv"), ("**/*.xlsx", "xlsx")],
)
def test_real_publishers_files_are_accepted(third_party: Path, pattern: str, kind: str) -> None:
    files = sorted(third_party.glob(pattern))
    assert files
    for file in files:
        check(file.read_bytes(), kind)
