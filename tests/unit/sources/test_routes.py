"""The registry of what is fetched: every route is served by a known provider, from its hosts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.errors import SourceError
from pipelines.settings import Settings
from pipelines.sources.registry import load_registry
from pipelines.sources.shapes import SHAPES


def registry_of(**changes: Any) -> dict[str, Any]:
    """A registry of one provider, one dataset and one route, with some entries changed."""
    route = {
        "id": "tea_by_mail",
        "provider": "tea_house",
        "shape": "leaves",
        "requests": [{"name": "data", "url": "https://tea.example/leaves", "content": "json"}],
    }
    dataset = {
        "id": "tea",
        "title": "Tea",
        "table": "country_observations",
        "min_rows": 1,
        "max_age_days": 30,
        "routes": [route | changes.get("route", {})],
    }
    provider = {
        "id": "tea_house",
        "title": "Tea house",
        "publisher": "Tea house",
        "landing_page": "https://tea.example/",
        "licence": {"name": "CC BY 4.0", "url": "https://creativecommons.org/"},
        "citation": "Tea house",
        "hosts": ["tea.example"],
    }
    return {
        "sources": [],
        "providers": [provider | changes.get("provider", {})],
        "datasets": [dataset | changes.get("dataset", {})],
    }


def asks(url: str) -> dict[str, Any]:
    return {"requests": [{"name": "data", "url": url, "content": "json"}]}


def load(tmp_path: Path, content: Any) -> Any:
    path = tmp_path / "sources.yml"
    path.write_text(yaml.safe_dump(content))
    return load_registry(path)


def test_the_registry_of_the_project_is_in_its_form_and_every_shape_has_a_reader() -> None:
    registry = load_registry(Settings.from_environment({}).sources_file)
    routes = [route for dataset in registry.datasets for route in dataset.routes]
    assert len(registry.datasets) >= 10
    assert {route.shape for route in routes} <= set(SHAPES)
    assert {route.provider for route in routes} == {each.id for each in registry.providers}


def test_internet_use_has_the_routes_of_the_design_in_their_order() -> None:
    registry = load_registry(Settings.from_environment({}).sources_file)
    (dataset,) = [each for each in registry.datasets if each.id == "internet_use"]
    assert [route.provider for route in dataset.routes] == [
        "itu_datahub", "itu_datahub", "un_sdg", "world_bank_data360", "world_bank",
    ]  # fmt: skip


def test_a_registry_without_providers_fetches_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, {"sources": []}).datasets == ()


def test_a_route_is_found_with_its_dataset_and_provider(tmp_path: Path) -> None:
    registry = load(tmp_path, registry_of())
    dataset, route = registry.find_route("tea_by_mail")
    assert (dataset.id, registry.provider(route).title) == ("tea", "Tea house")
    assert registry.find_route("coffee") is None


def test_a_route_without_requests_is_one_by_hand(tmp_path: Path) -> None:
    registry = load(tmp_path, registry_of(route={"requests": []}))
    assert registry.datasets[0].routes[0].by_hand


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"route": {"provider": "coffee_house"}}, "served by 'coffee_house'"),
        ({"route": asks("http://tea.example/")}, "asks http://tea.example/"),
        ({"route": asks("https://evil.example/")}, "asks https://evil.example/"),
        ({"route": {"colour": "green"}}, "datasets[tea].routes[tea_by_mail].colour"),
        ({"dataset": {"min_rows": 0}}, "datasets[tea].min_rows"),
        ({"dataset": {"routes": []}}, "datasets[tea].routes"),
        ({"provider": {"hosts": "tea.example"}}, "providers[tea_house].hosts"),
    ],
)  # fmt: skip
def test_an_entry_that_is_not_in_its_form_is_named(
    tmp_path: Path, changes: dict[str, Any], found: str
) -> None:
    with pytest.raises(SourceError) as refused:
        load(tmp_path, registry_of(**changes))
    assert found in str(refused.value)


def test_an_id_is_listed_once(tmp_path: Path) -> None:
    content = registry_of()
    content["datasets"].append(content["datasets"][0])
    with pytest.raises(SourceError, match="agreed form") as refused:
        load(tmp_path, content)
    assert "dataset tea is listed 2 times" in str(refused.value)


def test_a_file_that_is_no_registry_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="agreed form"):
        load(tmp_path, ["sources"])
