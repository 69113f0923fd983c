"""Which machines a URL may lead to."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from pipelines.errors import FetchFailed
from pipelines.sources.http.addresses import Address, Addresses, checked_host, is_public
from tests.fetching.conftest import HOST, Bench
from tests.replay import bytes_reply


@pytest.mark.parametrize("ip", ["8.8.8.8", "185.125.190.20", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_of_the_open_internet_are_public(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",  # noqa: S104
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
        "localhost",
        "",
    ],
)
def test_addresses_inside_are_not_public_however_they_are_wrapped(ip: str) -> None:
    assert not is_public(ip)


def resolving(*ips: str) -> Any:
    asked: list[str] = []

    def resolve(host: str, port: int, **_: object) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    resolve.asked = asked  # type: ignore[attr-defined]
    return resolve


def test_a_host_is_looked_up_once_and_all_its_addresses_are_checked() -> None:
    resolve = resolving("8.8.8.8", "8.8.4.4", "8.8.8.8")
    found = Addresses({}, resolve).of("data.example.org")
    assert found == (Address("8.8.8.8", 443), Address("8.8.4.4", 443))
    assert resolve.asked == ["data.example.org"]


def test_a_host_that_leads_inside_as_well_is_refused() -> None:
    with pytest.raises(FetchFailed, match=r"leads to 10\.0\.0\.1") as caught:
        Addresses({}, resolving("8.8.8.8", "10.0.0.1")).of("data.example.org")
    assert caught.value.outcome == "refused_address"
    assert not caught.value.may_pass


def test_an_address_given_by_the_operator_holds_for_its_host_only() -> None:
    addresses = Addresses({"Relay.example.org": ("127.0.0.1", 8443)}, resolving("127.0.0.1"))
    assert addresses.of("relay.example.org") == (Address("127.0.0.1", 8443),)
    with pytest.raises(FetchFailed):
        addresses.of("data.example.org")


def test_a_failing_look_up_is_no_network_and_is_not_retried() -> None:
    def resolve(*_: object, **__: object) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with pytest.raises(FetchFailed, match="cannot be looked up") as caught:
        Addresses({}, resolve).of("data.example.org")
    assert (caught.value.outcome, caught.value.may_pass) == ("no_network", False)


@pytest.mark.parametrize(
    "url",
    [
        "https://data.example.org",
        "https://DATA.example.org./a?b=c#d",
        "https://data.example.org:443/a%20b?x=1:2;3,4",
        "HTTPS://data.example.org?x",
    ],
)
def test_plain_https_urls_of_listed_hosts_are_accepted(url: str) -> None:
    assert checked_host(url, {"Data.Example.org"}) == "data.example.org"


@pytest.mark.parametrize(
    "url",
    [
        "http://data.example.org/",
        "//data.example.org/",
        "data.example.org/",
        "https:/data.example.org/",
        "https:///data.example.org/",
        "https://data.example.org.evil.example/",
        "https://evil.example/?https://data.example.org/",
        "https://evil.example#@data.example.org/",
        "https://user@data.example.org/",
        "https://user:word@data.example.org/",
        "https://evil.example\\@data.example.org/",
        "https://data.example.org\\.evil.example/",
        "https://data.example.org:80/",
        "https://data.example.org:443:443/",
        "https://[::1]/",
        "https://data.example.org/a b",
        "https://data.example.org/\r\nHost: evil.example",
        "https://dаta.example.org/",
        "javascript:alert(1)",
        "",
    ],
)
def test_urls_that_could_lead_elsewhere_are_refused(url: str) -> None:
    with pytest.raises(FetchFailed):
        checked_host(url, {"data.example.org"})


def test_another_address_is_tried_when_the_first_cannot_be_reached(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.replay.on(HOST, "/file", bytes_reply(b"a,b\n1,2\n"))
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = Address("127.0.0.1", unused.getsockname()[1])
    places = (closed, Address("127.0.0.1", bench.replay.port))
    monkeypatch.setattr(Addresses, "of", lambda *_: places)
    assert bench.body().content == b"a,b\n1,2\n"
    assert bench.outcomes == ["accepted"]


def test_a_refused_connection_is_retried(bench: Bench) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    fetcher = bench.new_fetcher(addresses={HOST: ("127.0.0.1", port)})
    with pytest.raises(FetchFailed, match="refuses the connection"):
        bench.ask(fetcher=fetcher)
    assert bench.outcomes == ["unreachable"] * bench.policy.tries
