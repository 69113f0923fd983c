"""Strict JSON, and answers of every publisher cut or spoiled anywhere: refused, never half read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import FileRefused, P2CError
from pipelines.readers.publishers.answers import number, read_answer
from pipelines.readers.publishers.edition import Economies, FetchedEdition, Response, Series
from pipelines.readers.publishers.itu.datahub import read_datahub
from pipelines.readers.publishers.itu.datahub_aggregates import read_datahub_aggregates
from pipelines.readers.publishers.united_nations.sdg_api import read_sdg_api
from pipelines.readers.publishers.world_bank.data360 import read_data360
from pipelines.readers.publishers.world_bank.indicators_api import read_world_bank
from pipelines.readers.rows.read_result import Reading
from tests.publishers import assert_conserved, economies, edition_of
from tests.publishers.data360 import data360_csv, data360_pages, data360_record
from tests.publishers.datahub import (
    datahub_aggregates,
    datahub_json,
    datahub_v2_csv,
    datahub_v3_csv,
    zipped,
)
from tests.publishers.sdg_api import sdg_pages, sdg_record
from tests.publishers.world_bank import world_bank_pages, world_bank_responses

ECONOMIES = economies()
Read = Callable[[FetchedEdition, Series, Economies], Reading]


@dataclass(frozen=True)
class Case:
    """A reader with responses it reads well."""

    read: Read
    responses: dict[str, bytes]
    series: str

    def reading(self, responses: dict[str, bytes]) -> Reading:
        series = Series(self.series, "an_indicator", "pct", Decimal(0), Decimal(100))
        return self.read(edition_of(responses), series, ECONOMIES)


def _paged(*bodies: bytes) -> dict[str, bytes]:
    return {f"data-{number:04}": each for number, each in enumerate(bodies, start=1)}


_ROWS = [("11624", "ABW", 2000, "15.4"), ("11624", "RWA", 2001, "6"), ("9", "ABW", 2000, None)]
_COVERAGE = [data360_record(area, 2023, "93.6") for area in ("ABW", "RWA", "WLD")]
CASES = {
    "World Bank": Case(
        read_world_bank,
        world_bank_responses(
            world_bank_pages(
                [
                    ("AW", "ABW", "Aruba", 2024, 95.3),
                    ("1W", "WLD", "World", 2024, 71),
                    ("RW", "RWA", "Rwanda", 2024, None),
                ],
                per_page=2,
            )
        ),
        "IT.NET.USER.ZS",
    ),
    "Data360": Case(read_data360, _paged(*data360_pages(_COVERAGE, 2)), "ITU_DH_POP_COV_4G"),
    "Data360 export": Case(read_data360, _paged(data360_csv(_COVERAGE)), "ITU_DH_POP_COV_4G"),
    "DataHub": Case(read_datahub, _paged(datahub_json(_ROWS)), "11624"),
    "DataHub v2": Case(read_datahub, _paged(datahub_v2_csv(_ROWS)), "11624"),
    "DataHub v3": Case(read_datahub, _paged(datahub_v3_csv(_ROWS)), "11624"),
    "DataHub zip": Case(read_datahub, _paged(zipped(datahub_v3_csv(_ROWS))), "11624"),
    "DataHub aggregates": Case(
        read_datahub_aggregates,
        _paged(datahub_aggregates(647, {2005: 8.6, 2006: None}), datahub_aggregates(1, {2005: 2})),
        "11624",
    ),
    "SDG API": Case(
        read_sdg_api,
        _paged(*sdg_pages([sdg_record(each, 2023, "1") for each in ("4", "646", "1")], 2)),
        "IT_USE_ii99",
    ),
}
every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
JSON_CASES = {name: case for name, case in CASES.items() if b'"' in case.responses["data-0001"][:9]}
often = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def refused_or_conserved(case: Case, responses: dict[str, bytes]) -> Reading | None:
    refusal: P2CError | None = None
    try:
        reading = case.reading(responses)
    except P2CError as error:
        refusal = error
    if refusal is not None:
        assert isinstance(refusal, FileRefused)
        assert refusal.found and refusal.where and refusal.expected
        return None
    assert_conserved(reading)
    return reading


@every_case
def test_the_answers_are_read_when_nothing_is_wrong_with_them(case: Case) -> None:
    reading = case.reading(case.responses)
    assert_conserved(reading)
    assert reading.lines.accepted
    assert reading.rejects == ()


@every_case
@often
@given(data=st.data())
def test_an_answer_cut_anywhere_is_refused_or_nothing_of_it_was_lost(
    case: Case, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(case.responses)))
    content = case.responses[name]
    cut = content[: data.draw(st.integers(0, len(content) - 1))]
    reading = refused_or_conserved(case, {**case.responses, name: cut})
    if reading is not None and b"\n" not in content:
        pytest.fail(f"{name} was cut to {cut[-40:]!r} and read")
    if reading is not None:  # a CSV file has no end: what is left is whole rows
        whole = case.reading(case.responses).rows.to_pylist()
        values = [(row["iso3"], row["value"]) for row in reading.rows.to_pylist()]
        assert values == [(row["iso3"], row["value"]) for row in whole][: len(values)]


@every_case
@often
@given(data=st.data())
def test_an_answer_spoiled_anywhere_is_refused_or_every_record_is_accounted_for(
    case: Case, data: st.DataObject
) -> None:
    responses = dict(case.responses)
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(responses)))
        content = responses[name]
        at = data.draw(st.integers(0, len(content)))
        length = data.draw(st.sampled_from([0, 1, 1, 2, 20]))
        some = st.sampled_from(
            [b'"', b"\n", b",", b"null", b"NaN", b"{}", b"[", b"-1", b"1e999999"]
        )
        instead = data.draw(some | st.binary(max_size=4))
        responses[name] = content[:at] + instead + content[at + length :]
    refused_or_conserved(case, responses)


@pytest.mark.parametrize("case", JSON_CASES.values(), ids=JSON_CASES)
@often
@given(data=st.data())
def test_an_answer_of_another_shape_is_refused_or_every_record_is_accounted_for(
    case: Case, data: st.DataObject
) -> None:
    """One value anywhere in the JSON becomes another, or goes."""
    name = data.draw(st.sampled_from(sorted(case.responses)))
    content = json.loads(case.responses[name])
    place = content
    while isinstance(place, dict | list) and place:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            other = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
            place[key] = data.draw(
                other | st.just([]) | st.just({}) | st.just([{}]) | st.just([[]])
            )
            break
        place = place[key]
    spoiled = json.dumps(content).encode()
    refused_or_conserved(case, {**case.responses, name: spoiled})


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'{"data": [{"value": NaN}]}', r"data-0001.data\[0\].value is NaN"),
        (b'{"data": -Infinity}', "data-0001.data is -Infinity"),
        (b'{"data": [1], "data": [2]}', "data-0001.data is there twice in its object"),
        (b'[{"a": {"b": 1, "b": 1}}]', r"data-0001\[0\].a.b is there twice"),
        (b'{"data": [1', "data-0001 is not JSON at line 1, column 12"),
        (b'{"data": [1]}\n{}', "not JSON at line 2, column 1: Extra data"),
        (b'{"data": "\\ud800"}', "data-0001.data holds half a character"),
        (b"[" * 100_000, "nested too deeply"),
        (b" \n", "data-0001 is empty"),
        (b"<html>", "data-0001 is a web page or XML"),
        (b'{"data": "\xff"}', "data-0001 is not UTF-8 at byte 10"),
    ],
)
def test_json_that_is_not_strict_is_refused_with_what_and_where(content: bytes, found: str) -> None:
    edition = edition_of(content)
    with pytest.raises(FileRefused, match=found) as refusal:
        read_answer(edition.responses[0], edition)
    assert refusal.value.next_step
    assert "a_route.bin" in (refusal.value.where or "")


def test_numbers_stay_the_texts_they_were_written_as() -> None:
    content = b'\xef\xbb\xbf{"a": 36.199999999999996, "b": 1E-7, "c": 123456789012345678901}'
    edition = edition_of(content)
    assert read_answer(edition.responses[0], edition) == {
        "a": "36.199999999999996",
        "b": "1E-7",
        "c": "123456789012345678901",
    }


def test_an_exponent_is_written_out_unless_it_is_absurd() -> None:
    assert number("3.7E-4") == "0.00037"
    assert number("1.4e9") == "1400000000"
    assert number("1e999999999") == "1e999999999"


@every_case
def test_an_edition_without_responses_is_refused(case: Case) -> None:
    with pytest.raises(FileRefused, match="no response is named"):
        case.reading({})


def test_a_response_is_named_by_its_request() -> None:
    assert Response("data-0001", b"").name == edition_of(b"").responses[0].name
