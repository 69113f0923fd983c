"""Reads one indicator of the World Bank's Data360, from its API or from its CSV export.

Its aggregates are means that weigh no population, and are never loaded; areas are identified by
their codes, for labels are wrong at times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pipelines.readers.publishers.answers import (
    JsonRecord,
    broken,
    code_at,
    count_at,
    described,
    number,
    objects,
    read_answer,
    served,
    text_at,
)
from pipelines.readers.publishers.edition import Economies, FetchedEdition, Response, Series
from pipelines.readers.publishers.left_out import LeftOut
from pipelines.readers.publishers.observations import Found, read_observations
from pipelines.readers.publishers.pages import RecordPage, records_of_all
from pipelines.readers.publishers.tables import is_table, read_table
from pipelines.readers.rows.columns import Unreadable, shown
from pipelines.readers.rows.read_result import Reading

PROVIDER = "world_bank_data360"
DIMENSIONS = (
    "INDICATOR",
    "REF_AREA",
    "FREQ",
    "SEX",
    "AGE",
    "URBANISATION",
    "COMP_BREAKDOWN_1",
    "COMP_BREAKDOWN_2",
    "COMP_BREAKDOWN_3",
    "UNIT_MEASURE",
    "TIME_PERIOD",
)
"""The dimensions of WB.DATA360:DS_DATA360(1.2), which name an observation."""
COLUMNS = (*DIMENSIONS, "OBS_VALUE", "UNIT_MULT", "OBS_STATUS")
"""What is read of the 39 columns of the CSV export."""

# SDMX: _T is the total, _Z that the dimension does not apply, so that there is only the whole.
_WHOLE = frozenset({"_T", "_Z"})
_TOTAL = dict.fromkeys(_WHOLE, "total")
_SEXES = {**_TOTAL, "F": "female", "M": "male"}
_LOCATIONS = {**_TOTAL, "URB": "urban", "RUR": "rural"}
_AGES = (
    (re.compile(r"Y([0-9]{1,3})T([0-9]{1,3})", re.ASCII), "{}-{}"),
    (re.compile(r"Y_GE([0-9]{1,3})", re.ASCII), "{}+"),
    (re.compile(r"Y_LT([0-9]{1,3})", re.ASCII), "under {}"),
)
# SDMX: estimated, imputed, forecast. A, a normal value, does not say who found it.
_ESTIMATES = frozenset("EIF")


def read_data360(edition: FetchedEdition, series: Series, economies: Economies) -> Reading:
    """Reads the observations of economies; everything else is left out and noted.

    Responses are the pages of `/data360/data`, 1,000 records each, or one CSV export. A value out
    of the series' range is rejected whatever its status says. No answer names a release, so the
    vintage is the day of receipt.

    Raises:
        FileRefused: when pages are missing or repeated, columns are missing, another indicator
            was served, or nothing was found.
    """
    responses = served(edition)
    left_out = LeftOut()
    records: Iterable[tuple[str, JsonRecord, Unreadable | None]]
    if len(responses) == 1 and is_table(responses[0].content):
        rows = read_table(responses[0], edition, [COLUMNS]).rows
        records = ((row.place, row.values, row.problem) for row in rows)
    else:
        records = ((place, record, None) for place, record in _paged(responses, edition))
    found = [
        each
        for place, record, problem in records
        for each in _observation(place, record, problem, edition, series, economies, left_out)
    ]
    return read_observations(edition, series, found, left_out, provider=PROVIDER)


def _paged(responses: list[Response], edition: FetchedEdition) -> Iterator[tuple[str, JsonRecord]]:
    pages = []
    for response in responses:
        content = read_answer(response, edition)
        if not isinstance(content, dict) or "value" not in content:
            found = f"{response.name} is {described(content)}"
            raise broken(edition, found, "an object with count and value")
        records = objects(content["value"], f"{response.name}.value", edition)
        total = count_at(content, "count", response.name, edition)
        pages.append(RecordPage(f"{response.name}.value", records, total))
    return records_of_all(pages, edition, _key)


def _key(record: JsonRecord) -> tuple[str, ...]:
    return tuple(code_at(record, name) for name in DIMENSIONS)


def _observation(
    place: str,
    record: Mapping[str, object],
    problem: Unreadable | None,
    edition: FetchedEdition,
    series: Series,
    economies: Economies,
    left_out: LeftOut,
) -> Iterator[Found]:
    """The observation of a record, or nothing where it is left out."""
    if problem is not None:
        yield Found("", "", "", place, unreadable=problem)
        return
    codes = {name: code_at(record, name) for name in COLUMNS}
    if codes["INDICATOR"] != series.code:
        found = f"{place}.INDICATOR is {shown(codes['INDICATOR'])!r}"
        raise broken(edition, found, f"the indicator {series.code}")
    parts = [name for name in DIMENSIONS if name.startswith("COMP_") and codes[name] not in _WHOLE]
    if codes["REF_AREA"] not in economies.iso3:
        left_out.add("aggregates and other areas that are no economies", codes["REF_AREA"])
    elif parts:
        left_out.add("parts of a breakdown", ", ".join(codes[name] for name in parts))
    elif codes["FREQ"] != "A":
        left_out.add("not by year", codes["FREQ"])
    elif not (value := text_at(record, "OBS_VALUE")):
        left_out.add("no value served")
    else:
        yield Found(
            codes["REF_AREA"],
            text_at(record, "TIME_PERIOD"),
            number(value),
            place,
            sex=_SEXES.get(codes["SEX"], ""),
            location=_LOCATIONS.get(codes["URBANISATION"], ""),
            age=_age(codes["AGE"]) or "",
            status="estimate" if codes["OBS_STATUS"] in _ESTIMATES else None,
            unreadable=_unknown_code(codes),
        )


def _age(code: str) -> str | None:
    for form, wording in _AGES:
        if match := form.fullmatch(code):
            return wording.format(*match.groups())
    return _TOTAL.get(code)


def _unknown_code(codes: Mapping[str, str]) -> Unreadable | None:
    """Why an observation cannot be placed: a code that is not known, or another unit."""
    known = {
        "SEX": codes["SEX"] in _SEXES,
        "URBANISATION": codes["URBANISATION"] in _LOCATIONS,
        "AGE": _age(codes["AGE"]) is not None,
        "UNIT_MULT": codes["UNIT_MULT"] in ("", "0"),
    }
    unknown = [f"{name} {codes[name]!r}" for name, is_known in known.items() if not is_known]
    if not unknown:
        return None
    expected = "SEX _T, F or M; URBANISATION _T, URB or RUR; AGE such as Y15T24; UNIT_MULT 0"
    return Unreadable(", ".join(unknown), expected, "unknown_term")
