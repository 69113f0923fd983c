"""Fetches what a route names: whole bodies, each attempt on record, or an error that says why.

Which routes there are, and what becomes of the bodies, is decided by the caller.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath

import structlog

from pipelines.errors import Deferred, FetchFailed, ProviderClosed
from pipelines.sources.http.addresses import Addresses, checked_host
from pipelines.sources.http.attempts import KEPT_HEADERS, Attempt, Attempts, without_secrets
from pipelines.sources.http.bodies import FetchedBody, FetchRequest, NotModified
from pipelines.sources.http.client import Answer, Client
from pipelines.sources.http.completeness import CONTENT_KINDS, Body, check_body
from pipelines.sources.http.conditional import Validator, Validators
from pipelines.sources.http.paging import PAGING_STYLES, begin
from pipelines.sources.http.policy import FetchPolicy
from pipelines.sources.http.retrying import Retries, judge_status

_log = structlog.get_logger()
Progress = Callable[[str, int, int | None], None]
"""Called with the name of a body, its bytes so far, and how many there will be, if known."""


class Fetcher:
    """Fetches for one run: budgets, pauses and closed providers hold as long as it lives.

    Args:
        policy: Caps and deadlines.
        attempts: Ledger of attempts.
        addresses: Where to find a host instead of asking DNS: IP and port.
        ca_file: Authorities to trust instead of the system's.
        progress: Called with the bytes as they come.
        validators: What publishers said of bodies we hold; None asks without conditions.
        clock: Monotonic seconds.
        sleep: Waits so many seconds.
        now: UTC time.
        today: UTC day; by default that of `now`.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        attempts: Attempts,
        addresses: Mapping[str, tuple[str, int]] | None = None,
        ca_file: Path | None = None,
        progress: Progress | None = None,
        validators: Validators | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        today: Callable[[], date] | None = None,
    ) -> None:
        self._policy = policy
        self._attempts = attempts
        self._client = Client(policy, Addresses(addresses or {}), ca_file, clock)
        self._retries = Retries(policy)
        self._progress = progress or (lambda _name, _bytes, _total: None)
        self._validators = validators
        self._clock = clock
        self._sleep = sleep
        self._now = now
        self._today = today or (lambda: now().date())
        self._asked_at: dict[str, float] = {}
        self._closed: dict[str, ProviderClosed] = {}
        self._deferred: dict[str, datetime | None] = {}

    def fetch(self, request: FetchRequest) -> tuple[FetchedBody, ...] | NotModified:
        """Fetches everything a request names.

        Returns:
            One body, or one for each page in their order; NotModified when the publisher says
            that a single body is the one we hold.

        Raises:
            Deferred: when the publisher asks to come back after more than a run waits.
            ProviderClosed: when the publisher refuses us, now or earlier in this run.
            FetchFailed: when there is no whole body; nothing was kept of it.
        """
        kinds = set(request.content.split("|"))
        if not kinds <= CONTENT_KINDS or request.paging not in {None, *PAGING_STYLES}:
            raise FetchFailed(
                f"{request.name} is {request.content!r} with paging {request.paging!r}",
                outcome="bad_request",
                expected=f"{' | '.join(sorted(CONTENT_KINDS))}, {', '.join(sorted(PAGING_STYLES))}",
            )
        if request.paging is None:
            body = self._body(request, request.url, request.name, self._conditions(request.url))
            return body if isinstance(body, NotModified) else (body,)
        return self._pages(request, request.paging)

    def remember(self, body: FetchedBody) -> None:
        """Lets later runs ask whether this body has changed; call it once the archive holds it."""
        if self._validators is not None and (body.etag or body.last_modified):
            known = self._validators.of(body.url)
            lied = known is not None and (known.lied or self._is_lie(body))
            day = self._today().isoformat()
            validator = Validator(body.sha256, body.etag, body.last_modified, day, lied)
            self._validators.remember(body.url, validator)

    def _pages(self, request: FetchRequest, style: str) -> tuple[FetchedBody, ...]:
        pages = begin(style, request.url, self._policy)
        bodies: list[FetchedBody] = []
        size = 0
        while (url := pages.next_url) is not None:
            is_kept = not pages.is_checking
            name = _page_name(request.name, len(bodies) + 1) if is_kept else request.name
            body = self._body(request, url, name, {})
            assert isinstance(body, FetchedBody)
            size += len(body.content)
            try:
                if size > self._policy.edition_bytes:
                    raise FetchFailed(
                        f"the pages so far have {size:,} bytes",
                        outcome="too_large",
                        expected=f"at most {self._policy.edition_bytes:,} bytes in all",
                    )
                pages.take(body.content)
            except FetchFailed as failure:
                failure.where = failure.where or f"{request.route}, {without_secrets(url)}"
                raise
            if is_kept:
                bodies.append(body)
        return (replace(bodies[0], name=request.name),) if len(bodies) == 1 else tuple(bodies)

    def _body(
        self, request: FetchRequest, url: str, name: str, conditions: Mapping[str, str]
    ) -> FetchedBody | NotModified:
        """One body, asked for until it comes or may not be asked for any more."""
        tries = 0
        while True:
            tries += 1
            try:
                host = checked_host(url, request.hosts)
                self._wait_turn(host, request.min_interval_seconds)
                return self._attempt(request, url, name, host, conditions)
            except FetchFailed as failure:
                failure.where = failure.where or f"{request.route}, {without_secrets(url)}"
                wait = self._retries.wait_after(failure, tries)
                _log.info("fetch retried", name=name, why=failure.found, seconds=round(wait, 1))
                self._sleep(wait)

    def _wait_turn(self, host: str, interval: float) -> None:
        """Pause before the next request to a host, unless it is not to be asked at all."""
        if host in self._closed:
            raise ProviderClosed(
                f"{host} has refused us in this run: {self._closed[host].found}",
                outcome="closed",
                next_step="another route is used; ask the publisher, or drop the file by hand",
            )
        if host not in self._deferred:
            self._deferred[host] = self._attempts.deferred_until(host)
        until = self._deferred[host]
        if until is not None and self._now() < until:
            raise Deferred(
                f"{host} asked to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC",
                until=until,
                next_step="fetch again after that; until then the last good edition is used",
            )
        if host in self._asked_at:
            wait = self._asked_at[host] + interval - self._clock()
            if wait > 0:
                self._sleep(wait)
        self._asked_at[host] = self._clock()

    def _attempt(
        self, request: FetchRequest, url: str, name: str, host: str, conditions: Mapping[str, str]
    ) -> FetchedBody | NotModified:
        """Sends one request, and writes down what became of it in any case."""
        attempt = Attempt(
            name=name,
            route=request.route,
            url=without_secrets(url),
            host=host,
            started_at=self._now().isoformat(timespec="milliseconds"),
            ended_at="",
            conditional=bool(conditions),
            outcome="broken_off",
        )
        answer: Answer | None = None
        try:
            answer = self._client.get(
                url,
                request.hosts,
                {**request.headers, **conditions},
                lambda count, total: self._progress(name, count, total),
            )
            attempt = _described(attempt, answer)
            known = self._validators.of(attempt.url) if self._validators and conditions else None
            if answer.status == 304 and known is not None:
                attempt = replace(attempt, outcome="not_modified")
                return NotModified(name, attempt.url, known.sha256, self._now())
            judge_status(answer, host, self._policy, self._now())
            notes = check_body(
                Body(answer.content, answer.framing, answer.headers.get("content-type")),
                request.content,
                self._policy,
            )
            body = self._accepted(name, attempt.url, answer, notes)
            attempt = replace(attempt, outcome="accepted", notes=body.notes)
            return body
        except FetchFailed as failure:
            attempt = replace(attempt, outcome=failure.outcome, why=failure.found)
            if isinstance(failure, ProviderClosed):
                self._closed[host] = failure
            if isinstance(failure, Deferred):
                attempt = replace(attempt, next_try_at=failure.until.isoformat())
                self._deferred[host] = failure.until
            if answer is not None and answer.content:
                policy = self._policy
                evidence = self._attempts.keep_refused(
                    answer.content, policy.refused_bytes, policy.refused_bodies
                )
                attempt = replace(attempt, evidence=evidence)
            raise
        finally:
            ended = self._now().isoformat(timespec="milliseconds")
            self._attempts.append(replace(attempt, ended_at=ended))

    def _accepted(self, name: str, url: str, answer: Answer, notes: tuple[str, ...]) -> FetchedBody:
        body = FetchedBody(
            name=name,
            content=answer.content,
            final_url=without_secrets(answer.final_url),
            headers=_kept(answer),
            received_at=self._now(),
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            notes=notes,
            url=url,
        )
        if self._is_lie(body):
            lie = "the bytes changed though the publisher's ETag or date did not"
            body = replace(body, notes=(*notes, lie))
            _log.warning("validator lied", url=url, sha256=body.sha256)
        return body

    def _is_lie(self, body: FetchedBody) -> bool:
        known = self._validators.of(body.url) if self._validators else None
        return known is not None and known.is_contradicted_by(
            body.sha256, body.etag, body.last_modified
        )

    def _conditions(self, url: str) -> Mapping[str, str]:
        if self._validators is None:
            return {}
        every = self._policy.unconditional_every_days
        return self._validators.conditions(without_secrets(url), self._today(), every)


def _described(attempt: Attempt, answer: Answer) -> Attempt:
    """An attempt with what the ledger says of its answer."""
    return replace(
        attempt,
        final_url=without_secrets(answer.final_url),
        hops=answer.hops,
        status=answer.status,
        headers=_kept(answer),
        bytes=len(answer.content),
        sha256=sha256(answer.content).hexdigest() if answer.content else None,
        magic=answer.content[:8].hex() or None,
    )


def _kept(answer: Answer) -> dict[str, str]:
    """The headers that matter later; cookies, which may be secrets, do not."""
    return {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}


def _page_name(name: str, number: int) -> str:
    path = PurePosixPath(name)
    return f"{path.stem}-page-{number:04}{path.suffix}"
