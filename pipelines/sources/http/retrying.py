"""Decides whether a publisher is asked again, after how long, or not before a later time.

What counts as a failure is decided by whoever met it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from secrets import SystemRandom

from pipelines.errors import Deferred, FetchFailed, ProviderClosed
from pipelines.sources.http.client import Answer
from pipelines.sources.http.completeness import strict_json
from pipelines.sources.http.policy import FetchPolicy

PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_DEFERRAL = timedelta(days=31)
_random_number = SystemRandom().random


class Retries:
    """Counts the retries of one run; when the budget is spent, every failure is final.

    Args:
        policy: Tries, waits and the budget.
        random: Numbers from 0 to 1, for jitter.
    """

    def __init__(self, policy: FetchPolicy, random: Callable[[], float] = _random_number) -> None:
        self._policy = policy
        self._random = random
        self._spent = 0
        self._waited = 0.0

    def wait_after(self, failure: FetchFailed, tries: int) -> float:
        """Seconds to wait before asking again.

        Args:
            failure: What went wrong this time.
            tries: How often the body has been asked for, this time included.

        Raises:
            FetchFailed: the failure itself, when asking again is no use or not allowed.
        """
        policy = self._policy
        if not failure.may_pass or tries >= policy.tries or self._spent >= policy.retries_per_run:
            raise failure
        wait = failure.wait_seconds
        if wait is None:
            longest: float = policy.retry_wait_seconds * 2 ** (tries - 1)
            # Half of the wait is certain, so that jitter never makes it nothing.
            wait = min(longest, policy.longest_wait_seconds) * (0.5 + 0.5 * self._random())
        if self._waited + wait > policy.retry_seconds_per_run:
            raise failure
        self._spent += 1
        self._waited += wait
        return wait


def judge_status(answer: Answer, host: str, policy: FetchPolicy, now: datetime) -> None:
    """Accepts an answer with status 200.

    Raises:
        Deferred: when the publisher asks for a longer wait than a run makes.
        ProviderClosed: when the publisher refuses us.
        FetchFailed: for every other status; with `may_pass` when it is a passing one.
    """
    status = answer.status
    if status == 200:
        return
    found = f"{host} answers with status {status}"
    if said := _said(answer.content):
        found += f": {said}"
    if status == 403 and not _is_unrouted(answer.content):
        raise ProviderClosed(
            found,
            outcome="closed",
            expected="200",
            next_step="another route is used; ask the publisher, or drop the file by hand",
        )
    seconds = seconds_to_wait(answer.headers, now) if status in PASSING_STATUSES else None
    if seconds is not None and seconds > policy.longest_wait_seconds:
        until = now + timedelta(seconds=seconds)
        raise Deferred(
            f"{found}, and asks to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC",
            until=until,
            next_step="fetch again after that; until then the last good edition is used",
        )
    raise FetchFailed(
        found,
        outcome="status",
        may_pass=status in PASSING_STATUSES,
        wait_seconds=seconds,
        expected="200 and a body",
    )


def seconds_to_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """What Retry-After asks for, as seconds or as an HTTP date (RFC 9110, 10.2.3).

    Args:
        headers: Names in lower case.
        now: UTC time of the answer.

    Returns:
        Seconds, at least 0 and at most a month; None when nothing usable is asked for.
    """
    asked = headers.get("retry-after", "").strip()
    longest = _LONGEST_DEFERRAL.total_seconds()
    if asked.isascii() and asked.isdigit():
        return longest if len(asked) > 9 else min(float(asked), longest)
    try:
        until = parsedate_to_datetime(asked)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), longest)


def _said(content: bytes) -> str:
    """The beginning of what an error says, on one printable line."""
    text = content[:400].decode("utf-8", errors="replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:160]


def _is_unrouted(content: bytes) -> bool:
    """AWS API Gateway answers a path it does not know with 403, which is no ban.

    ITU DataHub does so (seen 2026-07-26); a version of the API that is gone must not keep us from
    the one before it.
    """
    try:
        notice = strict_json(content)
    except FetchFailed:
        return False
    return isinstance(notice, dict) and notice.get("message") == "Missing Authentication Token"
