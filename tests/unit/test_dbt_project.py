"""Rules of the dbt project that dbt-bouncer cannot say, read from its files."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

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
