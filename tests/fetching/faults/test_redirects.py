"""Redirects are followed as far as hosts are listed, over TLS, and keys go to their own host."""

from __future__ import annotations

import pytest

from tests.fetching.conftest import HOST, URL, Bench
from tests.fetching.faults.conftest import CSV, failure
from tests.replay import bytes_reply, redirect

pytestmark = pytest.mark.slow


def test_n13_a_redirect_loop_ends_after_five_hops(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", redirect("/file"))
    assert failure(bench).outcome == "redirects"
    assert len(bench.replay.received) == 6
    assert bench.outcomes == ["redirects"], "a loop does not pass, so it is not retried"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_n13_five_hops_are_followed(bench: Bench, status: int) -> None:
    for number in range(5):
        path = f"/{number}" if number else "/file"
        bench.replay.on(HOST, path, redirect(f"/{number + 1}", status))
    bench.replay.on(HOST, "/5", bytes_reply(CSV))
    assert bench.body().final_url == f"https://{HOST}/5"
    (line,) = bench.lines
    assert (line.hops, line.final_url) == (5, f"https://{HOST}/5")


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        ("https://elsewhere.example.net/file", "refused_url"),
        ("https://127.0.0.2/file", "refused_address"),
        ("https://localhost/file", "refused_address"),
        ("https://169.254.169.254/latest/meta-data", "refused_address"),
        ("https://10.0.0.1/file", "refused_address"),
        ("https://[::1]/file", "refused_url"),
        ("https://[broken/file", "refused_url"),
        ("https://data.example.org@127.0.0.1/file", "refused_url"),
        ("https://127.0.0.1\\@data.example.org/file", "refused_url"),
        ("https://data.example.org:8443/file", "refused_url"),
        ("//elsewhere.example.net/file", "refused_url"),
        ("file:///etc/passwd", "refused_url"),
        ("ftp://data.example.org/file", "refused_url"),
    ],
)
def test_n14_a_redirect_out_of_the_listed_open_internet_is_refused(
    bench: Bench, location: str, outcome: str
) -> None:
    bench.replay.on(HOST, "/file", redirect(location), bytes_reply(CSV))
    # Inside addresses are listed here, so that the list is not what refuses them.
    hosts = frozenset({HOST, "127.0.0.2", "127.0.0.1", "localhost", "169.254.169.254", "10.0.0.1"})
    assert failure(bench, hosts=hosts).outcome == outcome
    assert len(bench.replay.received) == 1


def test_n15_a_key_is_sent_to_its_own_host_only(bench: Bench) -> None:
    other = "files.example.net"
    bench.replay.on(HOST, "/file", redirect("/here"))
    bench.replay.on(HOST, "/here", redirect(f"https://{other}/there"))
    bench.replay.on(other, "/there", redirect(f"https://{HOST}/back"))
    bench.replay.on(HOST, "/back", bytes_reply(CSV))
    key = {"X-Api-Key": "canary-4711", "Authorization": "Bearer canary-4711"}
    bench.body(hosts=frozenset({HOST, other}), headers=key)
    sent = [(one.host, one.path, "x-api-key" in one.headers) for one in bench.replay.received]
    assert sent == [
        (HOST, "/file", True),
        (HOST, "/here", True),
        (other, "/there", False),
        (HOST, "/back", False),
    ]
    assert all(
        ("authorization" in one.headers) == ("x-api-key" in one.headers)
        for one in bench.replay.received
    )
    assert "canary" not in bench.attempts.file.read_text()


def test_n15_a_key_in_the_query_is_not_written_down(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", redirect("/moved?api_key=canary-4711&year=2025"))
    bench.replay.on(HOST, "/moved", bytes_reply(b"not whole", headers={"ETag": '"1"'}))
    failed = failure(bench, url=f"{URL}?subscription-key=canary-4711&year=2025")
    assert "canary" not in bench.attempts.file.read_text() + str(failed)
    (line,) = bench.lines
    assert line.url == f"{URL}?subscription-key=***&year=2025"


def test_n17_a_downgrade_to_http_is_refused(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", redirect(f"http://{HOST}/file"), bytes_reply(CSV))
    failed = failure(bench)
    assert failed.outcome == "refused_url"
    assert "http: instead of https" in failed.found
    assert len(bench.replay.received) == 1


def test_n17_a_configured_http_url_is_refused(bench: Bench) -> None:
    assert failure(bench, url=f"http://{HOST}/file").outcome == "refused_url"
    assert bench.lines == []
