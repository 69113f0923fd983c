"""A body that does not come whole is refused, however it was framed or packed."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.fetching.conftest import HOST, Bench
from tests.fetching.faults.conftest import CSV, JSON, ONE_TRY, BenchWith, failure, zipped
from tests.replay import Reply, bytes_reply, cut, raw

pytestmark = pytest.mark.slow


def test_n07_a_short_body_is_detected_and_retried(bench: Bench) -> None:
    whole = bytes_reply(CSV)
    bench.replay.on(HOST, "/file", cut(whole, len(CSV) // 2), whole)
    assert bench.body().content == CSV
    assert bench.outcomes == ["cut", "accepted"]


def test_n07_a_body_that_stays_short_fails(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", cut(bytes_reply(CSV), len(CSV) - 1))
    assert failure(bench).outcome == "cut"
    assert bench.outcomes == ["cut"] * bench.policy.tries


@pytest.mark.parametrize("after", [0, 10, len(CSV) - 1, len(CSV)])
def test_n07_chunks_without_the_last_one_are_a_short_body(bench: Bench, after: int) -> None:
    whole = bytes_reply(CSV, framing="chunked", piece=100)
    bench.replay.on(HOST, "/file", cut(whole, after), whole)
    assert bench.body().content == CSV
    assert bench.outcomes == ["cut", "accepted"]


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("csv", CSV),
        ("json", json.dumps(JSON).encode()),
        ("zip", zipped()),
        ("xml", b"<rates><rate>1</rate></rates>"),
    ],
)
def test_n08_a_cut_body_of_untold_length_is_refused(
    bench: Bench, content: str, body: bytes
) -> None:
    whole = Reply(body, framing="close")
    bench.replay.on(HOST, "/file", *(cut(whole, after) for after in range(1, len(body), 37)))
    for _ in range(1, len(body), 37 * bench.policy.tries):
        failure(bench, content=content)


WIRE = {
    "length": b"Content-Length: 16\r\n\r\na,b\n1,2\n3,4\n5,6\n",
    "chunked": b"Transfer-Encoding: chunked\r\n\r\n8\r\na,b\n1,2\n\r\n8\r\n3,4\n5,6\n\r\n0\r\n",
}


@pytest.mark.parametrize("framing", WIRE)
def test_n08_an_answer_cut_at_any_byte_is_refused(bench_with: BenchWith, framing: str) -> None:
    bench = bench_with(ONE_TRY)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n" + WIRE[framing]
    # The very last CRLF after the last chunk of no length says nothing more.
    shortest = len(answer) - (2 if framing == "chunked" else 0)
    cuts = range(0, shortest, 2)
    bench.replay.on(HOST, "/file", *(raw(answer[:length]) for length in cuts), raw(answer))
    for _ in cuts:
        failure(bench)
    assert bench.body().content == b"a,b\n1,2\n3,4\n5,6\n"


def test_n08_headers_that_run_into_the_body_are_refused(bench: Bench) -> None:
    damaged = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nv\n8\r\na,b\n1,2\n\r\n"
    bench.replay.on(HOST, "/file", raw(damaged + b"8\r\n3,4\n5,6\n\r\n0\r\n\r\n"))
    assert failure(bench).outcome == "bad_http"


@pytest.mark.parametrize("length", [b"-8", b"x", b"", b"8" * 100_000])
def test_n08_chunks_of_no_sensible_length_are_refused(bench_with: BenchWith, length: bytes) -> None:
    bench = bench_with(ONE_TRY)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\na,b\n\r\n"
    bench.replay.on(HOST, "/file", raw(head + length + b"\r\n1,2\n\r\n0\r\n\r\n"))
    failure(bench)


@pytest.mark.parametrize("cut_at_a_line_end", [True, False])
def test_n08_csv_of_untold_length_is_refused_even_at_a_line_end(
    bench: Bench, cut_at_a_line_end: bool
) -> None:
    body = CSV[: CSV.index(b"\n", 500) + 1] if cut_at_a_line_end else CSV
    bench.replay.on(HOST, "/file", Reply(body, framing="close"))
    assert failure(bench).outcome == "cut"


@pytest.mark.parametrize(
    ("content", "body"), [("json", json.dumps(JSON).encode()), ("zip", zipped())]
)
def test_n08_a_body_of_untold_length_with_an_end_of_its_own_is_accepted(
    bench: Bench, content: str, body: bytes
) -> None:
    bench.replay.on(HOST, "/file", Reply(body, framing="close"))
    assert bench.body(content=content).content == body


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_n09_a_cut_gzip_encoding_is_refused(bench: Bench, framing: str) -> None:
    half = gzip.compress(CSV)[:-60]
    encoded = Reply(half, framing=framing, headers={"Content-Encoding": "gzip"})
    bench.replay.on(HOST, "/file", encoded)
    assert failure(bench).outcome == "cut"


def test_n09_identity_is_asked_for_and_a_whole_gzip_encoding_is_undone(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(CSV, gzipped=True))
    assert bench.body().content == CSV
    (asked,) = bench.replay.received
    assert asked.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("missing", [1, 10, 22, 30, 100])
def test_n10_a_truncated_zip_is_refused(bench: Bench, missing: int) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(zipped()[:-missing], "application/zip"))
    assert failure(bench, content="zip").outcome == "cut"


def test_n10_a_zip_with_a_flipped_byte_is_refused(bench: Bench) -> None:
    spoilt = bytearray(zipped())
    spoilt[len(spoilt) // 3] ^= 0xFF
    bench.replay.on(HOST, "/file", bytes_reply(bytes(spoilt), "application/zip"))
    failure(bench, content="zip")
