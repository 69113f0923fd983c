"""The five commonest changes take as few files as CONTRIBUTING.md says, and pass their checks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.recipes.changes import CHANGES, COMMAND, FIELD, GATE, MART, RAW_TABLE
from tests.recipes.checkout import Checkout
from tests.recipes.guide import generated_files, read_recipes

pytestmark = pytest.mark.slow

MOST_FILES = {
    "A field of the form": 4,
    "A raw table": 6,
    "A mart": 5,
    "A gate": 2,
    "A command": 2,
}
CHECKS: Mapping[str, tuple[str, ...]] = {
    "A field of the form": ("tests/unit/submissions", "tests/unit/readers/pledges"),
    "A mart": ("tests/warehouse/test_dbt_unit_tests.py", "tests/unit/test_dbt_project.py"),
    "A gate": ("tests/unit/gates", "tests/pipeline/test_gates_on_nothing.py"),
    "A command": ("tests/unit/cli", "tests/unit/test_architecture.py"),
    "A raw table": ("tests/unit/build", "tests/unit/sources"),
}
each_recipe = pytest.mark.parametrize("title", MOST_FILES)


@dataclass(frozen=True)
class Followed:
    """A copy in which all recipes were followed, and the files that each took."""

    copy: Checkout
    by_hand: Mapping[str, frozenset[str]]
    generated: frozenset[str]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    copy = Checkout(tmp_path_factory.mktemp("recipes"))
    by_hand = {}
    for title, change in CHANGES.items():
        change(copy)
        by_hand[title] = frozenset(copy.changed())
        copy.commit()
    copy.make("docs")
    generated = frozenset(copy.changed())
    copy.commit()
    return Followed(copy, by_hand, generated)


def test_the_guide_has_a_recipe_for_each_of_the_five() -> None:
    assert set(read_recipes()) == set(MOST_FILES) == set(CHANGES) == set(CHECKS)


@each_recipe
def test_a_recipe_takes_few_files_and_names_each_of_them(title: str, followed: Followed) -> None:
    recipe, files = read_recipes()[title], followed.by_hand[title]
    assert len(files) <= len(recipe.files) <= MOST_FILES[title]
    assert sorted(step for file in files for step in recipe.steps_of(file)) == list(
        range(1, len(recipe.files) + 1)
    )


def test_make_docs_writes_the_pages_that_follow_and_no_other_file(followed: Followed) -> None:
    assert {"docs/data-dictionary.md", "docs/submission-format.md"} <= followed.generated
    assert followed.generated <= generated_files()


@each_recipe
def test_the_checks_that_concern_a_change_pass(title: str, followed: Followed) -> None:
    followed.copy.pytest("-m", "not slow", *CHECKS[title])


def test_documentation_and_style_hold_after_all_changes(followed: Followed) -> None:
    followed.copy.pytest("tests/docs")
    followed.copy.run("ruff", "check", ".")
    followed.copy.run("ruff", "format", "--check", ".")
    followed.copy.run("mypy")


def test_a_refresh_releases_what_was_added(followed: Followed) -> None:
    copy = followed.copy
    copy.p2c("refresh")
    # The snapshot has no programme pages; the column is there and the lint of values passes.
    assert _rows(copy, f"select count({FIELD}) as pages from core.fct_pledge_versions") == [
        {"pages": 0}
    ]
    assert _rows(copy, f"select sum(pledges) > 0 as has_pledges from marts.{MART}") == [
        {"has_pledges": True}
    ]
    checked = f"select count(*) > 0 as is_checked from marts.data_quality where gate = '{GATE}'"
    assert _rows(copy, checked) == [{"is_checked": True}]
    used = f"select accepted_lines from marts.sources_used where raw_table = 'raw.{RAW_TABLE}'"
    assert _rows(copy, used) == [{"accepted_lines": 2}]
    assert copy.p2c(COMMAND).split() == ["en", "fr", "es", "ar", "zh", "ru"]


def test_a_pledge_that_fills_the_new_field_is_released_with_it(
    followed: Followed, tmp_path: Path
) -> None:
    page = "https://example.org/programmes/7"
    file = tmp_path / "pledge.csv"
    file.write_text(
        "Pledge ID,Version,Title,Date announced,Entities,Sector,Programme page\n"
        f"EX-1,1,Schools online,2023-12-01,Example Foundation,Private sector,{page}\n"
    )
    followed.copy.p2c("check", str(file))
    followed.copy.p2c("submit", str(file))
    followed.copy.p2c("refresh")
    found = f"select {FIELD} from core.fct_pledge_versions where pledge_id = 'EX-1'"
    assert _rows(followed.copy, found) == [{FIELD: page}]


def _rows(copy: Checkout, sql: str) -> object:
    return json.loads(copy.p2c("query", sql, "--format", "json"))
