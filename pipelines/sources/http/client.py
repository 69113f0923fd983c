"""Sends one GET, follows its redirects by hand, and reads the whole body or fails.

Whether the body is what was asked for is judged in `completeness.py`; whether to ask again, in
`retrying.py`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests
import urllib3
from requests.utils import requote_uri
from urllib3.util.response import assert_header_parsing

from pipelines.errors import FetchFailed
from pipelines.sources.http.addresses import Addresses, PinnedAdapter, checked_host
from pipelines.sources.http.limits import BoundedContext, Bounds, verifying_context
from pipelines.sources.http.network_errors import explain, never_connected
from pipelines.sources.http.policy import FetchPolicy

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_READ_BYTES = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS
_ANY_AS_IT_IS = {"Accept": "*/*", "Accept-Encoding": "identity"}

Report = Callable[[int, int | None], None]
"""Called with the bytes of a body so far, and how many the publisher says there will be."""


@dataclass(frozen=True)
class Answer:
    """What a publisher answered to one GET, redirects followed.

    Attributes:
        status: HTTP status.
        headers: Names in lower case.
        content: The body, its content encoding undone; of a status other than 200 the beginning.
        final_url: Where the answer came from.
        hops: Redirects followed.
        framing: How the end of the body was signalled: by its `length`, `chunked`, or only by the
            `closed` connection, which looks the same when the connection breaks.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    final_url: str
    hops: int
    framing: str


class Client:
    """Fetches over verified TLS only, from listed hosts, with nothing taken from the environment.

    Args:
        policy: Caps and deadlines.
        addresses: Finds the machine of a host.
        ca_file: Authorities to trust instead of the system's.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        addresses: Addresses,
        ca_file: Path | None,
        clock: Callable[[], float],
    ) -> None:
        self._policy = policy
        self._addresses = addresses
        self._clock = clock
        self._context: BoundedContext | None = None
        self._ca_file = ca_file

    def get(
        self, url: str, hosts: Collection[str], headers: Mapping[str, str], report: Report
    ) -> Answer:
        """Asks for a URL.

        Args:
            url: An https URL.
            hosts: The hosts that may be asked, in every hop.
            headers: Sent to the host of `url` only, and no more once a redirect has left it.
            report: Called with progress.

        Raises:
            FetchFailed: when no whole answer came; with `may_pass` when trying again may help.
        """
        bounds = Bounds(self._policy, self._clock)
        first = checked_host(url, hosts)
        for hops in range(self._policy.redirects + 1):
            host = checked_host(url, hosts)
            headers = headers if host == first else {}
            with self._open(url, host, headers, bounds) as response:
                location = response.headers.get("Location")
                if response.status_code not in _REDIRECTS or not location:
                    return self._answer(response, url, hops, report)
            url = _joined(url, location)
        raise FetchFailed(
            f"the publisher redirects more than {self._policy.redirects} times",
            outcome="redirects",
            expected=f"an answer after at most {self._policy.redirects} redirects",
            next_step="open the page in a browser; the address in the registry may be stale",
        )

    @contextmanager
    def _open(
        self, url: str, host: str, headers: Mapping[str, str], bounds: Bounds
    ) -> Iterator[requests.Response]:
        if self._context is None:
            self._context = verifying_context(self._ca_file)
        self._context.bounds = bounds
        addresses = self._addresses.of(host)[: self._policy.addresses]
        for number, address in enumerate(addresses, start=1):
            adapter = PinnedAdapter(host, address, self._context)
            try:
                own = {"Host": host, "User-Agent": self._policy.user_agent, **_ANY_AS_IT_IS}
                request = requests.Request("GET", url, headers={**own, **headers}).prepare()
                # Sent by the adapter and not by a session: a session takes proxies and netrc
                # from the environment, keeps cookies, and reads and unpacks the whole body of a
                # redirect even when it is set not to follow it.
                response = adapter.send(
                    request,
                    stream=True,
                    timeout=(bounds.begin_connection(), self._policy.read_seconds),
                )
                with response:
                    _check_headers(response)
                    yield response
                return
            except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
                # urllib3 lets a ValueError through, of a chunk of negative length for example.
                if number < len(addresses) and never_connected(error):
                    continue
                explain(error, host)
            finally:
                adapter.close()

    def _answer(self, response: requests.Response, url: str, hops: int, report: Report) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        framing = _framing(headers)
        if response.status_code == 200:
            content = self._body(response, headers, report)
        else:
            content = self._beginning(response)
        return Answer(response.status_code, headers, content, url, hops, framing)

    def _body(
        self, response: requests.Response, headers: Mapping[str, str], report: Report
    ) -> bytes:
        length = headers.get("content-length")
        total = int(length) if length and _framing(headers) == "length" else None
        if total is not None and total > self._policy.wire_bytes:
            raise FetchFailed(
                f"the answer is said to have {total:,} bytes",
                outcome="too_large",
                expected=f"at most {self._policy.wire_bytes:,} bytes",
            )
        content = bytearray()
        report(0, total)
        for chunk in response.raw.stream(_READ_BYTES, decode_content=False):
            content += chunk
            report(len(content), total)
        if total is not None and len(content) != total:
            raise FetchFailed(
                f"{len(content):,} of {total:,} bytes came", outcome="cut", may_pass=True
            )
        return self._decoded(bytes(content), headers.get("content-encoding", "identity"))

    def _beginning(self, response: requests.Response) -> bytes:
        """What can be had of the body of an error: it may say why, and may be cut."""
        content = bytearray()
        try:
            for chunk in response.raw.stream(self._policy.refused_bytes, decode_content=False):
                content += chunk
                if len(content) >= self._policy.refused_bytes:
                    break
        except (urllib3.exceptions.HTTPError, FetchFailed):
            pass
        return bytes(content[: self._policy.refused_bytes])

    def _decoded(self, content: bytes, encoding: str) -> bytes:
        """Undos an encoding that was sent although identity was asked for."""
        encoding = encoding.strip().lower()
        if encoding in ("", "identity"):
            return content
        if encoding not in ("gzip", "x-gzip"):
            raise FetchFailed(
                f"the body is encoded as {encoding[:40]!r}",
                outcome="wrong_content",
                expected="the bytes as they are (identity), or gzip",
            )
        limit = self._policy.decoded_bytes
        decoded = bytearray()
        try:
            while content:
                unzip = zlib.decompressobj(_GZIP)
                decoded += unzip.decompress(content, limit + 1 - len(decoded))
                if len(decoded) > limit:
                    raise FetchFailed(
                        f"the body unpacks to more than {limit:,} bytes",
                        outcome="too_large",
                        expected=f"at most {limit:,} bytes",
                    )
                if not unzip.eof:
                    raise FetchFailed(
                        "the gzip encoding of the body is cut", outcome="cut", may_pass=True
                    )
                content = unzip.unused_data
        except zlib.error as error:
            raise FetchFailed(
                f"the gzip encoding of the body is damaged: {error}", outcome="cut", may_pass=True
            ) from error
        return bytes(decoded)


def _check_headers(response: requests.Response) -> None:
    """Refuses headers that could not be read to their end.

    urllib3 only warns of them. The rest of the headers and the beginning of the body are then
    taken for each other, and a part of the body for the whole.
    """
    original: Any = response.raw._original_response
    try:
        assert_header_parsing(original.msg)
    except urllib3.exceptions.HeaderParsingError as error:
        raise FetchFailed(
            f"the headers of the answer are damaged: {str(error.args[0])[:200]}",
            outcome="bad_http",
            may_pass=True,
            expected="headers as HTTP has them",
        ) from error


def _joined(url: str, location: str) -> str:
    """Where a redirect leads; what no parser understands is refused as it is."""
    try:
        # http.client reads headers as Latin-1; what is not ASCII there is UTF-8 in practice.
        location = location.encode("latin-1").decode("utf-8", errors="replace")
        return requote_uri(urljoin(url, location))
    except (ValueError, requests.RequestException):
        return location


def _framing(headers: Mapping[str, str]) -> str:
    """How the end of a body is signalled, refusing what two readers would take differently."""
    transfer = headers.get("transfer-encoding", "").strip().lower()
    length = headers.get("content-length")
    if transfer not in ("", "chunked"):
        found = f"the body is sent as {transfer[:40]!r}"
    elif length is not None and not (length.isascii() and length.isdigit()):
        found = f"Content-Length is {length[:40]!r}"
    else:
        return "chunked" if transfer else "closed" if length is None else "length"
    raise FetchFailed(
        found, outcome="bad_http", may_pass=True, expected="one Content-Length, or chunks"
    )
