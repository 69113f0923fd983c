"""A server is only talked to when its certificate is verified; without a network nothing waits."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.settings import REPOSITORY
from tests.fetching.conftest import HOST, Bench
from tests.fetching.faults.conftest import CSV, failure
from tests.replay import bytes_reply

pytestmark = pytest.mark.slow


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
