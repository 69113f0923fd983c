"""Finds the values in DataHub's answers: its JSON and its downloads, of v2 and of v3.

What becomes of them belongs to `datahub.py` and `datahub_aggregates.py`. DataHub is undocumented:
what is said of its shapes here was seen in answers of July and August 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.readers.publishers.answers import (
    JsonRecord,
    broken,
    code_at,
    objects,
    read_answer,
    text_at,
)
from pipelines.readers.publishers.edition import FetchedEdition, Response
from pipelines.readers.publishers.tables import Row, is_table, read_table
from pipelines.readers.rows.columns import Unreadable
from pipelines.readers.rows.fields import FieldError, iso_date

V2_COLUMNS = {
    "series": "seriesID",
    "iso3": "entityIso",
    "year": "dataYear",
    "value": "dataValue",
    "source": "dataSource",
}
V3_COLUMNS = {
    "series": "SeriesID",
    "iso3": "AreaCode",
    "year": "Year",
    "value": "Value",
    "source": "Source",
    "modified": "LastModifiedOn",
}
_IS_WHOLE = {
    "series": "[0-9]+",
    "iso3": "[A-Z]{3}",
    "year": "[0-9]{4}",
    "modified": "[0-9]{4}-[0-9]{2}-[0-9]{2}.*",
}
"""What a record joined from two must hold, lest parts of two records be joined."""
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?", re.ASCII)
_NO_DAY = Unreadable("", "a date such as 2026-07-10", "not_a_date")


@dataclass(frozen=True)
class DataHubEntry:
    """One value as DataHub holds it, whichever way it came."""

    place: str
    series: str
    iso3: str | Unreadable
    year: str | Unreadable
    value: str | Unreadable
    source: str
    modified: str
    problem: Unreadable | None = None
    was_joined: bool = False


def day_of(moment: str) -> date | Unreadable | None:
    """The day of a time stamp, which comes first in it; None when there is none."""
    if not moment:
        return None
    match = _DAY.fullmatch(moment)
    try:
        day = iso_date(match[1] if match else "")
    except FieldError:
        return Unreadable(moment, _NO_DAY.expected, _NO_DAY.reason)
    assert isinstance(day, date)
    return day


def entries(response: Response, edition: FetchedEdition) -> Iterator[DataHubEntry]:
    """The values of one response, whichever shape it has.

    Raises:
        FileRefused: when it is empty, or of no shape that is known.
    """
    if not is_table(response.content):
        records = filled(response, edition)
        yield from (_from_json(f"{response.name}[{n}]", each) for n, each in enumerate(records))
        return
    layouts = [V2_COLUMNS.values(), V3_COLUMNS.values()]
    table = read_table(response, edition, layouts, _is_whole)
    if not table.rows:
        raise broken(edition, f"{response.name} has a header and no row", "at least one row")
    columns = V3_COLUMNS if V3_COLUMNS["series"] in table.names else V2_COLUMNS
    yield from (_from_row(row, columns) for row in table.rows)


def filled(response: Response, edition: FetchedEdition) -> Sequence[JsonRecord]:
    """The records of a JSON answer.

    Raises:
        FileRefused: when it is no list of records, or an empty one.
    """
    records = objects(read_answer(response, edition), response.name, edition)
    if not records:
        found = f"{response.name} is an empty list"
        raise broken(edition, found, "records; DataHub answers [] for an id it does not know")
    return records


def answer_of(record: JsonRecord) -> str | Unreadable:
    """The one value of a record; nothing when it has none."""
    answers = record.get("answer") or []
    if not isinstance(answers, list) or not all(isinstance(each, dict) for each in answers):
        return Unreadable("no list of answers", "one answer with a value", "nested_value")
    if len(answers) > 1:
        return Unreadable(f"{len(answers)} answers", "one answer", "several_values")
    return text_at(answers[0], "value") if answers else ""


def _from_json(place: str, record: JsonRecord) -> DataHubEntry:
    return DataHubEntry(
        place,
        code_at(record, "codeID"),
        text_at(record, "isoCode"),
        text_at(record, "dataYear"),
        answer_of(record),
        code_at(record, "dataSource"),
        code_at(record, "updateDate"),
    )


def _from_row(row: Row, columns: Mapping[str, str]) -> DataHubEntry:
    texts = {field: row.values.get(column, "") for field, column in columns.items()}
    texts.setdefault("modified", "")
    return DataHubEntry(row.place, **texts, problem=row.problem, was_joined=row.was_joined)


def _is_whole(values: Mapping[str, str]) -> bool:
    columns = V3_COLUMNS if V3_COLUMNS["series"] in values else V2_COLUMNS
    return all(
        re.fullmatch(form, values[columns[field]], re.ASCII)
        for field, form in _IS_WHOLE.items()
        if field in columns
    )
