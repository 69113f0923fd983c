"""A server that is silent or slow is left at a deadline."""

from __future__ import annotations

import socket
import time
from dataclasses import replace

import pytest

from tests.fetching.conftest import HOST
from tests.fetching.faults.conftest import CSV, ONE_TRY, BenchWith, failure
from tests.replay import bytes_reply, drip, hang, raw

pytestmark = pytest.mark.slow


def test_n05_silence_before_the_headers_ends_at_the_read_deadline(bench_with: BenchWith) -> None:
    bench = bench_with(replace(ONE_TRY, read_seconds=0.3))
    bench.replay.on(HOST, "/file", hang())
    began = time.monotonic()
    failed = failure(bench)
    assert failed.outcome == "timeout"
    assert 0.3 <= time.monotonic() - began < 3


def test_n05_silence_in_the_handshake_ends_at_the_connect_deadline(bench_with: BenchWith) -> None:
    bench = bench_with(replace(ONE_TRY, connect_seconds=0.3))
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        fetcher = bench.new_fetcher(addresses={HOST: deaf.getsockname()})
        began = time.monotonic()
        assert failure(bench, fetcher=fetcher).outcome == "timeout"
        assert 0.3 <= time.monotonic() - began < 3


def test_n05_silence_is_retried(bench_with: BenchWith) -> None:
    bench = bench_with(replace(ONE_TRY, read_seconds=0.3, tries=2))
    bench.replay.on(HOST, "/file", hang(), bytes_reply(CSV))
    assert bench.body().content == CSV
    assert bench.outcomes == ["timeout", "accepted"]


def test_n06_a_drip_fails_at_the_floor_of_throughput(bench_with: BenchWith) -> None:
    bench = bench_with(replace(ONE_TRY, floor_window_seconds=0.3))
    bench.replay.on(HOST, "/file", drip(CSV, pause=0.05))
    began = time.monotonic()
    assert failure(bench).outcome == "slow"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("where", ["body", "chunks", "headers"])
def test_n06_a_drip_fails_at_the_total_deadline(bench_with: BenchWith, where: str) -> None:
    bench = bench_with(replace(ONE_TRY, total_seconds=0.5))
    head = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000
    bench.replay.on(
        HOST,
        "/file",
        {
            "body": drip(CSV, pause=0.05),
            "chunks": replace(drip(CSV, pause=0.05), framing="chunked"),
            "headers": replace(raw(head), pause=0.05, piece=1),
        }[where],
    )
    began = time.monotonic()
    assert failure(bench).outcome == "timeout"
    assert 0.5 <= time.monotonic() - began < 3
