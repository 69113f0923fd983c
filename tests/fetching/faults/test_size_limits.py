"""No answer is larger than the policy allows, packed or unpacked."""

from __future__ import annotations

import gzip
import time
from dataclasses import replace

import pytest

from pipelines.sources.http import FetchPolicy
from tests.fetching.conftest import HOST, Bench
from tests.fetching.faults.conftest import CSV, ONE_TRY, BenchWith, failure, zipped
from tests.replay import Reply, bytes_reply, raw

pytestmark = pytest.mark.slow

HEADER = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n"


@pytest.mark.parametrize(
    "head",
    [
        HEADER + b"".join(b"X-%d: x\r\n" % number for number in range(200)),
        HEADER + b"X-Long: " + b"x" * 70_000 + b"\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50_000,
    ],
    ids=["many headers", "a long header", "interim answers without end"],
)
def test_n24_a_header_bomb_is_capped(bench_with: BenchWith, head: bytes) -> None:
    bench = bench_with(replace(ONE_TRY, wire_bytes=1_000_000))
    bench.replay.on(HOST, "/file", raw(head + b"\r\na,b\n1,2\n"))
    assert failure(bench).outcome == "too_large"


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_n24_a_body_over_the_cap_is_not_read_to_its_end(
    bench_with: BenchWith, framing: str
) -> None:
    bench = bench_with(replace(FetchPolicy(), wire_bytes=200_000))
    bench.replay.on(HOST, "/file", Reply(b"1,2\n" * 2_000_000, framing=framing))
    assert failure(bench).outcome == "too_large"
    assert len(bench.lines) == 1, "what is too large is not retried"
    assert max((count for _, count, _ in bench.seen), default=0) <= 200_000
    if framing == "length":
        assert bench.seen == [], "a length over the cap is believed"


def test_n24_a_gzip_bomb_is_capped(bench_with: BenchWith) -> None:
    bench = bench_with(replace(FetchPolicy(), decoded_bytes=1_000_000))
    bomb = gzip.compress(b"1,2\n" * 5_000_000)
    assert len(bomb) < 100_000
    bench.replay.on(HOST, "/file", Reply(bomb, headers={"Content-Encoding": "gzip"}))
    assert failure(bench).outcome == "too_large"


def test_n24_a_zip_bomb_is_capped(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(zipped(content=b"0" * 20_000_000)))
    assert failure(bench, content="zip").outcome == "too_large"


@pytest.mark.parametrize("request_", [{"content": "pdf"}, {"content": ""}, {"paging": "cursor"}])
def test_a_request_for_an_unknown_kind_or_paging_is_refused_unsent(
    bench: Bench, request_: dict[str, str]
) -> None:
    assert failure(bench, **request_).outcome == "bad_request"
    assert bench.replay.received == []


def test_n24_the_body_of_a_redirect_is_not_read(bench: Bench) -> None:
    endless = Reply(b"moved" * 100, 302, {"Location": "/here"}, pause=0.2, piece=1)
    bench.replay.on(HOST, "/file", endless)
    bench.replay.on(HOST, "/here", bytes_reply(CSV))
    began = time.monotonic()
    assert bench.body().content == CSV
    assert time.monotonic() - began < 3
