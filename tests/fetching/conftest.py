"""Fetchers for tests: the real one, on a replay server, with waits written down and not waited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.sources.http import (
    Attempt,
    Attempts,
    FetchedBody,
    Fetcher,
    FetchPolicy,
    FetchRequest,
    NotModified,
    Validators,
)
from tests.replay import ReplayServer

HOST = "data.example.org"
URL = f"https://{HOST}/file"
POLICY = FetchPolicy(connect_seconds=5, read_seconds=5, total_seconds=10, floor_window_seconds=5)


@dataclass
class Bench:
    """One fetcher with everything a test looks at afterwards."""

    replay: ReplayServer
    directory: Path
    policy: FetchPolicy = POLICY
    waits: list[float] = field(default_factory=list)
    now: datetime = datetime(2026, 11, 24, 12, tzinfo=UTC)
    seen: list[tuple[str, int, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.attempts = Attempts(self.directory / "attempts.jsonl")
        self.validators = Validators(self.directory / "validators.json")
        self.fetcher = self.new_fetcher()

    def new_fetcher(self, **changes: object) -> Fetcher:
        """A fetcher as a next run has one."""
        known: dict[str, object] = {
            "attempts": self.attempts,
            "addresses": {HOST: ("127.0.0.1", self.replay.port), **self.replay.addresses},
            "ca_file": self.replay.ca_file,
            "validators": self.validators,
            "progress": lambda *seen: self.seen.append(seen),
            "sleep": self._wait,
            "now": lambda: self.now,
        }
        return Fetcher(self.policy, **(known | changes))  # type: ignore[arg-type]

    def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += timedelta(seconds=seconds)

    def ask(
        self,
        url: str = URL,
        *,
        content: str = "csv",
        paging: str | None = None,
        hosts: frozenset[str] = frozenset({HOST}),
        **more: object,
    ) -> tuple[FetchedBody, ...] | NotModified:
        """Fetch with a fetcher made for the routes the server has by now."""
        fetcher = more.pop("fetcher", None) or self.new_fetcher()
        assert isinstance(fetcher, Fetcher)
        more = {"min_interval_seconds": 0.0, "name": "file.csv", "route": "test"} | more
        return fetcher.fetch(
            FetchRequest(url=url, hosts=hosts, content=content, paging=paging, **more)  # type: ignore[arg-type]
        )

    def body(self, url: str = URL, **more: object) -> FetchedBody:
        """The only body of a fetch."""
        answer = self.ask(url, **more)  # type: ignore[arg-type]
        assert isinstance(answer, tuple)
        (body,) = answer
        return body

    @property
    def lines(self) -> list[Attempt]:
        return self.attempts.lines()

    @property
    def outcomes(self) -> list[str]:
        return [line.outcome for line in self.lines]


@pytest.fixture
def bench(replay: ReplayServer, tmp_path: Path) -> Bench:
    return Bench(replay, tmp_path / "ledger")


@pytest.fixture
def bench_with(replay: ReplayServer, tmp_path: Path) -> Callable[[FetchPolicy], Bench]:
    """A bench with limits of its own."""
    return lambda policy: Bench(replay, tmp_path / "ledger", policy)
