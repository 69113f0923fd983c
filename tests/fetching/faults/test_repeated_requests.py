"""Asking again: an unchanged file is not sent twice, a changed one is noticed."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from pipelines.sources.http import NotModified
from tests.fetching.conftest import HOST, Bench
from tests.fetching.faults.conftest import CSV, failure
from tests.replay import Reply, bytes_reply, conditional

pytestmark = pytest.mark.slow


def test_n18_an_etag_that_lies_is_found_at_the_unconditional_refetch(bench: Bench) -> None:
    changed = CSV + b"ZWE,2025,40.1\n"
    bench.replay.on(
        HOST,
        "/file",
        conditional(CSV, '"same"'),
        *[conditional(changed, '"same"')] * 20,
    )
    fetcher = bench.new_fetcher()
    first = bench.body(fetcher=fetcher)
    fetcher.remember(first)
    for _ in range(6):
        bench.now += timedelta(days=1)
        answer = bench.ask()
        assert isinstance(answer, NotModified)
        assert answer.sha256 == first.sha256
    bench.now += timedelta(days=1)
    fetcher = bench.new_fetcher()
    found = bench.body(fetcher=fetcher)
    assert found.content == changed
    assert any("ETag" in note for note in found.notes)
    assert [line.conditional for line in bench.lines] == [False, *[True] * 6, False]
    fetcher.remember(found)
    bench.now += timedelta(days=1)
    assert bench.body().content == changed, "who has lied is not believed again"


def test_n18_without_a_word_from_the_archive_nothing_is_conditional(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", conditional(CSV, '"same"'))
    assert bench.body().content == CSV
    assert bench.body().content == CSV


def test_n18_a_304_that_was_not_asked_for_is_an_error(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", Reply(status=304))
    assert failure(bench).outcome == "status"


def test_n19_new_bytes_at_the_same_url_have_another_hash(bench: Bench) -> None:
    revised = CSV.replace(b"39.3", b"41.0")
    bench.replay.on(HOST, "/file", bytes_reply(CSV), bytes_reply(revised))
    hashes = [bench.body().sha256, bench.body().sha256]
    assert hashes == [sha256(CSV).hexdigest(), sha256(revised).hexdigest()]
    assert [line.sha256 for line in bench.lines] == hashes
