"""Serves scripted replies over TLS on loopback, in threads that end with the server."""

from __future__ import annotations

import socket
import socketserver
import ssl
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.replay.certificates import Authority
from tests.replay.replies import Behaviour, Received, Reply, error

QueryMatcher = Mapping[str, str] | Callable[[Mapping[str, str]], bool]
"""Parameters that must be there, or a judgement on all of them."""


@dataclass
class _Route:
    host: str
    path: str
    query: QueryMatcher | None
    script: list[Behaviour]
    taken: int = 0

    def matches(self, request: Received) -> bool:
        if (self.host, self.path) != (request.host, request.path):
            return False
        if callable(self.query):
            return self.query(request.query)
        return (self.query or {}).items() <= dict(request.query).items()

    def next(self) -> Behaviour:
        reply = self.script[min(self.taken, len(self.script) - 1)]
        self.taken += 1
        return reply


@dataclass
class ReplayServer:
    """A server of scripted replies; use it in a `with` block.

    Attributes:
        authority: Signs its certificates.
        received: Every request, oldest first.
        unmatched: Requests no route knew.
        problems: Errors in the server itself; leaving the `with` block raises the first.
    """

    authority: Authority
    received: list[Received] = field(default_factory=list)
    unmatched: list[Received] = field(default_factory=list)
    problems: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stopping = threading.Event()
        self.open: set[socket.socket] = set()
        self._routes: list[_Route] = []
        self._flaws: dict[str, str] = {}
        self._gates: list[threading.Event] = []
        self._lock = threading.Lock()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.sni_callback = self._choose_certificate
        self._tcp = _Server(self)
        self._thread = threading.Thread(target=self._tcp.serve_forever, args=(0.02,))

    @property
    def port(self) -> int:
        return int(self._tcp.server_address[1])

    @property
    def ca_file(self) -> Path:
        return self.authority.ca_file

    @property
    def addresses(self) -> dict[str, tuple[str, int]]:
        """Where a client finds every host that has a route."""
        return {route.host: ("127.0.0.1", self.port) for route in self._routes}

    def on(
        self, host: str, path: str, *script: Behaviour, query: QueryMatcher | None = None
    ) -> None:
        """Answer requests to a path of a host with the replies of a script, one after another."""
        assert script, "a route needs a reply"
        self._routes.append(_Route(host, path, query, list(script)))
        # Sorting is stable, so of equal routes the first one wins.
        self._routes.sort(key=lambda route: route.query is None)

    def forget(self, host: str, path: str | None = None) -> None:
        """Take the scripts of a path away, or of a whole host, so that others can be given."""
        self._routes = [
            route for route in self._routes if route.host != host or path not in (None, route.path)
        ]

    def spoil_certificate(self, host: str, flaw: str) -> None:
        """Give a host a certificate with one of `certificates.FLAWS`."""
        self._flaws[host] = flaw

    def count(self, host: str, path: str) -> int:
        """How often a path was asked for."""
        return sum((one.host, one.path) == (host, path) for one in self.received)

    def reply_to(self, request: Received) -> Reply:
        """The next reply for a request."""
        with self._lock:
            self.received.append(request)
            route = next((route for route in self._routes if route.matches(request)), None)
            if route is None:
                self.unmatched.append(request)
                return error(404, body=b"no route\n")
            behaviour = route.next()
        reply = behaviour if isinstance(behaviour, Reply) else behaviour(request)
        if reply.gate is not None:
            with self._lock:
                self._gates.append(reply.gate)
                if self.stopping.is_set():
                    reply.gate.set()
        return reply

    def _choose_certificate(
        self, connection: Any, host: str | None, _context: ssl.SSLContext
    ) -> None:
        host = host or "127.0.0.1"
        with self._lock:
            connection.context = self.authority.context(host, self._flaws.get(host))

    def __enter__(self) -> ReplayServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        with self._lock:
            for gate in self._gates:
                gate.set()
            for connection in tuple(self.open):
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._tcp.shutdown()
        self._thread.join()
        self._tcp.server_close()
        if self.problems:
            raise self.problems[0]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 32
    daemon_threads = False

    def __init__(self, replay: ReplayServer) -> None:
        self.replay = replay
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.replay.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.replay.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is none of the server's problems."""
        problem = sys.exc_info()[1]
        if problem is not None and not isinstance(problem, OSError):
            self.replay.problems.append(problem)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10
    server: _Server

    def setup(self) -> None:
        self.request.settimeout(self.timeout)
        # Wrapping takes the descriptor over: this is now the socket to stop and to close, also
        # while a client keeps silent in the handshake.
        self._tls = self.request = self.server.replay.context.wrap_socket(
            self.request, server_side=True, do_handshake_on_connect=False
        )
        self.server.replay.open.add(self._tls)
        try:
            self._tls.do_handshake()
        except BaseException:
            self.server.replay.open.discard(self._tls)
            self._tls.close()
            raise
        super().setup()

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.server.replay.open.discard(self._tls)
            self._tls.close()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Received(
            host=headers.get("host", "").partition(":")[0],
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers=headers,
        )
        self.close_connection = True
        self._send(self.server.replay.reply_to(request))

    def _send(self, reply: Reply) -> None:
        if reply.gate is not None:
            reply.gate.wait()
        if reply.raw is not None:
            self._paced(reply.raw, reply, chunked=False)
            return
        self.wfile.write(reply.head())
        if reply.status in (204, 304):
            return
        chunked = reply.framing == "chunked"
        self._paced(reply.sent_body, reply, chunked)
        if chunked and reply.cut_after is None:
            self.wfile.write(b"0\r\n\r\n")

    def _paced(self, content: bytes, reply: Reply, chunked: bool) -> None:
        for start in range(0, len(content), reply.piece):
            if start and reply.pause and self.server.replay.stopping.wait(reply.pause):
                return
            piece = content[start : start + reply.piece]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)

    def log_message(self, *_: object) -> None:
        """Nobody reads a log of it; `received` says what came."""
