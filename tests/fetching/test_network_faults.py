"""Every fault a network and a publisher have shown: none leaves a part of a body behind.

The client is the real one, over TLS, to a real server on loopback. Figures in bodies are invented.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from pipelines.errors import Deferred, FetchFailed, ProviderClosed
from pipelines.settings import REPOSITORY
from pipelines.sources.http import FetchPolicy, NotModified
from tests.fetching.conftest import HOST, POLICY, URL, Bench
from tests.replay import (
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

pytestmark = pytest.mark.slow

CSV = b"economy,year,value\n" + b"".join(b"AGO,%d,39.3\n" % year for year in range(1900, 2026))
JSON = {"count": 2, "value": [{"area": "AGO", "value": "39.3"}, {"area": "BGD", "value": "44.5"}]}
ONE_TRY = replace(POLICY, tries=1)
BenchWith = Callable[[FetchPolicy], Bench]


def zipped(name: str = "data.csv", content: bytes = CSV) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def failure(bench: Bench, **request: object) -> FetchFailed:
    """How a fetch fails; whatever the fault, nothing but the ledger is left behind."""
    with pytest.raises(FetchFailed) as caught:
        bench.ask(**request)  # type: ignore[arg-type]
    left = {path.name for path in bench.directory.glob("*")}
    assert left <= {"attempts.jsonl", "refused_bodies"}
    assert not list(bench.directory.rglob("*.part"))
    assert "accepted" not in bench.outcomes
    return caught.value


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_n01_a_passing_error_is_retried_with_jitter(bench: Bench, status: int) -> None:
    bench.replay.on(HOST, "/file", error(status), error(status), bytes_reply(CSV))
    assert bench.body().content == CSV
    assert bench.outcomes == ["status", "status", "accepted"]
    assert [line.status for line in bench.lines] == [status, status, 200]
    first, second = bench.waits
    assert 0.5 <= first <= 1 <= second <= 2


def test_n01_the_waits_of_two_runs_differ(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", error(503), bytes_reply(CSV), error(503), bytes_reply(CSV))
    bench.body()
    bench.body()
    assert len(set(bench.waits)) == 2


def test_n02_a_persistent_error_fails_within_the_budget(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", error(503))
    failed = failure(bench)
    assert "503" in failed.found
    assert "sorry" in failed.found
    assert failed.where is not None
    assert URL in failed.where
    assert bench.outcomes == ["status"] * bench.policy.tries
    assert bench.replay.count(HOST, "/file") == bench.policy.tries


def test_n02_all_bodies_of_a_run_share_one_budget_of_retries(bench_with: BenchWith) -> None:
    bench = bench_with(replace(FetchPolicy(), retries_per_run=2))
    bench.replay.on(HOST, "/file", error(503))
    fetcher = bench.new_fetcher()
    failure(bench, fetcher=fetcher)
    assert len(bench.lines) == 3
    failure(bench, fetcher=fetcher)
    assert len(bench.lines) == 4, "the second body may not be retried any more"


def test_n03_retry_after_in_seconds_is_waited_for(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", error(429, "1"), error(429, "7"), bytes_reply(CSV))
    assert bench.body().content == CSV
    assert bench.waits == [1, 7]


def test_n03_retry_after_as_a_date_is_waited_for(bench: Bench) -> None:
    asked = "Tue, 24 Nov 2026 12:00:05 GMT"
    bench.replay.on(HOST, "/file", error(503, asked), bytes_reply(CSV))
    assert bench.body().content == CSV
    assert bench.waits == [5]


@pytest.mark.parametrize("asked", ["86400", "Wed, 25 Nov 2026 12:00:00 GMT"])
def test_n04_a_long_retry_after_is_deferred_at_once(bench: Bench, asked: str) -> None:
    bench.replay.on(HOST, "/file", error(429, asked), bytes_reply(CSV))
    began = time.monotonic()
    failed = failure(bench)
    assert time.monotonic() - began < 1
    assert isinstance(failed, Deferred)
    assert failed.until == bench.now + timedelta(days=1)
    assert bench.waits == []
    assert "2026-11-25 12:00:00 UTC" in str(failed)
    (line,) = bench.lines
    assert (line.outcome, line.next_try_at) == ("deferred", "2026-11-25T12:00:00+00:00")


def test_n04_nobody_asks_before_the_next_try_time_and_then_somebody_does(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", error(429, "86400"), bytes_reply(CSV))
    failure(bench)
    bench.now += timedelta(hours=23)
    assert isinstance(failure(bench), Deferred)
    assert len(bench.replay.received) == 1
    bench.now += timedelta(hours=1, seconds=1)
    assert bench.body().content == CSV


def test_n05_silence_before_the_headers_ends_at_the_read_deadline(bench_with: BenchWith) -> None:
    bench = bench_with(replace(ONE_TRY, read_seconds=0.3))
    bench.replay.on(HOST, "/file", hang())
    began = time.monotonic()
    failed = failure(bench)
    assert failed.outcome == "timeout"
    assert 0.3 <= time.monotonic() - began < 3


def test_n05_silence_in_the_handshake_ends_at_the_connect_deadline(bench_with: BenchWith) -> None:
    bench = bench_with(replace(ONE_TRY, connect_seconds=0.3))
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        fetcher = bench.new_fetcher(addresses={HOST: deaf.getsockname()})
        began = time.monotonic()
        assert failure(bench, fetcher=fetcher).outcome == "timeout"
        assert 0.3 <= time.monotonic() - began < 3


def test_n05_silence_is_retried(bench_with: BenchWith) -> None:
    bench = bench_with(replace(ONE_TRY, read_seconds=0.3, tries=2))
    bench.replay.on(HOST, "/file", hang(), bytes_reply(CSV))
    assert bench.body().content == CSV
    assert bench.outcomes == ["timeout", "accepted"]


def test_n06_a_drip_fails_at_the_floor_of_throughput(bench_with: BenchWith) -> None:
    bench = bench_with(replace(ONE_TRY, floor_window_seconds=0.3))
    bench.replay.on(HOST, "/file", drip(CSV, pause=0.05))
    began = time.monotonic()
    assert failure(bench).outcome == "slow"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("where", ["body", "chunks", "headers"])
def test_n06_a_drip_fails_at_the_total_deadline(bench_with: BenchWith, where: str) -> None:
    bench = bench_with(replace(ONE_TRY, total_seconds=0.5))
    head = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000
    bench.replay.on(
        HOST,
        "/file",
        {
            "body": drip(CSV, pause=0.05),
            "chunks": replace(drip(CSV, pause=0.05), framing="chunked"),
            "headers": replace(raw(head), pause=0.05, piece=1),
        }[where],
    )
    began = time.monotonic()
    assert failure(bench).outcome == "timeout"
    assert 0.5 <= time.monotonic() - began < 3


def test_n07_a_short_body_is_detected_and_retried(bench: Bench) -> None:
    whole = bytes_reply(CSV)
    bench.replay.on(HOST, "/file", cut(whole, len(CSV) // 2), whole)
    assert bench.body().content == CSV
    assert bench.outcomes == ["cut", "accepted"]


def test_n07_a_body_that_stays_short_fails(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", cut(bytes_reply(CSV), len(CSV) - 1))
    assert failure(bench).outcome == "cut"
    assert bench.outcomes == ["cut"] * bench.policy.tries


@pytest.mark.parametrize("after", [0, 10, len(CSV) - 1, len(CSV)])
def test_n07_chunks_without_the_last_one_are_a_short_body(bench: Bench, after: int) -> None:
    whole = bytes_reply(CSV, framing="chunked", piece=100)
    bench.replay.on(HOST, "/file", cut(whole, after), whole)
    assert bench.body().content == CSV
    assert bench.outcomes == ["cut", "accepted"]


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("csv", CSV),
        ("json", json.dumps(JSON).encode()),
        ("zip", zipped()),
        ("xml", b"<rates><rate>1</rate></rates>"),
    ],
)
def test_n08_a_cut_body_of_untold_length_is_refused(
    bench: Bench, content: str, body: bytes
) -> None:
    whole = Reply(body, framing="close")
    bench.replay.on(HOST, "/file", *(cut(whole, after) for after in range(1, len(body), 37)))
    for _ in range(1, len(body), 37 * bench.policy.tries):
        failure(bench, content=content)


WIRE = {
    "length": b"Content-Length: 16\r\n\r\na,b\n1,2\n3,4\n5,6\n",
    "chunked": b"Transfer-Encoding: chunked\r\n\r\n8\r\na,b\n1,2\n\r\n8\r\n3,4\n5,6\n\r\n0\r\n",
}


@pytest.mark.parametrize("framing", WIRE)
def test_n08_an_answer_cut_at_any_byte_is_refused(bench_with: BenchWith, framing: str) -> None:
    bench = bench_with(ONE_TRY)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n" + WIRE[framing]
    # The very last CRLF after the last chunk of no length says nothing more.
    shortest = len(answer) - (2 if framing == "chunked" else 0)
    cuts = range(0, shortest, 2)
    bench.replay.on(HOST, "/file", *(raw(answer[:length]) for length in cuts), raw(answer))
    for _ in cuts:
        failure(bench)
    assert bench.body().content == b"a,b\n1,2\n3,4\n5,6\n"


def test_n08_headers_that_run_into_the_body_are_refused(bench: Bench) -> None:
    damaged = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nv\n8\r\na,b\n1,2\n\r\n"
    bench.replay.on(HOST, "/file", raw(damaged + b"8\r\n3,4\n5,6\n\r\n0\r\n\r\n"))
    assert failure(bench).outcome == "bad_http"


@pytest.mark.parametrize("length", [b"-8", b"x", b"", b"8" * 100_000])
def test_n08_chunks_of_no_sensible_length_are_refused(bench_with: BenchWith, length: bytes) -> None:
    bench = bench_with(ONE_TRY)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\na,b\n\r\n"
    bench.replay.on(HOST, "/file", raw(head + length + b"\r\n1,2\n\r\n0\r\n\r\n"))
    failure(bench)


@pytest.mark.parametrize("cut_at_a_line_end", [True, False])
def test_n08_csv_of_untold_length_is_refused_even_at_a_line_end(
    bench: Bench, cut_at_a_line_end: bool
) -> None:
    body = CSV[: CSV.index(b"\n", 500) + 1] if cut_at_a_line_end else CSV
    bench.replay.on(HOST, "/file", Reply(body, framing="close"))
    assert failure(bench).outcome == "cut"


@pytest.mark.parametrize(
    ("content", "body"), [("json", json.dumps(JSON).encode()), ("zip", zipped())]
)
def test_n08_a_body_of_untold_length_with_an_end_of_its_own_is_accepted(
    bench: Bench, content: str, body: bytes
) -> None:
    bench.replay.on(HOST, "/file", Reply(body, framing="close"))
    assert bench.body(content=content).content == body


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_n09_a_cut_gzip_encoding_is_refused(bench: Bench, framing: str) -> None:
    half = gzip.compress(CSV)[:-60]
    encoded = Reply(half, framing=framing, headers={"Content-Encoding": "gzip"})
    bench.replay.on(HOST, "/file", encoded)
    assert failure(bench).outcome == "cut"


def test_n09_identity_is_asked_for_and_a_whole_gzip_encoding_is_undone(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(CSV, gzipped=True))
    assert bench.body().content == CSV
    (asked,) = bench.replay.received
    assert asked.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("missing", [1, 10, 22, 30, 100])
def test_n10_a_truncated_zip_is_refused(bench: Bench, missing: int) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(zipped()[:-missing], "application/zip"))
    assert failure(bench, content="zip").outcome == "cut"


def test_n10_a_zip_with_a_flipped_byte_is_refused(bench: Bench) -> None:
    spoilt = bytearray(zipped())
    spoilt[len(spoilt) // 3] ^= 0xFF
    bench.replay.on(HOST, "/file", bytes_reply(bytes(spoilt), "application/zip"))
    failure(bench, content="zip")


@pytest.mark.parametrize("content", ["csv", "json", "zip", "xlsx", "xml"])
def test_n11_a_page_for_people_is_refused_and_kept_as_evidence(bench: Bench, content: str) -> None:
    page = b"\n<!DOCTYPE html>\n<html><body>Are you a robot?<br></body></html>\n"
    bench.replay.on(HOST, "/file", bytes_reply(page, "text/html"))
    assert failure(bench, content=content).outcome == "wrong_content"
    (line,) = bench.lines
    assert line.evidence is not None
    kept = bench.directory / line.evidence
    assert kept.read_bytes() == page
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "body"), [("csv", CSV), ("zip", zipped()), ("json", json.dumps(JSON).encode())]
)
def test_n12_right_bytes_of_the_wrong_media_type_are_accepted_and_noted(
    bench: Bench, content: str, body: bytes
) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(body, "application/octet-stream"))
    fetched = bench.body(content=content)
    assert fetched.content == body
    (note,) = fetched.notes
    assert "application/octet-stream" in note
    (line,) = bench.lines
    assert line.notes == (note,)


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


@pytest.mark.parametrize("flaw", ["expired", "self_signed", "other_host"])
def test_n16_a_bad_certificate_fails_in_clear_words(bench: Bench, flaw: str) -> None:
    bench.replay.spoil_certificate(HOST, flaw)
    bench.replay.on(HOST, "/file", bytes_reply(CSV))
    failed = failure(bench)
    assert failed.outcome == "tls"
    said = {"expired": "expired", "self_signed": "self-signed", "other_host": "not valid for"}
    assert said[flaw] in failed.found
    assert len(bench.lines) == 1, "a bad certificate is not retried"
    assert bench.replay.received == [], "nothing is said to a server that is not verified"


def test_n16_an_authority_that_is_not_trusted_fails(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(CSV))
    system_only = bench.new_fetcher(ca_file=None)
    assert failure(bench, fetcher=system_only).outcome == "tls"


def test_n16_there_is_no_way_to_switch_verification_off() -> None:
    ways = re.compile(
        r"verify\s*=\s*(False|None|0)|CERT_NONE|CERT_OPTIONAL|check_hostname\s*=\s*False"
        r"|_create_unverified_context|assert_hostname|disable_warnings|PYTHONHTTPSVERIFY"
    )
    found = [
        f"{path}:{number}"
        for path in (REPOSITORY / "pipelines").rglob("*")
        if path.suffix in (".py", ".yml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if ways.search(line)
    ]
    assert found == []


def test_n16_the_environment_has_no_say(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine {HOST} login somebody password canary-4711\n")
    netrc.chmod(0o600)
    nowhere = tmp_path / "nowhere.pem"
    nowhere.write_text("")
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(nowhere))
    monkeypatch.setenv("NETRC", str(netrc))
    bench.replay.on(HOST, "/file", bytes_reply(CSV))
    assert bench.body().content == CSV
    (asked,) = bench.replay.received
    assert set(asked.headers) == {"host", "user-agent", "accept", "accept-encoding"}


def test_n17_a_downgrade_to_http_is_refused(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", redirect(f"http://{HOST}/file"), bytes_reply(CSV))
    failed = failure(bench)
    assert failed.outcome == "refused_url"
    assert "http: instead of https" in failed.found
    assert len(bench.replay.received) == 1


def test_n17_a_configured_http_url_is_refused(bench: Bench) -> None:
    assert failure(bench, url=f"http://{HOST}/file").outcome == "refused_url"
    assert bench.lines == []


def test_n18_an_etag_that_lies_is_found_at_the_unconditional_refetch(bench: Bench) -> None:
    changed = CSV + b"ZWE,2025,40.1\n"
    bench.replay.on(
        HOST,
        "/file",
        conditional(CSV, '"same"'),
        *[conditional(changed, '"same"')] * 20,
    )
    fetcher = bench.new_fetcher()
    first = bench.body(fetcher=fetcher)
    fetcher.remember(first)
    for _ in range(6):
        bench.now += timedelta(days=1)
        answer = bench.ask()
        assert isinstance(answer, NotModified)
        assert answer.sha256 == first.sha256
    bench.now += timedelta(days=1)
    fetcher = bench.new_fetcher()
    found = bench.body(fetcher=fetcher)
    assert found.content == changed
    assert any("ETag" in note for note in found.notes)
    assert [line.conditional for line in bench.lines] == [False, *[True] * 6, False]
    fetcher.remember(found)
    bench.now += timedelta(days=1)
    assert bench.body().content == changed, "who has lied is not believed again"


def test_n18_without_a_word_from_the_archive_nothing_is_conditional(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", conditional(CSV, '"same"'))
    assert bench.body().content == CSV
    assert bench.body().content == CSV


def test_n18_a_304_that_was_not_asked_for_is_an_error(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", Reply(status=304))
    assert failure(bench).outcome == "status"


def test_n19_new_bytes_at_the_same_url_have_another_hash(bench: Bench) -> None:
    revised = CSV.replace(b"39.3", b"41.0")
    bench.replay.on(HOST, "/file", bytes_reply(CSV), bytes_reply(revised))
    hashes = [bench.body().sha256, bench.body().sha256]
    assert hashes == [sha256(CSV).hexdigest(), sha256(revised).hexdigest()]
    assert [line.sha256 for line in bench.lines] == hashes


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(CSV, 206, {"Content-Range": "bytes 0-9/10"}), "status"),
        (Reply(status=204), "status"),
        (Reply(CSV, 201), "status"),
        (Reply(CSV, 302), "status"),
        (bytes_reply(b""), "empty"),
        (bytes_reply(b"", framing="chunked"), "empty"),
        (bytes_reply(b"", framing="close"), "empty"),
    ],
)
def test_n20_anything_but_200_with_a_body_is_an_error(
    bench: Bench, reply: Reply, outcome: str
) -> None:
    bench.replay.on(HOST, "/file", reply)
    assert failure(bench).outcome == outcome
    assert len(bench.lines) == 1


def records(*numbers: int) -> list[dict[str, int]]:
    return [{"area": number} for number in numbers]


def serve_pages(bench: Bench, first: object, *rest: tuple[str, object]) -> None:
    """Serve an API that pages by `skip`, its first page and then others by their skip."""
    for skip, page in rest:
        bench.replay.on(HOST, "/file", json_reply(page), query={"skip": skip})
    bench.replay.on(HOST, "/file", json_reply(first))


def test_n21_pages_that_fit_together_are_accepted(bench: Bench) -> None:
    serve_pages(
        bench,
        {"count": 5, "value": records(1, 2)},
        ("2", {"count": 5, "value": records(3, 4)}),
        ("4", {"count": 5, "value": records(5)}),
    )
    bodies = bench.ask(content="json", paging="skip", name="d.json")
    assert isinstance(bodies, tuple)
    assert [body.name for body in bodies] == [
        "d-page-0001.json",
        "d-page-0002.json",
        "d-page-0003.json",
    ]
    assert len(bench.lines) == 4, "the first page is asked for once more"


@pytest.mark.parametrize(
    "second",
    [
        {"count": 4, "value": records(1, 2)},
        {"count": 4, "value": records(2, 3)},
        {"count": 4, "value": []},
        {"count": 5, "value": records(3, 4)},
        {"count": 4, "value": records(3, 4, 5)},
        {"value": records(3, 4)},
        {"count": 4},
        [3, 4],
    ],
    ids=[
        "repeated page",
        "moved records",
        "missing page",
        "changed total",
        "too many records",
        "no total",
        "no records",
        "another layout",
    ],
)
def test_n21_pages_that_do_not_fit_together_are_refused(bench: Bench, second: object) -> None:
    serve_pages(bench, {"count": 4, "value": records(1, 2)}, ("2", second))
    with pytest.raises(FetchFailed) as caught:
        bench.ask(content="json", paging="skip")
    assert caught.value.outcome in ("pages", "empty")


def test_n21_a_first_page_that_changes_meanwhile_is_noticed(bench: Bench) -> None:
    bench.replay.on(
        HOST, "/file", json_reply({"count": 4, "value": records(3, 4)}), query={"skip": "2"}
    )
    bench.replay.on(
        HOST,
        "/file",
        json_reply({"count": 4, "value": records(1, 2)}),
        json_reply({"count": 4, "value": records(1, 9)}),
    )
    with pytest.raises(FetchFailed, match="page 1 is another one at the end"):
        bench.ask(content="json", paging="skip")


def test_n21_a_cycle_of_next_links_is_refused(bench: Bench) -> None:
    for number, following in (("", "2"), ("2", "3"), ("3", "2")):
        page = {"value": [{"area": f"A{number}"}], "nextLink": f"{URL}?page={following}"}
        bench.replay.on(HOST, "/file", json_reply(page), query={"page": number} if number else None)
    with pytest.raises(FetchFailed, match="leads back"):
        bench.ask(content="json", paging="next_link")


def test_n21_a_next_link_to_another_host_is_refused(bench: Bench) -> None:
    page = {"value": [{"area": "A"}], "nextLink": "https://elsewhere.example.net/file"}
    bench.replay.on(HOST, "/file", json_reply(page))
    with pytest.raises(FetchFailed, match="does not list"):
        bench.ask(content="json", paging="next_link")


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b'{"error": "Invalid code"}', "wrong_content"),
        (b'{"Errors": [{"code": 4}], "value": []}', "wrong_content"),
        (b'{"message": "Missing Authentication Token"}', "wrong_content"),
        (b'{"statusCode": 500, "message": "Internal server error"}', "wrong_content"),
        (b'[{"message": [{"id": "120", "key": "Invalid value", "value": "x"}]}]', "wrong_content"),
        (b'{"value": NaN}', "wrong_content"),
        (b'{"value": -Infinity}', "wrong_content"),
        (b'{"value": 1e999}', "wrong_content"),
        (b'{"count": 1, "count": 2}', "wrong_content"),
        (b'[{"area": "AGO", "area": "BGD"}]', "wrong_content"),
        (b'[{"area": "AGO"}] and more', "wrong_content"),
        (b'[{"area": "AGO"}][{"area": "BGD"}]', "wrong_content"),
        (b"[[" * 100_000, "wrong_content"),
        (b'{"area": "\xff"}', "wrong_content"),
        (b"undefined", "wrong_content"),
        (b"[]", "empty"),
        (b"{}", "empty"),
        (b"null", "empty"),
    ],
)
def test_n22_json_that_is_not_the_data_is_refused(bench: Bench, body: bytes, outcome: str) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(body, "application/json"))
    assert failure(bench, content="json").outcome == outcome
    assert len(bench.lines) == 1


def test_n23_without_a_network_a_fetch_fails_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed")
    isolated = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*isolated, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody make a network namespace")
    program = """
import sys, time
from pathlib import Path
from pipelines.errors import FetchFailed
from pipelines.sources.http import Attempts, Fetcher, FetchPolicy, FetchRequest
home = Path(sys.argv[1])
hosts = {"data.example.org", "here.example.org"}
given = {"here.example.org": ("192.0.2.1", 443)}
fetcher = Fetcher(FetchPolicy(), attempts=Attempts(home / "attempts.jsonl"), addresses=given)
for host in sorted(hosts):
    began = time.monotonic()
    try:
        fetcher.fetch(FetchRequest("f", f"https://{host}/", frozenset(hosts), "csv", None, "r", 0))
    except FetchFailed as failure:
        assert time.monotonic() - began < 5, failure
        sys.stdout.write(f"{failure.outcome}\\n{failure}\\n")
"""
    done = subprocess.run(
        [*isolated, sys.executable, "-c", program, str(tmp_path / "ledger")],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("no_network\n") == 2, done.stdout
    assert "check the network" in done.stdout
    assert [path.name for path in (tmp_path / "ledger").iterdir()] == ["attempts.jsonl"]


HEADER = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n"


@pytest.mark.parametrize(
    "head",
    [
        HEADER + b"".join(b"X-%d: x\r\n" % number for number in range(200)),
        HEADER + b"X-Long: " + b"x" * 70_000 + b"\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50_000,
    ],
    ids=["many headers", "a long header", "interim answers without end"],
)
def test_n24_a_header_bomb_is_capped(bench_with: BenchWith, head: bytes) -> None:
    bench = bench_with(replace(ONE_TRY, wire_bytes=1_000_000))
    bench.replay.on(HOST, "/file", raw(head + b"\r\na,b\n1,2\n"))
    assert failure(bench).outcome == "too_large"


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_n24_a_body_over_the_cap_is_not_read_to_its_end(
    bench_with: BenchWith, framing: str
) -> None:
    bench = bench_with(replace(FetchPolicy(), wire_bytes=200_000))
    bench.replay.on(HOST, "/file", Reply(b"1,2\n" * 2_000_000, framing=framing))
    assert failure(bench).outcome == "too_large"
    assert len(bench.lines) == 1, "what is too large is not retried"
    assert max((count for _, count, _ in bench.seen), default=0) <= 200_000
    if framing == "length":
        assert bench.seen == [], "a length over the cap is believed"


def test_n24_a_gzip_bomb_is_capped(bench_with: BenchWith) -> None:
    bench = bench_with(replace(FetchPolicy(), decoded_bytes=1_000_000))
    bomb = gzip.compress(b"1,2\n" * 5_000_000)
    assert len(bomb) < 100_000
    bench.replay.on(HOST, "/file", Reply(bomb, headers={"Content-Encoding": "gzip"}))
    assert failure(bench).outcome == "too_large"


def test_n24_a_zip_bomb_is_capped(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(zipped(content=b"0" * 20_000_000)))
    assert failure(bench, content="zip").outcome == "too_large"


def test_a_403_closes_the_provider_for_the_run(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", error(403), bytes_reply(CSV))
    fetcher = bench.new_fetcher()
    for _ in range(2):
        assert isinstance(failure(bench, fetcher=fetcher), ProviderClosed)
    assert len(bench.replay.received) == 1
    assert bench.body().content == CSV, "the next run asks again"


def test_a_path_that_an_api_gateway_does_not_know_closes_nothing(bench: Bench) -> None:
    unrouted = b'{"message":"Missing Authentication Token"}'
    bench.replay.on(HOST, "/v3", error(403, body=unrouted))
    bench.replay.on(HOST, "/file", bytes_reply(CSV))
    fetcher = bench.new_fetcher()
    assert not isinstance(failure(bench, fetcher=fetcher, url=f"https://{HOST}/v3"), ProviderClosed)
    assert bench.body(fetcher=fetcher).content == CSV


@pytest.mark.parametrize("request_", [{"content": "pdf"}, {"content": ""}, {"paging": "cursor"}])
def test_a_request_for_an_unknown_kind_or_paging_is_refused_unsent(
    bench: Bench, request_: dict[str, str]
) -> None:
    assert failure(bench, **request_).outcome == "bad_request"
    assert bench.replay.received == []


def test_progress_is_told_and_requests_to_one_host_keep_their_distance(bench: Bench) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(CSV))
    fetcher = bench.new_fetcher()
    for _ in range(2):
        bench.body(fetcher=fetcher, min_interval_seconds=30)
    assert bench.seen[:2] == [("file.csv", 0, len(CSV)), ("file.csv", len(CSV), len(CSV))]
    (wait,) = bench.waits
    assert 25 < wait <= 30


def test_n24_all_pages_together_are_capped(bench_with: BenchWith) -> None:
    bench = bench_with(replace(POLICY, edition_bytes=60))
    serve_pages(
        bench,
        {"count": 4, "value": records(1, 2)},
        ("2", {"count": 4, "value": records(3, 4)}),
    )
    with pytest.raises(FetchFailed, match="pages so far") as caught:
        bench.ask(content="json", paging="skip")
    assert caught.value.outcome == "too_large"


def test_n24_the_body_of_a_redirect_is_not_read(bench: Bench) -> None:
    endless = Reply(b"moved" * 100, 302, {"Location": "/here"}, pause=0.2, piece=1)
    bench.replay.on(HOST, "/file", endless)
    bench.replay.on(HOST, "/here", bytes_reply(CSV))
    began = time.monotonic()
    assert bench.body().content == CSV
    assert time.monotonic() - began < 3
