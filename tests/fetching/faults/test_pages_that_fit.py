"""Pages of one answer are taken together or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.errors import FetchFailed
from tests.fetching.conftest import HOST, POLICY, URL, Bench
from tests.fetching.faults.conftest import BenchWith
from tests.replay import json_reply

pytestmark = pytest.mark.slow


def records(*numbers: int) -> list[dict[str, int]]:
    return [{"area": number} for number in numbers]


def serve_pages(bench: Bench, first: object, *rest: tuple[str, object]) -> None:
    """Serve an API that pages by `skip`, its first page and then others by their skip."""
    for skip, page in rest:
        bench.replay.on(HOST, "/file", json_reply(page), query={"skip": skip})
    bench.replay.on(HOST, "/file", json_reply(first))


def test_n21_pages_that_fit_together_are_accepted(bench: Bench) -> None:
    serve_pages(
        bench,
        {"count": 5, "value": records(1, 2)},
        ("2", {"count": 5, "value": records(3, 4)}),
        ("4", {"count": 5, "value": records(5)}),
    )
    bodies = bench.ask(content="json", paging="skip", name="d.json")
    assert isinstance(bodies, tuple)
    assert [body.name for body in bodies] == [
        "d-page-0001.json",
        "d-page-0002.json",
        "d-page-0003.json",
    ]
    assert len(bench.lines) == 4, "the first page is asked for once more"


@pytest.mark.parametrize(
    "second",
    [
        {"count": 4, "value": records(1, 2)},
        {"count": 4, "value": records(2, 3)},
        {"count": 4, "value": []},
        {"count": 5, "value": records(3, 4)},
        {"count": 4, "value": records(3, 4, 5)},
        {"value": records(3, 4)},
        {"count": 4},
        [3, 4],
    ],
    ids=[
        "repeated page",
        "moved records",
        "missing page",
        "changed total",
        "too many records",
        "no total",
        "no records",
        "another layout",
    ],
)
def test_n21_pages_that_do_not_fit_together_are_refused(bench: Bench, second: object) -> None:
    serve_pages(bench, {"count": 4, "value": records(1, 2)}, ("2", second))
    with pytest.raises(FetchFailed) as caught:
        bench.ask(content="json", paging="skip")
    assert caught.value.outcome in ("pages", "empty")


def test_n21_a_first_page_that_changes_meanwhile_is_noticed(bench: Bench) -> None:
    bench.replay.on(
        HOST, "/file", json_reply({"count": 4, "value": records(3, 4)}), query={"skip": "2"}
    )
    bench.replay.on(
        HOST,
        "/file",
        json_reply({"count": 4, "value": records(1, 2)}),
        json_reply({"count": 4, "value": records(1, 9)}),
    )
    with pytest.raises(FetchFailed, match="page 1 is another one at the end"):
        bench.ask(content="json", paging="skip")


def test_n21_a_cycle_of_next_links_is_refused(bench: Bench) -> None:
    for number, following in (("", "2"), ("2", "3"), ("3", "2")):
        page = {"value": [{"area": f"A{number}"}], "nextLink": f"{URL}?page={following}"}
        bench.replay.on(HOST, "/file", json_reply(page), query={"page": number} if number else None)
    with pytest.raises(FetchFailed, match="leads back"):
        bench.ask(content="json", paging="next_link")


def test_n21_a_next_link_to_another_host_is_refused(bench: Bench) -> None:
    page = {"value": [{"area": "A"}], "nextLink": "https://elsewhere.example.net/file"}
    bench.replay.on(HOST, "/file", json_reply(page))
    with pytest.raises(FetchFailed, match="does not list"):
        bench.ask(content="json", paging="next_link")


def test_n24_all_pages_together_are_capped(bench_with: BenchWith) -> None:
    bench = bench_with(replace(POLICY, edition_bytes=60))
    serve_pages(
        bench,
        {"count": 4, "value": records(1, 2)},
        ("2", {"count": 4, "value": records(3, 4)}),
    )
    with pytest.raises(FetchFailed, match="pages so far") as caught:
        bench.ask(content="json", paging="skip")
    assert caught.value.outcome == "too_large"
