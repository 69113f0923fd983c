"""Reads one series of economies of ITU's DataHub, from its JSON or from its downloads.

The shapes of its answers belong to `datahub_entries.py`, aggregates of regions to
`datahub_aggregates.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipelines.readers.publishers.answers import number, served
from pipelines.readers.publishers.edition import Economies, FetchedEdition, Series
from pipelines.readers.publishers.itu.datahub_entries import DataHubEntry, day_of, entries
from pipelines.readers.publishers.left_out import LeftOut
from pipelines.readers.publishers.observations import Found, read_observations
from pipelines.readers.rows.columns import Unreadable
from pipelines.readers.rows.read_result import Reading

PROVIDER = "itu_datahub"


def read_datahub(edition: FetchedEdition, series: Series, economies: Economies) -> Reading:
    """Reads one series; sibling series that come along with it are left out and noted.

    Responses are `/data/bycode/ID` as JSON, or one download as CSV or zip, with the header of v2
    or of v3. A blank value is a record that says there are no data. The vintage is the newest
    LastModifiedOn of the series, else the day of receipt. `series.code` is the codeID.

    Raises:
        FileRefused: when an answer is empty, as it is for a codeID that does not exist, is not
            of one of these shapes, or holds nothing of the series.
    """
    values = [entry for each in served(edition) for entry in entries(each, edition)]
    left_out = LeftOut()
    days: set[date] = set()
    found = [
        each for entry in values for each in _observation(entry, series, economies, left_out, days)
    ]
    newest = max(days, default=None)
    repaired = sum(entry.was_joined for entry in values)
    repairs = (f"{repaired} records joined that a line break had cut in two",) if repaired else ()
    return read_observations(
        edition, series, found, left_out, provider=PROVIDER, updated=newest, repairs=repairs
    )


def _observation(
    entry: DataHubEntry, series: Series, economies: Economies, left_out: LeftOut, days: set[date]
) -> Iterator[Found]:
    if entry.problem is not None:
        yield Found("", "", "", entry.place, unreadable=entry.problem)
        return
    if entry.series != series.code:
        left_out.add("other series than the one asked for", entry.series)
        return
    day = day_of(entry.modified)
    if isinstance(day, date):
        days.add(day)
    if isinstance(entry.iso3, str) and entry.iso3 not in economies.iso3:
        left_out.add("areas that are no economies", entry.iso3)
    elif not entry.value:
        left_out.add("no value served")
    else:
        yield Found(
            entry.iso3,
            entry.year,
            number(entry.value),
            entry.place,
            sex=series.sex,
            location=series.location,
            age=series.age,
            status=_status(entry.source),
            unreadable=day if isinstance(day, Unreadable) else None,
        )


def _status(source: str) -> str | None:
    """Whether ITU estimated a value or somebody of the country gave it; None when not said."""
    if not source:
        return None
    return "estimate" if "itu estimate" in source.casefold() else "country"
