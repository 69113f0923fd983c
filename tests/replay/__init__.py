"""A publisher for tests: real HTTPS on loopback, a certificate for any host, replies by script.

    with ReplayServer(authority) as server:
        server.on("api.example.org", "/v2/data", error(503), json_reply({"value": [1]}))
        server.on("api.example.org", "/v2/data", json_reply([2]), query={"page": "2"})
        Fetcher(policy, attempts=..., addresses=server.addresses, ca_file=server.ca_file)

Each request to a route takes the next reply of its script; the last one goes on for ever. Routes
with a query are tried before those without. A request that no route knows is answered with 404
and is in `server.unmatched`; every request is in `server.received`. The fixture `replay`
gives a server that is stopped, with all of its threads, after the test.

What publishers say in their bodies does not belong here.
"""

from tests.replay.certificates import Authority
from tests.replay.replies import (
    Received,
    Reply,
    bytes_reply,
    conditional,
    cut,
    drip,
    error,
    hang,
    json_reply,
    raw,
    redirect,
)
from tests.replay.server import ReplayServer

__all__ = [
    "Authority",
    "Received",
    "ReplayServer",
    "Reply",
    "bytes_reply",
    "conditional",
    "cut",
    "drip",
    "error",
    "hang",
    "json_reply",
    "raw",
    "redirect",
]
