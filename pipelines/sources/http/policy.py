"""What a fetch may cost: every cap, deadline and budget, each with its reason.

How they are kept is the business of the modules that read bytes, wait or try again.
"""

from __future__ import annotations

from dataclasses import dataclass

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FetchPolicy:
    """Limits of one run of fetches. Times are seconds, sizes bytes.

    Attributes:
        user_agent: Says who asks. It never poses as a browser: publishers may turn us away.
        connect_seconds: For one address: connecting and the TLS handshake. Publishers answer in
            well under one second; ten bridges a lost packet or two.
        read_seconds: Longest silence. The UN SDG API thinks for tens of seconds about a page of
            100,000 records before the first byte.
        total_seconds: Whole request, redirects included: a server that drips cannot hold a run.
        floor_bytes_per_second: Slowest transfer worth waiting for, over each window.
        floor_window_seconds: Over which the floor is measured; one stall is not slowness.
        wire_bytes: Everything one response sends, headers included. The largest answer known is
            an SDG page of some 40 MB.
        decoded_bytes: The same after a content encoding is undone.
        unpacked_bytes: Members of a zip together, as they are counted while they are unpacked.
        unpacked_members: Members of a zip; publishers' workbooks have some dozens.
        unpacked_ratio: Unpacked to packed size. Real CSV of repeated labels reaches about 50.
        edition_bytes: All pages of one edition together.
        pages: Most pages of one edition; a cycle ends here at the latest.
        refused_bytes: Kept of a body that was refused, as evidence.
        refused_bodies: Refused bodies kept; the oldest go first.
        redirects: Hops followed. Publishers here need one or two; a browser follows twenty.
        addresses: Addresses of one host that are tried before the host counts as unreachable.
        tries: Requests for one body, the first included.
        retries_per_run: Over all bodies: a publisher in trouble is not worn down further.
        retry_seconds_per_run: Spent waiting before retries, over all bodies.
        retry_wait_seconds: Before the first retry; it doubles each time, with jitter.
        longest_wait_seconds: Cap of a wait, also of one the publisher asks for by Retry-After;
            what asks for more is deferred.
        unconditional_every_days: After so many days a body is asked for without conditions,
            since a publisher's ETag may stay while its bytes change.
    """

    user_agent: str = "partner2connect-warehouse/0.1 (scheduled data fetch; python-requests)"
    connect_seconds: float = 10.0
    read_seconds: float = 60.0
    total_seconds: float = 600.0
    floor_bytes_per_second: float = 1024.0
    floor_window_seconds: float = 30.0
    wire_bytes: int = 100 * _MEGABYTE
    decoded_bytes: int = 200 * _MEGABYTE
    unpacked_bytes: int = 500 * _MEGABYTE
    unpacked_members: int = 1000
    unpacked_ratio: int = 200
    edition_bytes: int = 400 * _MEGABYTE
    pages: int = 500
    refused_bytes: int = 64 * 1024
    refused_bodies: int = 100
    redirects: int = 5
    addresses: int = 3
    tries: int = 4
    retries_per_run: int = 20
    retry_seconds_per_run: float = 300.0
    retry_wait_seconds: float = 1.0
    longest_wait_seconds: float = 60.0
    unconditional_every_days: int = 7
