"""Says what an error of the HTTP and TLS libraries means, and whether it may pass.

What a publisher answered, once it did, is no matter of this module.
"""

from __future__ import annotations

import errno
import http.client
import ssl
from collections.abc import Iterator
from typing import NoReturn

import urllib3

from pipelines.errors import FetchFailed

_NO_WAY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})

_MEANINGS: tuple[tuple[tuple[type[BaseException], ...], str, str], ...] = (
    ((ConnectionRefusedError,), "unreachable", "{host} refuses the connection"),
    (
        (urllib3.exceptions.TimeoutError, TimeoutError),
        "timeout",
        "{host} is silent for longer than it may be",
    ),
    (
        (urllib3.exceptions.ProtocolError, http.client.HTTPException, ConnectionError),
        "cut",
        "{host} breaks the connection off before its answer is whole",
    ),
    ((ssl.SSLError,), "tls", "{host} does not speak TLS as it should"),
)
"""What errors mean that may pass; the first that fits counts."""


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and all that led to it, however the libraries wrapped it."""
    waiting: list[object] = [error]
    seen = set[int]()
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]


def never_connected(error: BaseException) -> bool:
    """Whether the machine was not reached at all, so that another address may be tried."""
    kinds = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    return any(isinstance(one, kinds) for one in _chain(error))


def explain(error: BaseException, host: str) -> NoReturn:
    """Says what an error of the libraries means.

    Raises:
        FetchFailed: always.
    """
    chain = list(_chain(error))
    for one in chain:
        if isinstance(one, ssl.SSLCertVerificationError):
            raise FetchFailed(
                f"the certificate of {host} is not valid: {one.verify_message}",
                outcome="tls",
                expected=f"a certificate for {host} from a trusted authority, in force",
                next_step="check the clock and the authorities of this machine; verification "
                "cannot be switched off",
            ) from error
        if isinstance(one, OSError) and one.errno in _NO_WAY:
            raise FetchFailed(
                f"{host} cannot be reached: {one.strerror}",
                outcome="no_network",
                expected="a network that leads there",
                next_step="check the network; the archive goes on being used without one",
            ) from error
        if isinstance(one, http.client.LineTooLong) or "got more than" in str(one):
            raise FetchFailed(
                f"the headers of the answer are too large: {one}",
                outcome="too_large",
                expected="at most 100 headers of 64 KB",
            ) from error
    for kinds, outcome, meaning in _MEANINGS:
        if any(isinstance(one, kinds) for one in chain):
            raise FetchFailed(
                meaning.format(host=host),
                outcome=outcome,
                may_pass=True,
                expected="a whole answer in time",
            ) from error
    raise FetchFailed(
        f"no answer from {host}: {str(error)[:200]}", outcome="bad_http", may_pass=True
    ) from error
