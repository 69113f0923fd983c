"""Requires that the pages of an answer are all there, each once, and agree with each other.

Where an envelope states its numbers belongs to the reader of that publisher's shape.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.readers.publishers.answers import JsonRecord, broken
from pipelines.readers.publishers.edition import FetchedEdition
from pipelines.readers.rows.columns import shown


@dataclass(frozen=True)
class RecordPage:
    """One page of records.

    Attributes:
        name: Name of the response.
        records: Its records.
        total: Records on all pages, as this page states it.
        number: Which page this is, as it states it; None when it does not.
        pages: How many pages there are, as it states it; None when it does not.
    """

    name: str
    records: Sequence[JsonRecord]
    total: int
    number: int | None = None
    pages: int | None = None


def records_of_all(
    pages: Sequence[RecordPage], edition: FetchedEdition, key: Callable[[JsonRecord], Hashable]
) -> Iterator[tuple[str, JsonRecord]]:
    """Every record with its place, of pages that are whole, of one state and share no record.

    Args:
        pages: All pages, in the order of the requests.
        edition: The edition they come from.
        key: What names a record; records of one page with the same key are not looked at here.

    Raises:
        FileRefused: when the pages are not whole.
    """
    first = pages[0]
    for place, page in enumerate(pages, start=1):
        if (page.total, page.pages) != (first.total, first.pages):
            raise broken(
                edition,
                f"{page.name} states {page.total} records on {page.pages or 'some'} pages, "
                f"{first.name} {first.total} on {first.pages or 'some'}",
                "pages of one state; the data changed while they were fetched",
            )
        if page.number is not None and page.number != place:
            found = f"{page.name} is page {page.number} and came as number {place}"
            raise broken(edition, found, "each page once, in order")
    if first.pages is not None and first.pages != len(pages):
        found = f"there are {len(pages)} pages of {first.pages}"
        raise broken(edition, found, "every page once")
    seen = sum(len(page.records) for page in pages)
    if seen != first.total:
        found = f"the pages hold {seen} records, and {first.name} states {first.total}"
        raise broken(edition, found, "as many records as stated")
    page_of: dict[Hashable, RecordPage] = {}
    for page in pages:
        for record in page.records:
            name = key(record)
            earlier = page_of.setdefault(name, page)
            if earlier is not page:
                found = f"{page.name} repeats a record of {earlier.name}: {shown(str(name))}"
                raise broken(edition, found, "each record on one page; another one is missing")
    return (
        (f"{page.name}[{position}]", record)
        for page in pages
        for position, record in enumerate(page.records)
    )
