"""Walks the pages of an API and makes sure that together they are the whole, each page once.

Sending the requests belongs to `fetcher.py`; what records mean, to the readers.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, TypeVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from pipelines.errors import FetchFailed
from pipelines.sources.http.completeness import strict_json
from pipelines.sources.http.policy import FetchPolicy

_T = TypeVar("_T")


@dataclass(frozen=True)
class Page:
    """What one answer says of itself.

    Attributes:
        records: Its records.
        constant: What must be the same in every page, such as totals and the vintage.
        records_in_all: Over all pages; None when the API does not say.
        next_url: Where the next page is; None on the last.
    """

    records: list[object]
    constant: dict[str, object]
    records_in_all: int | None
    next_url: str | None


class Pages(ABC):
    """One walk, from the first page to the last and then to the first again.

    The first page is asked for once more at the end: records that moved between pages meanwhile
    would be there twice or not at all, with every total as before.

    Args:
        url: The URL of the first page.
        policy: How many pages there may be.
    """

    def __init__(self, url: str, policy: FetchPolicy) -> None:
        self.next_url: str | None = url
        self.is_checking = False
        self._first_url = url
        self._most_pages = policy.pages
        self._asked = {url}
        self._constant: dict[str, object] = {}
        self._first_page = frozenset[str]()
        self._page_of: dict[str, int] = {}
        self._records = 0
        self._count = 0

    def take(self, content: bytes) -> None:
        """Takes the page at `next_url`; `next_url` is then the one after it, None at the end.

        With `is_checking`, the page asked for next is the first once more, not to be kept.

        Raises:
            FetchFailed: when a page is missing, comes twice or contradicts another one.
        """
        document = strict_json(content)
        self._count += 1
        try:
            page = self._read(document, self._count)
        except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
            _wrong(f"page {self._count} is not as agreed: {error}", self._layout)
        if self.is_checking:
            self._compare_first(page)
            self.next_url = None
            return
        self._compare(page)
        self._advance(page)

    @property
    @abstractmethod
    def _layout(self) -> str:
        """How a page is laid out, for an error message."""

    @abstractmethod
    def _read(self, document: object, number: int) -> Page:
        """Reads the n-th answer of this walk, n from 1; what is amiss raises a ValueError."""

    def _with(self, **parameters: int) -> str:
        """The first URL with some parameters of its query set."""
        parts = urlsplit(self._first_url)
        pairs = [pair for pair in parse_qsl(parts.query) if pair[0] not in parameters]
        query = urlencode([*pairs, *parameters.items()], safe=":;,")
        return urlunsplit(parts._replace(query=query))

    def _compare(self, page: Page) -> None:
        number = self._count
        if number == 1:
            self._constant = page.constant
        for name, value in page.constant.items():
            if self._constant.get(name) != value:
                _wrong(
                    f"{name} is {value!r} on page {number}, and {self._constant.get(name)!r} "
                    "on page 1",
                    "the same in all pages: the publisher changed its data meanwhile",
                )
        if not page.records:
            _wrong(f"page {number} holds no records", "records", "empty")
        keys = {_key(record) for record in page.records}
        if again := next((key for key in keys if key in self._page_of), None):
            _wrong(
                f"page {number} repeats records of page {self._page_of[again]}: {again[:120]}",
                "each record once",
            )
        self._page_of.update(dict.fromkeys(keys, number))
        self._records += len(page.records)
        if number == 1:
            self._first_page = frozenset(keys)

    def _advance(self, page: Page) -> None:
        if page.next_url is None:
            if page.records_in_all is not None and self._records != page.records_in_all:
                _wrong(
                    f"the pages hold {self._records:,} records of {page.records_in_all:,}",
                    "all records",
                )
            self.is_checking = self._count > 1
            self.next_url = self._first_url if self.is_checking else None
            self._count = 0
            return
        if page.next_url in self._asked:
            _wrong(f"page {self._count} leads back to an earlier page", "a way that ends")
        if self._count >= self._most_pages:
            _wrong(f"there are more than {self._most_pages:,} pages", "fewer, larger pages")
        self._asked.add(page.next_url)
        self.next_url = page.next_url

    def _compare_first(self, page: Page) -> None:
        same = page.constant == self._constant
        if not same or {_key(record) for record in page.records} != self._first_page:
            _wrong("page 1 is another one at the end", "the same: the publisher changed its data")


class _WorldBank(Pages):
    """World Bank API v2: `[{page, pages, per_page, total, …}, [records]]`."""

    _layout = "a list of a header with page, pages and total, and a list of records"

    def _read(self, document: object, number: int) -> Page:
        header, records = _as(list, document)
        page, pages, total = (_number(header[name]) for name in ("page", "pages", "total"))
        _expect("page", page, number)
        constant = {name: value for name, value in header.items() if name != "page"}
        following = self._with(page=number + 1) if number < pages else None
        return Page(list(records or ()), constant, total, following)


class _Skip(Pages):
    """World Bank Data360: `{count, value: [records]}`, 1,000 to a call, `skip` in the query."""

    _layout = "an object with a count and a list of records named value"

    def __init__(self, url: str, policy: FetchPolicy) -> None:
        super().__init__(url, policy)
        self._skipped = 0

    def _read(self, document: object, number: int) -> Page:
        document = _as(dict, document)
        records, total = list(document["value"]), _number(document["count"])
        self._skipped = (self._skipped if number > 1 else 0) + len(records)
        following = self._with(skip=self._skipped) if self._skipped < total else None
        constant = {name: value for name, value in document.items() if name == "count"}
        return Page(records, constant, total, following)


class _PageNumber(Pages):
    """UN SDG API: `{pageNumber, totalPages, totalElements, data: [records], …}`."""

    _layout = "an object with pageNumber, totalPages, totalElements and a list named data"

    def _read(self, document: object, number: int) -> Page:
        document = _as(dict, document)
        names = ("pageNumber", "totalPages", "totalElements")
        page, pages, total = (_number(document[name]) for name in names)
        _expect("pageNumber", page, number)
        following = self._with(page=number + 1) if number < pages else None
        constant: dict[str, object] = {"totalPages": pages, "totalElements": total}
        return Page(list(document["data"]), constant, total, following)


class _NextLink(Pages):
    """OData: `{value: [records], nextLink}`, each page naming the next one."""

    _layout = "an object with a list of records named value, and a nextLink but on the last page"

    def _read(self, document: object, number: int) -> Page:  # noqa: ARG002
        document = _as(dict, document)
        names = ("nextLink", "@odata.nextLink", "@nextLink")
        link = next((document[name] for name in names if document.get(name)), None)
        counts = {name: document[name] for name in ("count", "@odata.count") if name in document}
        total = _number(next(iter(counts.values()))) if counts else None
        following = urljoin(self._first_url, link) if link else None
        return Page(list(document["value"]), counts, total, following)


_STYLES: dict[str, Callable[[str, FetchPolicy], Pages]] = {
    "world_bank": _WorldBank,
    "skip": _Skip,
    "page_number": _PageNumber,
    "next_link": _NextLink,
}
PAGING_STYLES = frozenset(_STYLES)


def begin(style: str, url: str, policy: FetchPolicy) -> Pages:
    """Begin a walk in one of `PAGING_STYLES`."""
    return _STYLES[style](url, policy)


def _wrong(found: str, expected: str, outcome: str = "pages") -> NoReturn:
    raise FetchFailed(
        found,
        outcome=outcome,
        expected=expected,
        next_step="fetch again; if it stays so, the API has changed and another route is needed",
    )


def _as(kind: type[_T], document: object) -> _T:
    if not isinstance(document, kind):
        raise TypeError(f"it is a {type(document).__name__} and no {kind.__name__}")
    return document


def _number(value: object) -> int:
    """A count, which the World Bank sends now as a number, now as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise ValueError(f"{value!r} is no count")


def _expect(name: str, found: int, expected: int) -> None:
    if found != expected:
        raise ValueError(f"{name} is {found} where {expected} was asked for")


def _key(record: object) -> str:
    """Tells records apart: by what they are about where that is known, else by all they hold."""
    if isinstance(record, dict):
        # World Bank API v2: a value of one indicator, country and date; the Bank's own key.
        if {"indicator", "country", "date"} <= record.keys():
            record = [record["indicator"], record["country"], record["date"]]
        elif isinstance(record.get("id"), str):
            record = record["id"]
    return json.dumps(record, sort_keys=True)
