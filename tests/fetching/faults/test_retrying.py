"""A fault that may pass is retried, with patience that ends; a provider that refuses is left."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from pipelines.errors import Deferred, ProviderClosed
from pipelines.sources.http import FetchPolicy
from tests.fetching.conftest import HOST, URL, Bench
from tests.fetching.faults.conftest import CSV, BenchWith, failure
from tests.replay import bytes_reply, error

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_n01_a_passing_error_is_retried_with_jitter(bench: Bench, status: int) -> None:
    bench.replay.on(HOST, "/file", error(status), error(status), bytes_reply(CSV))
    assert bench.body().content == CSV
    assert bench.outcomes == ["status", "status", "accepted"]
    assert [line.status for line in bench.lines] == [status, status, 200]
    first, second = bench.waits
    assert 0.5 <= first <= 1 <= second <= 2


def test_n01_the_waits_of_two_runs_differ(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", error(503), bytes_reply(CSV), error(503), bytes_reply(CSV))
    bench.body()
    bench.body()
    assert len(set(bench.waits)) == 2


def test_n02_a_persistent_error_fails_within_the_budget(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", error(503))
    failed = failure(bench)
    assert "503" in failed.found
    assert "sorry" in failed.found
    assert failed.where is not None
    assert URL in failed.where
    assert bench.outcomes == ["status"] * bench.policy.tries
    assert bench.replay.count(HOST, "/file") == bench.policy.tries


def test_n02_all_bodies_of_a_run_share_one_budget_of_retries(bench_with: BenchWith) -> None:
    bench = bench_with(replace(FetchPolicy(), retries_per_run=2))
    bench.replay.on(HOST, "/file", error(503))
    fetcher = bench.new_fetcher()
    failure(bench, fetcher=fetcher)
    assert len(bench.lines) == 3
    failure(bench, fetcher=fetcher)
    assert len(bench.lines) == 4, "the second body may not be retried any more"


def test_n03_retry_after_in_seconds_is_waited_for(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", error(429, "1"), error(429, "7"), bytes_reply(CSV))
    assert bench.body().content == CSV
    assert bench.waits == [1, 7]


def test_n03_retry_after_as_a_date_is_waited_for(bench: Bench) -> None:
    asked = "Tue, 24 Nov 2026 12:00:05 GMT"
    bench.replay.on(HOST, "/file", error(503, asked), bytes_reply(CSV))
    assert bench.body().content == CSV
    assert bench.waits == [5]


@pytest.mark.parametrize("asked", ["86400", "Wed, 25 Nov 2026 12:00:00 GMT"])
def test_n04_a_long_retry_after_is_deferred_at_once(bench: Bench, asked: str) -> None:
    bench.replay.on(HOST, "/file", error(429, asked), bytes_reply(CSV))
    began = time.monotonic()
    failed = failure(bench)
    assert time.monotonic() - began < 1
    assert isinstance(failed, Deferred)
    assert failed.until == bench.now + timedelta(days=1)
    assert bench.waits == []
    assert "2026-11-25 12:00:00 UTC" in str(failed)
    (line,) = bench.lines
    assert (line.outcome, line.next_try_at) == ("deferred", "2026-11-25T12:00:00+00:00")


def test_n04_nobody_asks_before_the_next_try_time_and_then_somebody_does(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", error(429, "86400"), bytes_reply(CSV))
    failure(bench)
    bench.now += timedelta(hours=23)
    assert isinstance(failure(bench), Deferred)
    assert len(bench.replay.received) == 1
    bench.now += timedelta(hours=1, seconds=1)
    assert bench.body().content == CSV


def test_a_403_closes_the_provider_for_the_run(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", error(403), bytes_reply(CSV))
    fetcher = bench.new_fetcher()
    for _ in range(2):
        assert isinstance(failure(bench, fetcher=fetcher), ProviderClosed)
    assert len(bench.replay.received) == 1
    assert bench.body().content == CSV, "the next run asks again"


def test_a_path_that_an_api_gateway_does_not_know_closes_nothing(bench: Bench) -> None:
    unrouted = b'{"message":"Missing Authentication Token"}'
    bench.replay.on(HOST, "/v3", error(403, body=unrouted))
    bench.replay.on(HOST, "/file", bytes_reply(CSV))
    fetcher = bench.new_fetcher()
    assert not isinstance(failure(bench, fetcher=fetcher, url=f"https://{HOST}/v3"), ProviderClosed)
    assert bench.body(fetcher=fetcher).content == CSV


def test_progress_is_told_and_requests_to_one_host_keep_their_distance(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(CSV))
    fetcher = bench.new_fetcher()
    for _ in range(2):
        bench.body(fetcher=fetcher, min_interval_seconds=30)
    assert bench.seen[:2] == [("file.csv", 0, len(CSV)), ("file.csv", len(CSV), len(CSV))]
    (wait,) = bench.waits
    assert 25 < wait <= 30
