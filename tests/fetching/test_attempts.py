"""The ledger of attempts, waits, and what is remembered of publishers' files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.errors import ArchiveError, FetchFailed
from pipelines.sources.http import Attempt, Attempts, FetchPolicy, Validators
from pipelines.sources.http.attempts import without_secrets
from pipelines.sources.http.conditional import Validator
from pipelines.sources.http.retrying import Retries, seconds_to_wait
from tests.fetching.conftest import HOST, Bench
from tests.replay import bytes_reply, error

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ATTEMPT = Attempt(
    name="f.csv",
    route="test",
    url="https://data.example.org/f",
    host="data.example.org",
    started_at=NOW.isoformat(),
    ended_at=NOW.isoformat(),
    conditional=False,
    outcome="accepted",
)


def test_lines_are_added_and_read_back(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "new" / "attempts.jsonl")
    written = [replace(ATTEMPT, notes=("a\nnote\u2028",)), replace(ATTEMPT, why="…", hops=2)]
    assert attempts.lines() == []
    for attempt in written:
        attempts.append(attempt)
    assert attempts.lines() == written
    assert attempts.file.stat().st_mode & 0o777 == 0o600
    assert attempts.file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("torn", ["{", '{"name": "f.csv", "route": "te'])
def test_a_line_torn_by_a_crash_is_left_out_and_does_not_spoil_the_next(
    tmp_path: Path, torn: str
) -> None:
    attempts = Attempts(tmp_path / "attempts.jsonl")
    attempts.append(ATTEMPT)
    with attempts.file.open("a") as ledger:
        ledger.write(torn)
    assert attempts.lines() == [ATTEMPT]
    attempts.append(ATTEMPT)
    assert attempts.lines() == [ATTEMPT, ATTEMPT]


def test_a_whole_line_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "attempts.jsonl")
    attempts.append(ATTEMPT)
    with attempts.file.open("a") as ledger:
        ledger.write('{"name": "f.csv"}\n')
    with pytest.raises(ArchiveError, match="cannot be read") as caught:
        attempts.lines()
    assert "line 2" in str(caught.value)


def test_refused_bodies_are_kept_up_to_a_number_and_size(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "attempts.jsonl")
    for number in range(5):
        attempts.keep_refused(b"%d" % number * 100, at_most=10, files=3)
    kept = list(attempts.evidence_dir.iterdir())
    assert len(kept) == 3
    assert all(path.stat().st_size == 10 for path in kept)


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.example/x?page=2&date=2010:2025", "https://a.example/x?page=2&date=2010:2025"),
        ("https://a.example/x?api_key=s&p=1", "https://a.example/x?api_key=***&p=1"),
        ("https://a.example/x?Subscription-Key=s#f", "https://a.example/x?Subscription-Key=***"),
        (
            "https://a.example/x?access_token=s&sig=t",
            "https://a.example/x?access_token=***&sig=***",
        ),
        ("https://u:s@a.example/x", "https://a.example/x"),
        ("https://[broken", "unreadable URL"),
    ],
)
def test_urls_are_written_down_without_secrets(url: str, written: str) -> None:
    assert without_secrets(url) == written


def test_an_answer_after_a_deferral_ends_it(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", error(503, "86400"), bytes_reply(b"a,b\n1,2\n"))
    with pytest.raises(FetchFailed):
        bench.ask()
    assert bench.attempts.deferred_until(HOST) == NOW + timedelta(days=1)
    bench.now += timedelta(days=2)
    bench.body()
    assert bench.attempts.deferred_until(HOST) is None


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 5 ", 5),
        ("Tue, 24 Nov 2026 12:01:00 GMT", 60),
        ("Tuesday, 24-Nov-26 12:01:00 GMT", 60),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0),
        ("Tue, 24 Nov 2026 13:00:00 +0100", 0),
        ("9" * 400, 31 * 86400),
        ("Tue, 24 Nov 9999 12:01:00 GMT", 31 * 86400),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("Tue, 99 Nov 2026", None),
        ("", None),
        ("²", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(asked: str, seconds: float | None) -> None:
    assert seconds_to_wait({"retry-after": asked}, NOW) == seconds


def test_waits_double_up_to_a_cap_and_half_of_each_is_certain() -> None:
    policy = replace(FetchPolicy(), tries=99, longest_wait_seconds=10)
    failure = FetchFailed("status 503", may_pass=True)
    for random, factor in ((0.0, 0.5), (1.0, 1.0)):
        retries = Retries(policy, lambda random=random: random)
        waits = [retries.wait_after(failure, tries) for tries in range(1, 7)]
        assert waits == [factor * wait for wait in (1, 2, 4, 8, 10, 10)]


def test_a_run_does_not_wait_longer_in_all_than_it_may() -> None:
    policy = replace(FetchPolicy(), tries=99, retry_seconds_per_run=100)
    retries = Retries(policy)
    asked = FetchFailed("status 503", may_pass=True, wait_seconds=50)
    assert [retries.wait_after(asked, 1), retries.wait_after(asked, 1)] == [50, 50]
    with pytest.raises(FetchFailed, match="503"):
        retries.wait_after(asked, 1)


def test_what_does_not_pass_is_not_waited_for() -> None:
    with pytest.raises(FetchFailed, match="404"):
        Retries(FetchPolicy()).wait_after(FetchFailed("status 404"), 1)


HELD = Validator("0" * 64, '"tag"', "Mon, 23 Nov 2026 00:00:00 GMT", "2026-11-24")
URL = "https://data.example.org/f"


def test_an_etag_goes_before_a_date_and_a_week_before_both(tmp_path: Path) -> None:
    validators = Validators(tmp_path / "validators.json")
    day = date(2026, 11, 24)
    assert validators.conditions(URL, day, 7) == {}
    validators.remember(URL, HELD)
    assert validators.conditions(URL, day, 7) == {"If-None-Match": '"tag"'}
    assert validators.conditions(URL, day + timedelta(days=6), 7) != {}
    assert validators.conditions(URL, day + timedelta(days=7), 7) == {}
    assert validators.conditions(URL, day - timedelta(days=1), 7) == {}, "the clock was set back"
    validators.remember(URL, replace(HELD, etag=None))
    assert validators.conditions(URL, day, 7) == {"If-Modified-Since": HELD.last_modified}
    validators.remember(URL, replace(HELD, lied=True))
    assert validators.conditions(URL, day, 7) == {}


def test_validators_that_cannot_be_read_are_an_error_with_a_way_out(tmp_path: Path) -> None:
    file = tmp_path / "validators.json"
    file.write_text('{"https://data.example.org/f": {"etag": 1}}')
    with pytest.raises(ArchiveError, match="cannot be read"):
        Validators(file).of(URL)


@pytest.mark.parametrize(
    ("sha256", "etag", "last_modified", "is_contradicted"),
    [
        ("0" * 64, '"tag"', None, False),
        ("1" * 64, '"tag"', None, True),
        ("1" * 64, '"new"', HELD.last_modified, False),
        ("1" * 64, None, HELD.last_modified, False),
    ],
)
def test_new_bytes_under_an_old_etag_contradict_it(
    sha256: str, etag: str | None, last_modified: str | None, is_contradicted: bool
) -> None:
    assert HELD.is_contradicted_by(sha256, etag, last_modified) is is_contradicted
