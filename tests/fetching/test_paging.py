"""Pages of APIs in the shapes of their publishers, whole and spoilt. Figures are invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipelines.errors import FetchFailed
from pipelines.sources.http import FetchPolicy
from pipelines.sources.http.paging import PAGING_STYLES, begin

URL = "https://api.example.org/data?format=json&date=2010:2025"


def world_bank(page: int, pages: int, total: int, codes: str, **header: object) -> object:
    head = {"page": page, "pages": pages, "per_page": "2", "total": total, "sourceid": "2"}
    head |= {"lastupdated": "2026-07-13"} | header
    records = [
        {
            "indicator": {"id": "IT.NET.USER.ZS", "value": "Individuals using the Internet"},
            "country": {"id": code, "value": code},
            "countryiso3code": "",
            "date": "2024",
            "value": 39.3,
        }
        for code in codes
    ]
    return [head, records]


def skip(total: int, codes: str) -> object:
    return {"count": total, "value": [{"REF_AREA": code, "OBS_VALUE": "1"} for code in codes]}


def page_number(page: int, pages: int, total: int, codes: str) -> object:
    data = [{"geoAreaCode": code, "timePeriodStart": 2024.0, "value": "1"} for code in codes]
    return {"size": 2, "pageNumber": page, "totalPages": pages, "totalElements": total} | {
        "data": data
    }


def next_link(codes: str, following: str | None) -> object:
    link = {"nextLink": following} if following else {}
    return {"value": [{"area": code} for code in codes]} | link


def walk(
    style: str, answers: list[object], url: str = URL, policy: FetchPolicy | None = None
) -> list[str]:
    """The URLs asked for when a publisher gives these answers, one after another."""
    pages = begin(style, url, policy or FetchPolicy())
    asked = []
    while pages.next_url is not None:
        asked.append(pages.next_url)
        pages.take(json.dumps(answers[len(asked) - 1]).encode())
    assert len(asked) == len(answers)
    return asked


def test_world_bank_pages_are_asked_for_by_number_and_the_first_again() -> None:
    first = world_bank(1, 3, 5, "AB")
    answers = [first, world_bank(2, 3, 5, "CD"), world_bank(3, 3, 5, "E"), first]
    assert walk("world_bank", answers) == [URL, f"{URL}&page=2", f"{URL}&page=3", URL]


def test_data360_pages_are_asked_for_by_what_came_so_far() -> None:
    url = "https://api.example.org/data?DATABASE_ID=ITU_DH&skip=0"
    first = skip(5, "AB")
    asked = walk("skip", [first, skip(5, "CD"), skip(5, "E"), first], url)
    assert [one.rpartition("skip=")[2] for one in asked] == ["0", "2", "4", "0"]
    assert all(one.count("skip=") == 1 for one in asked)


def test_sdg_pages_are_asked_for_by_number() -> None:
    url = "https://api.example.org/Data?seriesCode=IT_USE_ii99&page=1"
    first = page_number(1, 2, 3, "AB")
    asked = walk("page_number", [first, page_number(2, 2, 3, "C"), first], url)
    assert asked[1] == "https://api.example.org/Data?seriesCode=IT_USE_ii99&page=2"


def test_next_links_are_followed_relative_ones_too() -> None:
    first = next_link("AB", "/data?after=B")
    asked = walk("next_link", [first, next_link("C", None), first])
    assert asked[1] == "https://api.example.org/data?after=B"


@pytest.mark.parametrize(
    ("style", "answer"),
    [
        ("world_bank", world_bank(1, 1, 2, "AB")),
        ("skip", skip(2, "AB")),
        ("page_number", page_number(1, 1, 2, "AB")),
        ("next_link", next_link("AB", None)),
    ],
)
def test_a_single_page_is_asked_for_once(style: str, answer: object) -> None:
    walk(style, [answer])


@pytest.mark.parametrize(
    "second",
    [
        world_bank(1, 2, 4, "AB"),
        world_bank(2, 2, 4, "AB"),
        world_bank(2, 2, 4, "BC"),
        world_bank(2, 2, 4, ""),
        world_bank(2, 2, 4, "C"),
        world_bank(2, 2, 4, "CDE"),
        world_bank(2, 2, 5, "CD"),
        world_bank(2, 3, 4, "CD"),
        world_bank(3, 3, 4, "CD"),
        world_bank(2, 2, 4, "CD", lastupdated="2026-07-14"),
        [{"page": 2, "pages": 2, "total": 4}, None],
        [{"message": [{"id": "120"}]}],
        {"page": 2},
        "text",
    ],
    ids=[
        "first page again",
        "same records under another number",
        "records that moved",
        "no records",
        "a record missing",
        "a record too many",
        "another total",
        "another number of pages",
        "a page left out",
        "another vintage",
        "null for records",
        "an error",
        "another layout",
        "text",
    ],
)
def test_world_bank_pages_that_contradict_each_other_are_refused(second: object) -> None:
    with pytest.raises(FetchFailed) as caught:
        walk("world_bank", [world_bank(1, 2, 4, "AB"), second])
    assert caught.value.outcome in ("pages", "empty")
    assert "page" in caught.value.found


def test_a_value_that_moved_is_known_by_its_key_though_it_changed() -> None:
    second = world_bank(2, 2, 4, "BC")
    assert isinstance(second, list)
    second[1][0]["value"] = 99.9
    with pytest.raises(FetchFailed, match="repeats records of page 1"):
        walk("world_bank", [world_bank(1, 2, 4, "AB"), second])


@pytest.mark.parametrize(
    ("style", "make"),
    [
        ("world_bank", lambda number: world_bank(number, 10**6, 10**6, chr(64 + number))),
        ("skip", lambda number: skip(10**6, chr(64 + number))),
        ("page_number", lambda number: page_number(number, 10**6, 10**6, chr(64 + number))),
        ("next_link", lambda number: next_link(chr(64 + number), f"/?after={number}")),
    ],
)
def test_pages_without_end_are_refused(style: str, make: Callable[[int], object]) -> None:
    answers = [make(number) for number in range(1, 8)]
    with pytest.raises(FetchFailed, match="more than 5 pages"):
        walk(style, answers, policy=replace(FetchPolicy(), pages=5))


@pytest.mark.parametrize("style", sorted(PAGING_STYLES))
@pytest.mark.parametrize("answer", [{"error": "x"}, [], {}, [1, 2], [[], []], None, 3])
def test_an_answer_of_another_layout_is_refused_by_every_style(style: str, answer: object) -> None:
    with pytest.raises(FetchFailed):
        walk(style, [answer])


@pytest.mark.parametrize("total", [True, -1, 2.0, None, "two", "²"])
def test_a_total_that_is_no_count_is_refused(total: object) -> None:
    with pytest.raises(FetchFailed, match="is no count"):
        walk("skip", [{"count": total, "value": [{"a": 1}]}])
