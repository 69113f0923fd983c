"""What the page promises: self-contained, escaped, accessible, and honest about what is missing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipelines.checks import CheckResult, Kind
from pipelines.release.publish import write_release
from pipelines.release.report.checks_page import gate_changes_table, render_checks
from pipelines.storage.releases import read_manifest
from tests.unit.released_build import INPUTS, RELEASED_AT, make_build, pass_verdict, settings_in


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of one real release; drawing them takes seconds, so they are drawn once."""
    directory = tmp_path_factory.mktemp("report")
    build = make_build(directory / "work")
    settings = settings_in(directory / "home")
    info = write_release(settings, build, pass_verdict(build), INPUTS, RELEASED_AT, None)
    listed = {file["name"] for file in read_manifest(info.directory)["files"]}
    assert {"report/index.html", "report/checks.html"} <= listed
    return info.directory / "report"


@pytest.fixture(scope="module")
def page(pages: Path) -> str:
    return (pages / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def checks(pages: Path) -> str:
    return (pages / "checks.html").read_text(encoding="utf-8")


class _Elements(HTMLParser):
    """Collects every start tag with its attributes, and the ids in the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("name", ["page", "checks"])
def test_the_page_asks_nothing_of_the_network_and_runs_nothing(
    name: str, request: pytest.FixtureRequest
) -> None:
    page = request.getfixturevalue(name)
    elements = _Elements(page)
    for tag in ("script", "link", "img", "iframe", "object", "embed", "image", "use", "form"):
        assert elements.named(tag) == []
    for _, attributes in elements.tags:
        assert "src" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert not (attributes.get("href") or "").startswith(("javascript:", "data:"))
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    policies = [
        item["content"]
        for item in elements.named("meta")
        if item.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert (policies[0] or "").startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_markup_in_the_data_is_shown_as_text(page: str) -> None:
    for number in (1, 2, 3):
        assert f"<script>alert({number})" not in page
        assert f"&lt;script&gt;alert({number})" in page


def test_every_chart_is_an_image_with_a_title_and_a_description(page: str) -> None:
    elements = _Elements(page)
    charts = elements.named("svg")
    assert len(charts) == 4  # two charts, each for a screen and for a phone
    ids = [attributes["id"] for _, attributes in elements.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for chart in charts:
        assert chart["role"] == "img"
        labels = (chart["aria-labelledby"] or "").split()
        assert len(labels) == 2
        assert set(labels) <= set(ids)
    assert (
        len(re.findall(r"<svg[^>]*><title [^>]*>[^<]+</title><desc [^>]*>[^<]+</desc>", page)) == 4
    )


def test_the_page_has_one_heading_a_main_landmark_a_language_and_tables_with_captions(
    page: str,
) -> None:
    elements = _Elements(page)
    assert len(elements.named("h1")) == 1
    assert len(elements.named("main")) == 1
    assert elements.named("html") == [{"lang": "en"}]
    assert len(elements.named("caption")) == len(elements.named("table"))
    assert {cell.get("scope") for cell in elements.named("th")} == {"row", "col"}


def test_what_the_numbers_cover_is_said_before_any_number(page: str) -> None:
    text = page.replace("\u00a0", " ")
    said = "The pledges held here carry 21.6 % of the published total"
    assert said in text
    assert text.index(said) < text.index("<dl")


def test_a_missing_figure_is_not_computable_with_its_reason_and_never_zero(page: str) -> None:
    text = page.replace("\u00a0", " ")
    assert "not computable: no status is public" in text
    assert "not computable: no country data" in text
    assert "not computable: no pledge has a value in US$" in text
    assert "not computable: need is not known" in text
    assert not re.search(r"<td[^>]*>(<span>)?None", text)


def test_published_figures_keep_their_bound_and_stand_beside_the_computed_ones(page: str) -> None:
    text = page.replace("\u00a0", " ")
    row = text[text.index("All pledges by") :]
    row = row[: row.index("</tr>")]
    assert "nearly US$ 37 billion" in row
    assert "US$ 8 billion" in row
    assert "21.6 % of the published total is held" in row


def test_the_page_warns_that_groups_cannot_be_added(page: str) -> None:
    assert "Do not add the groups up" in page


def test_the_font_of_the_charts_is_one_that_readers_have(page: str) -> None:
    fonts = set(re.findall(r'font-family="([^"]+)"', page))
    assert fonts == {"Arial, 'Liberation Sans', Helvetica, sans-serif"}


def test_the_page_is_small(page: str) -> None:
    assert len(page.encode()) < 300_000


def test_a_source_names_its_licence_and_links_only_to_web_addresses(page: str) -> None:
    links = [item.get("href") for item in _Elements(page).named("a")]
    assert "https://creativecommons.org/licenses/by/4.0/" in links
    assert "javascript:alert(1)" not in links


def test_the_page_says_who_is_to_leave_a_group_and_what_confirmed_it(page: str) -> None:
    assert "Nepal scheduled to leave on 24 November 2026, not confirmed" in page
    assert "Bhutan left on 13 December 2023, confirmed by A list, 2024-02." in page


def test_the_page_of_checks_shows_those_that_did_not_pass_first(checks: str, page: str) -> None:
    rows = re.findall(
        r'<tr(?: class="(failed)")?><th scope="row">(keys|rows)</th><td>(.*?)<', checks
    )
    assert rows == [("failed", "keys", "Not passed"), ("", "rows", "Passed")]
    assert "Gate raw</a>: 2 checks, 1 not passed (error 1, warning 1)" in checks
    assert "<script>alert(4)" not in checks
    assert 'href="checks.html"' in page
    elements = _Elements(checks)
    assert len(elements.named("caption")) == len(elements.named("table"))


def test_long_names_may_break_after_an_underscore_and_show_no_markup() -> None:
    check = CheckResult(
        "not_all_null(a<b)", "raw.pledge_readings", "raw", Kind.NOT_ALL_NULL, "error", True, False,
        "", "",
    )  # fmt: skip
    text = render_checks([check], {"release_id": "r"})
    assert "not_<wbr>all_<wbr>null(a&lt;b)" in text
    assert "&lt;wbr" not in text


def test_a_weakened_gate_is_on_both_pages_with_the_reason_that_was_given() -> None:
    changes = gate_changes_table(
        [
            {"check": "a", "direction": "loosened", "what": ["mostly 1 → 0.9"],
             "acknowledged": "a feed is late"},
            {"check": "b", "direction": "added", "what": [], "acknowledged": None},
        ]
    )  # fmt: skip
    assert changes.rows == (
        ("a", "Loosened", "mostly 1 → 0.9", "a feed is late"),
        ("b", "Added", "the whole check", "needs no reason"),
    )
