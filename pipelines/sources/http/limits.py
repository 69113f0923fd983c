"""Bounds one request where its bytes come in: deadline, longest silence, slowest pace, size.

requests bounds a single wait for the socket only, so a server that sends a byte now and then, in
its headers or its body, would hold it for ever. Which bounds apply is said in `policy.py`.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from pipelines.errors import FetchFailed
from pipelines.sources.http.policy import FetchPolicy

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Bounds:
    """What is left for one request to spend; shared by the hops of its redirects.

    Args:
        policy: Deadlines and caps.
        clock: Monotonic seconds.
    """

    def __init__(self, policy: FetchPolicy, clock: Callable[[], float]) -> None:
        self._policy = policy
        self._clock = clock
        self._ends = clock() + policy.total_seconds
        self._bytes = 0
        self._window_began = clock()
        self._window_bytes = 0

    def begin_connection(self) -> float:
        """Seconds there are for connecting; a connection pays for its own bytes and pace."""
        self._bytes = self._window_bytes = 0
        self._window_began = self._clock()
        return min(self._policy.connect_seconds, self._left())

    def before_read(self) -> float:
        """Seconds the next read may be silent.

        Raises:
            FetchFailed: when the time is over.
        """
        return min(self._policy.read_seconds, self._left())

    def after_read(self, count: int) -> None:
        """Takes note of bytes that came.

        Raises:
            FetchFailed: when they are too many, or come too slowly.
        """
        policy, now = self._policy, self._clock()
        if self._bytes == 0:
            # The publisher's thinking time is bounded by the longest silence, not by the pace.
            self._window_began = now
        self._bytes += count
        self._window_bytes += count
        if self._bytes > policy.wire_bytes:
            raise FetchFailed(
                f"the answer is longer than {policy.wire_bytes:,} bytes",
                outcome="too_large",
                expected=f"at most {policy.wire_bytes:,} bytes, headers included",
            )
        passed = now - self._window_began
        if count and passed >= policy.floor_window_seconds:
            if self._window_bytes < policy.floor_bytes_per_second * passed:
                raise FetchFailed(
                    f"{self._window_bytes:,} bytes came in {passed:.1f} seconds",
                    outcome="slow",
                    may_pass=True,
                    expected=f"at least {policy.floor_bytes_per_second:,.0f} bytes a second",
                )
            self._window_began, self._window_bytes = now, 0

    def _left(self) -> float:
        left = self._ends - self._clock()
        if left <= 0:
            raise FetchFailed(
                f"the answer was not whole after {self._policy.total_seconds:g} seconds",
                outcome="timeout",
                may_pass=True,
                expected=f"a whole answer within {self._policy.total_seconds:g} seconds",
            )
        return left


class BoundedContext(ssl.SSLContext):
    """A TLS client that verifies its server, and whose sockets keep to `bounds`."""

    bounds: Bounds


class _BoundedSocket(ssl.SSLSocket):
    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0) -> int:
        """Reads what has come, within the bounds of the context."""
        context = self.context
        assert isinstance(context, BoundedContext)
        self.settimeout(context.bounds.before_read())
        count = super().recv_into(buffer, nbytes, flags)
        context.bounds.after_read(count)
        return count


def verifying_context(ca_file: Path | None) -> BoundedContext:
    """A context that requires a valid certificate for the host's name; this cannot be switched off.

    Args:
        ca_file: Authorities to trust, in PEM, and no others; None trusts those of the system, or
            the ones that come with requests where the system has none.
    """
    context = BoundedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = _BoundedSocket
    paths = ssl.get_default_verify_paths()
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    elif paths.cafile or paths.capath:
        context.load_default_certs()
    else:
        context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    return context
