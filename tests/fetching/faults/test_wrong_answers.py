"""An answer that is not the data is refused, and kept as evidence where it helps."""

from __future__ import annotations

import json

import pytest

from tests.fetching.conftest import HOST, Bench
from tests.fetching.faults.conftest import CSV, JSON, failure, zipped
from tests.replay import Reply, bytes_reply

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("content", ["csv", "json", "zip", "xlsx", "xml"])
def test_n11_a_page_for_people_is_refused_and_kept_as_evidence(bench: Bench, content: str) -> None:
    page = b"\n<!DOCTYPE html>\n<html><body>Are you a robot?<br></body></html>\n"
    bench.replay.on(HOST, "/file", bytes_reply(page, "text/html"))
    assert failure(bench, content=content).outcome == "wrong_content"
    (line,) = bench.lines
    assert line.evidence is not None
    kept = bench.directory / line.evidence
    assert kept.read_bytes() == page
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "body"), [("csv", CSV), ("zip", zipped()), ("json", json.dumps(JSON).encode())]
)
def test_n12_right_bytes_of_the_wrong_media_type_are_accepted_and_noted(
    bench: Bench, content: str, body: bytes
) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(body, "application/octet-stream"))
    fetched = bench.body(content=content)
    assert fetched.content == body
    (note,) = fetched.notes
    assert "application/octet-stream" in note
    (line,) = bench.lines
    assert line.notes == (note,)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(CSV, 206, {"Content-Range": "bytes 0-9/10"}), "status"),
        (Reply(status=204), "status"),
        (Reply(CSV, 201), "status"),
        (Reply(CSV, 302), "status"),
        (bytes_reply(b""), "empty"),
        (bytes_reply(b"", framing="chunked"), "empty"),
        (bytes_reply(b"", framing="close"), "empty"),
    ],
)
def test_n20_anything_but_200_with_a_body_is_an_error(
    bench: Bench, reply: Reply, outcome: str
) -> None:
    bench.replay.on(HOST, "/file", reply)
    assert failure(bench).outcome == outcome
    assert len(bench.lines) == 1


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b'{"error": "Invalid code"}', "wrong_content"),
        (b'{"Errors": [{"code": 4}], "value": []}', "wrong_content"),
        (b'{"message": "Missing Authentication Token"}', "wrong_content"),
        (b'{"statusCode": 500, "message": "Internal server error"}', "wrong_content"),
        (b'[{"message": [{"id": "120", "key": "Invalid value", "value": "x"}]}]', "wrong_content"),
        (b'{"value": NaN}', "wrong_content"),
        (b'{"value": -Infinity}', "wrong_content"),
        (b'{"value": 1e999}', "wrong_content"),
        (b'{"count": 1, "count": 2}', "wrong_content"),
        (b'[{"area": "AGO", "area": "BGD"}]', "wrong_content"),
        (b'[{"area": "AGO"}] and more', "wrong_content"),
        (b'[{"area": "AGO"}][{"area": "BGD"}]', "wrong_content"),
        (b"[[" * 100_000, "wrong_content"),
        (b'{"area": "\xff"}', "wrong_content"),
        (b"undefined", "wrong_content"),
        (b"[]", "empty"),
        (b"{}", "empty"),
        (b"null", "empty"),
    ],
)
def test_n22_json_that_is_not_the_data_is_refused(bench: Bench, body: bytes, outcome: str) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(body, "application/json"))
    assert failure(bench, content="json").outcome == outcome
    assert len(bench.lines) == 1
