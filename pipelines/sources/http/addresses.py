"""Decides which machine a URL may lead to, and connects to exactly that machine.

What is sent there and what becomes of the answer belongs to `client.py`.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter

from pipelines.errors import FetchFailed

if TYPE_CHECKING:
    import ssl

    from requests import PreparedRequest

HTTPS_PORT = 443
_URL = re.compile(
    r"https://(?P<host>[a-z0-9.-]+)(?::443)?(?:[/?#][\x21-\x5b\x5d-\x7e]*)?", re.IGNORECASE
)
"""Narrower than RFC 3986 (no user, no other port, no backslash), so that no two parsers of URLs
can take different parts of it for the host."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Address:
    """A machine that has been checked, or that the caller named."""

    ip: str
    port: int


def checked_host(url: str, hosts: Collection[str]) -> str:
    """The host of a URL that may be asked, in lower case.

    Args:
        url: The URL as configured, or as a redirect names it, made absolute.
        hosts: The hosts that the source lists.

    Raises:
        FetchFailed: when it is not a plain https URL, or its host is not listed.
    """
    match = _URL.fullmatch(url)
    if match is None:
        scheme = url.partition(":")[0].lower()[:20]
        found = "the URL is not a plain https URL"
        if re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme) and scheme != "https":
            found = f"the URL leads to {scheme}: instead of https"
        raise FetchFailed(
            found,
            outcome="refused_url",
            expected="https://, a host, port 443, no user and no backslash",
            next_step="correct the route in the source registry, or use the next one",
        )
    host = match["host"].lower().rstrip(".")
    if host not in {known.lower() for known in hosts}:
        raise FetchFailed(
            f"the URL leads to {host}, which this source does not list",
            outcome="refused_url",
            expected=" or ".join(sorted(hosts)),
            next_step="if the publisher has moved, add the host to the source registry",
        )
    return host


def is_public(ip: str) -> bool:
    """Whether an address is one of the open internet, and not of this machine or its network."""
    try:
        address: _IPAddress = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast for one in (address, *_embedded(address)))


def _embedded(address: _IPAddress) -> tuple[_IPAddress, ...]:
    """The IPv4 addresses that packets to an IPv6 address end up at."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    found: list[_IPAddress] = [one for one in (address.ipv4_mapped, address.sixtofour) if one]
    found += address.teredo or ()
    if address in _NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return tuple(found)


class Addresses:
    """Looks hosts up, each time once for the check and the connection together.

    Args:
        given: Where to find a host instead of asking DNS, like curl's --resolve: for tests, and
            for operators behind a relay. Only such a host may be on this machine.
        resolve: As `socket.getaddrinfo`.
    """

    def __init__(
        self, given: Mapping[str, tuple[str, int]], resolve: Callable[..., Any] = socket.getaddrinfo
    ) -> None:
        self._given = {host.lower(): Address(*place) for host, place in given.items()}
        self._resolve = resolve

    def of(self, host: str) -> tuple[Address, ...]:
        """The addresses of a host, in the order in which to try them.

        Raises:
            FetchFailed: when the host is not found, or any of its addresses is not public: a
                name that leads inside and outside is either broken or an attack.
        """
        if host in self._given:
            return (self._given[host],)
        try:
            entries = self._resolve(host, HTTPS_PORT, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchFailed(
                f"{host} cannot be looked up: {error}",
                outcome="no_network",
                expected="a network with DNS, and a host that exists",
                next_step="check the network; the archive goes on being used without one",
            ) from error
        found = tuple(dict.fromkeys(str(entry[4][0]) for entry in entries))
        if inside := [ip for ip in found if not is_public(ip)]:
            raise FetchFailed(
                f"{host} leads to {inside[0]}, which is not on the open internet",
                outcome="refused_address",
                expected="public addresses only",
                next_step="check DNS; a relay is named by an address of its own",
            )
        return tuple(Address(ip, HTTPS_PORT) for ip in found)


class PinnedAdapter(HTTPAdapter):
    """Connects to one checked address while TLS asks for, and verifies, the real host."""

    def __init__(self, host: str, address: Address, context: ssl.SSLContext) -> None:
        self._host = host
        self._address = address
        self._context = context
        super().__init__(max_retries=0)

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        """Replaces the host by the address; the name stays in TLS and in the Host header."""
        place: Any
        place, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        own_tls = {"ssl_context": self._context, "server_hostname": self._host}
        return {**place, "host": self._address.ip, "port": self._address.port}, {**tls, **own_tls}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Adds no further authorities: the context, which always verifies, has its own."""
