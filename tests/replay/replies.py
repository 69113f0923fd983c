"""What a replay server can answer: whole bodies, and every way of failing to send one."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Received:
    """A request as it came; header names in lower case."""

    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """One answer.

    Attributes:
        body: Its bytes, before `gzipped`.
        status: HTTP status.
        headers: Further headers, or others instead of those made here.
        framing: `length`, `chunked`, or `close` for a body that ends with the connection.
        gzipped: Sends the body as gzip, whatever was asked for.
        stated_length: Content-Length, when it is to be another than the true one.
        cut_after: Bytes sent of the body before the connection breaks off.
        piece: Bytes sent at a time.
        pause: Seconds between two pieces.
        gate: Nothing is sent before this opens; a server that stops opens it.
        raw: Sent instead of everything else.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    framing: str = "length"
    gzipped: bool = False
    stated_length: int | None = None
    cut_after: int | None = None
    piece: int = 1 << 16
    pause: float = 0.0
    gate: threading.Event | None = None
    raw: bytes | None = None

    @property
    def sent_body(self) -> bytes:
        """The body as it goes over the wire, cut when it is to be cut."""
        content = gzip.compress(self.body, mtime=0) if self.gzipped else self.body
        return content[: self.cut_after]

    def head(self) -> bytes:
        """The status line and headers."""
        full = len(replace(self, cut_after=None).sent_body)
        headers = {"Content-Type": "application/octet-stream", "Connection": "close"}
        if self.framing == "chunked":
            headers["Transfer-Encoding"] = "chunked"
        elif self.framing == "length" and self.status not in (204, 304):
            stated = full if self.stated_length is None else self.stated_length
            headers["Content-Length"] = str(stated)
        if self.gzipped:
            headers["Content-Encoding"] = "gzip"
        headers |= self.headers
        lines = [f"HTTP/1.1 {self.status} Replayed", *(f"{k}: {v}" for k, v in headers.items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


Behaviour = Reply | Callable[[Received], Reply]
"""A reply, or what makes one of a request."""


def bytes_reply(
    body: bytes, content_type: str = "text/csv; charset=utf-8", **more: object
) -> Reply:
    """A whole body; `more` are fields of `Reply`."""
    headers = {"Content-Type": content_type, **more.pop("headers", {})}  # type: ignore[dict-item]
    return Reply(body, headers=headers, **more)  # type: ignore[arg-type]


def json_reply(content: object, **more: object) -> Reply:
    """A JSON document; `more` are fields of `Reply`."""
    return bytes_reply(json.dumps(content).encode(), "application/json", **more)


def error(status: int, retry_after: str | None = None, body: bytes = b"sorry\n") -> Reply:
    """A status other than 200."""
    headers = {"Content-Type": "text/plain"}
    return Reply(body, status, headers | ({"Retry-After": retry_after} if retry_after else {}))


def redirect(to: str, status: int = 302) -> Reply:
    """A redirect to a URL or path."""
    return Reply(b"moved\n", status, {"Location": to})


def hang() -> Reply:
    """Silence, until the gate of the reply is opened or the server stops."""
    return Reply(b"late\n", gate=threading.Event())


def drip(body: bytes, pause: float, piece: int = 1) -> Reply:
    """A body of which a piece comes now and then."""
    return Reply(body, pause=pause, piece=piece)


def cut(reply: Reply, after: int) -> Reply:
    """The same reply, broken off after so many bytes of its body."""
    return replace(reply, cut_after=after)


def raw(content: bytes) -> Reply:
    """Bytes sent as they are, HTTP or not."""
    return Reply(raw=content)


def conditional(body: bytes, etag: str, **more: object) -> Callable[[Received], Reply]:
    """A body with an ETag, or 304 for who sends that ETag."""

    def answer(request: Received) -> Reply:
        if request.headers.get("if-none-match") == etag:
            return Reply(status=304, headers={"ETag": etag})
        return bytes_reply(body, headers={"ETag": etag}, **more)

    return answer
