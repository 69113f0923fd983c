"""What is asked of a publisher, and what comes of it.

How it is got is the business of `fetcher.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256


@dataclass(frozen=True)
class FetchRequest:
    """What to fetch.

    Attributes:
        name: File name for the body; of several pages each gets a number of its own in it.
        url: https URL, of the first page when there are several.
        hosts: Hosts that may be asked, by redirects and links to next pages too.
        content: `json`, `csv`, `zip`, `xlsx` or `xml`, or several with `|` between them.
        paging: How the API pages: `world_bank`, `skip`, `page_number`, `next_link`; None for a
            single body.
        route: Name of the route, for the ledger.
        min_interval_seconds: Pause between the requests to one host.
        headers: Further headers, for the host of `url` only, such as an API key.
    """

    name: str
    url: str
    hosts: frozenset[str]
    content: str
    paging: str | None
    route: str
    min_interval_seconds: float
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class FetchedBody:
    """A whole body, of the kind that was asked for.

    Attributes:
        name: As in the request.
        content: Its bytes, a content encoding undone.
        final_url: Where it came from after redirects, without secrets.
        headers: Those of the answer that matter later, names in lower case.
        received_at: UTC time of the whole body.
        etag: As sent.
        last_modified: As sent.
        notes: What a person should know though the body was accepted.
        url: What was asked for, without secrets.
    """

    name: str
    content: bytes = field(repr=False)
    final_url: str
    headers: Mapping[str, str]
    received_at: datetime
    etag: str | None
    last_modified: str | None
    notes: tuple[str, ...] = ()
    url: str = ""

    @property
    def sha256(self) -> str:
        """Of the content."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True)
class NotModified:
    """The publisher says that a body is still the one with this hash, which the archive holds."""

    name: str
    url: str
    sha256: str
    checked_at: datetime
