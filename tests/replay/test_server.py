"""The publisher for tests does as its script says, and leaves nothing behind."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading

import pytest

from tests.replay import (
    Authority,
    Received,
    ReplayServer,
    Reply,
    bytes_reply,
    drip,
    error,
    hang,
    json_reply,
)

HOST = "data.example.org"


def get(server: ReplayServer, path: str, host: str = HOST) -> tuple[int, bytes]:
    context = ssl.create_default_context(cafile=server.ca_file)
    plain = socket.create_connection(("127.0.0.1", server.port), timeout=5)
    with context.wrap_socket(plain, server_hostname=host) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read()


def test_a_script_is_followed_and_its_last_reply_repeated(replay: ReplayServer) -> None:
    replay.on(HOST, "/a", error(503), bytes_reply(b"x"))
    assert [get(replay, "/a") for _ in range(3)] == [(503, b"sorry\n"), (200, b"x"), (200, b"x")]
    assert replay.count(HOST, "/a") == 3


def test_routes_are_chosen_by_host_path_and_query(replay: ReplayServer) -> None:
    replay.on(HOST, "/a", bytes_reply(b"any"))
    replay.on(HOST, "/a", bytes_reply(b"two"), query={"page": "2"})
    replay.on(HOST, "/a", bytes_reply(b"many"), query=lambda query: len(query) > 2)
    replay.on("other.example.net", "/a", lambda request: json_reply(dict(request.query)))
    assert get(replay, "/a")[1] == b"any"
    assert get(replay, "/a?x=1&page=2")[1] == b"two"
    assert get(replay, "/a?x=1&y=2&z=3")[1] == b"many"
    assert get(replay, "/a?x=1", "other.example.net")[1] == b'{"x": "1"}'
    assert get(replay, "/b")[0] == 404
    assert [one.path for one in replay.unmatched] == ["/b"]


def test_no_thread_or_connection_outlives_the_server(authority: Authority) -> None:
    before = set(threading.enumerate())
    with ReplayServer(authority) as server:
        server.on(HOST, "/hang", hang())
        server.on(HOST, "/drip", drip(b"x" * 10_000, pause=5))
        context = ssl.create_default_context(cafile=server.ca_file)
        waiting = []
        for path in ("/hang", "/drip"):
            plain = socket.create_connection(("127.0.0.1", server.port), timeout=5)
            connection = context.wrap_socket(plain, server_hostname=HOST)
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            waiting.append(connection)
        silent = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        assert waiting[1].recv(1)
    assert set(threading.enumerate()) == before
    for connection in (*waiting, silent):
        connection.close()


def test_an_error_in_a_script_is_raised_when_the_server_stops(authority: Authority) -> None:
    def broken(_request: Received) -> Reply:
        raise ValueError("a bug in a test")

    server = ReplayServer(authority)
    server.on(HOST, "/a", broken)
    server.__enter__()
    with pytest.raises(http.client.HTTPException):
        get(server, "/a")
    with pytest.raises(ValueError, match="a bug in a test"):
        server.__exit__()
