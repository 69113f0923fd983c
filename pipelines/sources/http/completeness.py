"""Judges whether a body is whole, and the kind of thing that was asked for.

Its content is for the readers to judge.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from pipelines.errors import FetchFailed
from pipelines.sources.http.policy import FetchPolicy

_CHUNK_BYTES = 1 << 16
_ZIP_START = b"PK\x03\x04"
_ZIP_END = b"PK\x05\x06"
_ZIP_END_BYTES = 22
_PLAIN_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_OPENINGS: dict[str, tuple[bytes, ...]] = {
    "zip": (_ZIP_START,),
    "xlsx": (_ZIP_START,),
    "xml": (b"<",),
    "json": (b"{", b"["),
}
_LINE_ENDS = (b"\n", b"\r", b"\n\0", b"\r\0")
_BOM = b"\xef\xbb\xbf"
_MEDIA_TYPES = {
    "json": ("json", "text/plain"),
    "csv": ("csv", "text/plain"),
    "zip": ("zip",),
    "xlsx": ("spreadsheetml",),
    "xml": ("xml",),
}
_ERROR_NAMES = frozenset({"error", "errors", "fault", "exception"})
_NOTICE_NAMES = frozenset(
    {"message", "messages", "code", "status", "statuscode", "detail", "details", "title", "type"}
    | {"traceid", "requestid", "timestamp", "path", "instance"}
)
"""An object of nothing but these is a notice about a request and no data."""


@dataclass(frozen=True)
class Body:
    """A body to be judged.

    Attributes:
        content: All of its bytes, decoded.
        framing: `length`, `chunked` or `closed`, as in `client.Answer`.
        media_type: Content-Type as sent; None when it was not.
    """

    content: bytes
    framing: str
    media_type: str | None = None


def check_body(body: Body, content: str, policy: FetchPolicy) -> tuple[str, ...]:
    """Accepts a body that is whole and of the kind it should be.

    Args:
        body: What came.
        content: `json`, `csv`, `zip`, `xlsx` or `xml`; several with `|` between them where the
            publisher sends now one, now another.
        policy: Caps on what a zip may unpack to.

    Returns:
        What a person should know though the body is accepted.

    Raises:
        FetchFailed: when it is not; with `may_pass` when it looks cut.
    """
    if not body.content:
        _wrong("the body is empty", "at least one byte", "empty")
    kind = _kind(body.content, content.split("|"))
    if kind != "xml" and _start(body.content).startswith(b"<"):
        _wrong("the body is a page for people, not data", kind)
    _CHECKS[kind](body, policy)
    notes = []
    media = (body.media_type or "").partition(";")[0].strip().lower()
    if not any(known in media for known in _MEDIA_TYPES[kind]):
        notes.append(f"the body is {kind}, as it should be, though sent as {media or 'nothing'}")
    if kind == "csv" and not body.content.endswith(_LINE_ENDS):
        notes.append("the last line has no end, though the body is as long as was said")
    return tuple(notes)


def strict_json(content: bytes) -> object:
    """Parses JSON as RFC 8259 has it and no wider: no NaN, no name twice, nothing after the end.

    Raises:
        FetchFailed: when it is none; with `may_pass` when it may be cut.
    """
    try:
        text = content.removeprefix(_BOM).decode("utf-8")
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        # What is cut fails at its very end, up to one token before it.
        at_end = len(text) - error.pos < 8 or error.msg.startswith("Unterminated string")
        at_end = at_end and text.lstrip()[:1] in ("{", "[") and error.msg != "Extra data"
        raise FetchFailed(
            f"the body is no JSON: {error}",
            outcome="cut" if at_end else "wrong_content",
            may_pass=at_end,
            expected="one JSON document, whole",
        ) from error
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            _cut("the JSON ends within a character", "one JSON document, whole")
        _wrong(f"the body is no JSON: {error}", "JSON in UTF-8")
    except (ValueError, RecursionError) as error:
        _wrong(f"the body is no JSON: {error}", "JSON as RFC 8259 has it")


def _wrong(found: str, expected: str, outcome: str = "wrong_content") -> NoReturn:
    raise FetchFailed(
        found,
        outcome=outcome,
        expected=expected,
        next_step="look at the body kept beside the ledger of attempts",
    )


def _cut(found: str, expected: str) -> NoReturn:
    raise FetchFailed(found, outcome="cut", may_pass=True, expected=expected)


def _start(content: bytes) -> bytes:
    return content[:2048].removeprefix(_BOM).lstrip()


def _kind(content: bytes, kinds: list[str]) -> str:
    """Which of several kinds a body is, by its first bytes."""
    start = _start(content)
    for kind in kinds:
        if start.startswith(_OPENINGS.get(kind, ())):
            return kind
    return "csv" if "csv" in kinds else kinds[0]


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        ((name, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the name {name!r} is there twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError(f"{text[:40]} is beyond all numbers")
    return number


def _check_json(body: Body, _policy: FetchPolicy) -> None:
    document = strict_json(body.content)
    if not isinstance(document, dict | list) or not document:
        _wrong("the JSON holds nothing", "an object or a list with data", "empty")
    # World Bank API v2 puts its errors into a list of one object.
    notice = document[0] if isinstance(document, list) and len(document) == 1 else document
    if isinstance(notice, dict):
        names = {name.lower() for name in notice}
        errors = [name for name in notice if name.lower() in _ERROR_NAMES and notice[name]]
        if errors or names <= _NOTICE_NAMES:
            said = json.dumps(notice, ensure_ascii=True)[:200]
            _wrong(f"the publisher reports an error with status 200: {said}", "data")


def _check_csv(body: Body, _policy: FetchPolicy) -> None:
    start = _start(body.content)
    if start.startswith(
        (b"{", b"[", b"<", b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")
    ):
        _wrong(f"the body begins with {start[:12]!r}", "lines of values")
    if b"\0" in body.content and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        _wrong("the body holds zero bytes", "text, in UTF-16 only with a byte order mark")
    if len(body.content.splitlines()) < 2:
        _wrong("the body is a single line", "a header and lines of values", "empty")
    if body.framing == "closed":
        # A cut at the end of a line looks like the end of the file.
        _cut("the length of the body is not told", "a Content-Length or chunks: CSV has no end")
    if body.framing == "chunked" and not body.content.endswith(_LINE_ENDS):
        _cut("the last line has no end", "a line end after the last line")


def _check_zip(body: Body, policy: FetchPolicy) -> None:
    _members(body.content, policy)


def _check_xlsx(body: Body, policy: FetchPolicy) -> None:
    names = _members(body.content, policy)
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        _wrong("the body is a zip and no workbook", "an .xlsx workbook")


def _members(content: bytes, policy: FetchPolicy) -> set[str]:
    """The names in a zip of which every byte has been unpacked and compared with its CRC."""
    if not content.startswith(_ZIP_START):
        _wrong(f"the body begins with {content[:12]!r}", "a zip, which begins with PK")
    end = content.rfind(_ZIP_END, max(0, len(content) - _ZIP_END_BYTES - 0xFFFF))
    comment = int.from_bytes(content[end + 20 : end + 22], "little") if end >= 0 else 0
    if end < 0 or end + _ZIP_END_BYTES + comment != len(content):
        _cut("the zip has no end", "its central directory up to the last byte")
    limit = min(policy.unpacked_bytes, policy.unpacked_ratio * len(content))
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_members(members, policy)
            for member in members:
                with archive.open(member) as part:
                    while chunk := part.read(_CHUNK_BYTES):
                        unpacked += len(chunk)
                        if unpacked > limit:
                            _wrong(
                                f"the zip's {len(content):,} bytes unpack to over {limit:,}",
                                f"at most {policy.unpacked_bytes:,} bytes, and "
                                f"{policy.unpacked_ratio} times its size",
                                "too_large",
                            )
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        _cut(f"the zip is damaged: {error}", "members that match their checksums")
    return {member.filename for member in members}


def _check_members(members: list[zipfile.ZipInfo], policy: FetchPolicy) -> None:
    names = {member.filename for member in members}
    if not 0 < len(members) <= policy.unpacked_members or len(names) != len(members):
        _wrong(
            f"the zip has {len(members):,} members under {len(names):,} names",
            f"1 to {policy.unpacked_members:,} members, each once",
        )
    if any(member.flag_bits & 1 for member in members):
        _wrong("the zip is encrypted", "a zip without a password")
    if any(member.compress_type not in _PLAIN_METHODS for member in members):
        _wrong("the zip is packed in an unusual way", "members stored or deflated")


def _check_xml(body: Body, _policy: FetchPolicy) -> None:
    roots: list[str] = []

    def begin(name: str, _attributes: dict[str, str]) -> None:
        if not roots:
            roots.append(name.rpartition(":")[2].lower())

    def no_types(name: str, *_rest: object) -> None:
        _wrong(f"the XML declares a document type {name[:40]!r}", "plain XML")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    # Entities can only be declared in a document type; without one nothing can expand.
    parser.StartDoctypeDeclHandler = no_types
    try:
        parser.Parse(body.content, True)
    except expat.ExpatError as error:
        near_end = len(body.content) - parser.ErrorByteIndex < 64
        raise FetchFailed(
            f"the body is no XML: {error}",
            outcome="cut" if near_end else "wrong_content",
            may_pass=near_end,
            expected="one XML document, closed",
        ) from error
    if roots[0] in _ERROR_NAMES | {"html"}:
        _wrong(f"the XML is a {roots[0]}", "data")


_CHECKS: dict[str, Callable[[Body, FetchPolicy], None]] = {
    "json": _check_json,
    "csv": _check_csv,
    "zip": _check_zip,
    "xlsx": _check_xlsx,
    "xml": _check_xml,
}
CONTENT_KINDS = frozenset(_CHECKS)
