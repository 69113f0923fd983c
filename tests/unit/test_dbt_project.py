"""Rules of the dbt project that dbt-bouncer cannot say, read from its files."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.build.raw_tables import raw_schemas
from pipelines.settings import REPOSITORY

PROJECT = REPOSITORY / "dbt_project"
MODELS = sorted((PROJECT / "models").rglob("*.sql"))
DECIDES = re.compile(
    r"\b(join|case|over|group by|having|distinct|union)\b|\b(sum|count|min|max|median)\s*\(", re.I
)
"""What makes a model more than a list of columns: it combines rows, or decides."""

READ_BY_SEVERAL = {
    "pledges": "suspicion looks at every line of every file, staging at one for each version",
    "files": "suspicion looks at the files themselves, marts at what is told of them",
    "commitments": "one list says which report counts and which pairs need no proposal",
}
"""Sources that more than one model reads, with the reason."""

READ_BY_NONE = {"place_names": "the readers of places need it before there is a row"}
"""Raw tables that no model reads, with the reason."""

DOMAINS = (
    {"observations", "valuation"},
    {"country_groups", "review"},
    {"pledges"},
    {"reporting", "indicators", "need"},
    {"published", "matchmaking"},
)
"""Folders of `models/intermediate`: a model reads its own folder and those of the rows above."""

each_model = pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)


def code_of(model: Path) -> str:
    """SQL of a model without comments and without what Jinja says to itself."""
    without_notes = re.sub(r"\{#.*?#\}", "", model.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"--.*", "", without_notes)


def description_of(model: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(model.with_suffix(".yml").read_text())
    return document


@each_model
def test_a_model_that_decides_has_a_unit_test_or_names_the_test_that_judges_it(model: Path) -> None:
    document = description_of(model)
    tested = any(test["model"] == model.stem for test in document.get("unit_tests", ()))
    meta = document["models"][0].get("config", {}).get("meta", {})
    judged_by = meta.get("unit_tested_by")
    assert tested or judged_by or not DECIDES.search(code_of(model))
    assert not (tested and judged_by), "a model with a unit test needs no other"
    assert judged_by is None or (REPOSITORY / judged_by).exists()


@pytest.mark.parametrize("test", sorted((PROJECT / "tests").rglob("*.sql")), ids=lambda p: p.stem)
def test_a_test_of_tables_opens_with_what_a_failure_means(test: Path) -> None:
    assert re.match(r"(--|\{#-) A failure means that .{20}", test.read_text(encoding="utf-8"))


def test_a_source_is_read_by_one_model_or_there_is_a_reason() -> None:
    readers = Counter(
        source
        for model in MODELS
        for source in set(re.findall(r"source\('raw', '(\w+)'\)", code_of(model)))
    )
    assert {source for source, count in readers.items() if count > 1} == set(READ_BY_SEVERAL)


def test_the_raw_tables_that_models_may_read_are_those_that_are_loaded() -> None:
    (raw,) = yaml.safe_load((PROJECT / "models" / "sources.yml").read_text())["sources"]
    assert {table["name"] for table in raw["tables"]} == set(raw_schemas()) - set(READ_BY_NONE)


def test_arrows_between_the_folders_of_intermediate_models_run_one_way() -> None:
    row_of = {folder: row for row, folders in enumerate(DOMAINS) for folder in folders}
    steps = [model for model in MODELS if "intermediate" in model.parts]
    folder_of = {step.stem: step.parent.name for step in steps}
    assert set(folder_of.values()) == set(row_of)
    against = [
        f"{step.stem} reads {read}"
        for step in steps
        for read in re.findall(r"ref\('(\w+)'\)", code_of(step))
        if read in folder_of
        and folder_of[read] != folder_of[step.stem]
        and row_of[folder_of[read]] >= row_of[folder_of[step.stem]]
    ]
    assert not against


def test_every_rule_that_proposes_a_match_is_in_the_list_of_rules() -> None:
    """A rule that is not listed would propose nothing."""
    review = PROJECT / "models" / "intermediate" / "review"
    for kind, model in {"entity": "int_entity_matches", "commitment": "int_pledge_matches"}.items():
        proposed = re.findall(r"\bthen '(\w+)'", code_of(review / f"{model}.sql"))
        listed = re.findall(
            rf"\('same_{kind}', '(\w+)', (\d+)", code_of(review / "int_match_rules.sql")
        )
        assert [(rule, str(rank)) for rank, rule in enumerate(proposed, start=1)] == listed


def test_every_exception_of_the_lint_is_about_a_model_that_exists() -> None:
    """An exception outlives its model, and then hides the next one of that name."""
    config = yaml.safe_load((PROJECT / "dbt-bouncer.yml").read_text())
    paths = [f"models/{path.relative_to(PROJECT / 'models')}" for path in MODELS]
    for check in config["manifest_checks"]:
        for pattern in check.get("exclude", ()):
            alternatives = re.search(r"\(([\w|]+)\)", pattern)
            each = alternatives[1].split("|") if alternatives else [None]
            for name in each:
                narrowed = pattern if name is None else pattern.replace(alternatives[0], name)
                assert any(re.match(narrowed, path) for path in paths), narrowed
