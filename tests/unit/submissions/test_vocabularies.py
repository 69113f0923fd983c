"""The suites and models that list terms of a vocabulary list those of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
import yaml

from pipelines.settings import REPOSITORY
from pipelines.submissions import load_form

FORM = load_form()
MODELS = REPOSITORY / "dbt_project" / "models"
SUITE = yaml.safe_load((REPOSITORY / "expectations/raw/pledges.yml").read_text(encoding="utf-8"))
VOCABULARIES = {
    field.name: set(FORM.vocabularies[field.vocabulary].codes)
    for field in FORM.fields
    if field.vocabulary and field.kind == "term" and not field.separator
}
BASES = FORM.vocabularies["amount_basis"].terms
MONEY = {term.code for term in BASES if not term.is_count}
COUNTS = {term.code for term in BASES if term.is_count}


def _value_sets() -> dict[str, set[str]]:
    return {
        item["column"]: set(item["value_set"])
        for item in SUITE["expectations"]
        if item["expect"] == "expect_column_values_to_be_in_set"
    }


@pytest.mark.parametrize("column", sorted(VOCABULARIES.keys() - {"language"}))
def test_the_gate_of_raw_pledges_lets_the_terms_of_the_form_through(column: str) -> None:
    assert _value_sets()[column] == VOCABULARIES[column]


@pytest.mark.parametrize(
    ("check", "lists"),
    [
        ("money_is_above_zero_and_at_most_a_trillion", [MONEY]),
        ("counted_people_are_above_zero_and_at_most_humanity", [COUNTS]),
        ("money_has_basis_and_currency", [COUNTS, COUNTS]),
        ("status_reports_have_a_known_status", [VOCABULARIES["status"]]),
    ],
)
def test_a_check_in_sql_lists_the_terms_of_the_form(check: str, lists: list[set[str]]) -> None:
    (sql,) = [item["sql"] for item in SUITE["expectations"] if item.get("name") == check]
    found = re.findall(r"\bin \(((?:\s*'\w+',?)+\s*)\)", sql)
    assert [set(re.findall(r"'(\w+)'", terms)) for terms in found] == lists


def _accepted_values() -> Iterator[tuple[str, str, set[str]]]:
    for path in MODELS.rglob("*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ()):
            for column in model.get("columns", ()):
                for test in column.get("data_tests", ()):
                    if isinstance(test, dict) and "accepted_values" in test:
                        values: Any = test["accepted_values"]["arguments"]["values"]
                        yield model["name"], column["name"], set(values)


def test_what_models_accept_in_the_column_of_a_vocabulary_are_its_terms() -> None:
    accepted = {
        (model, column): values
        for model, column, values in _accepted_values()
        if column in VOCABULARIES
    }
    assert {column for _, column in accepted} >= {"amount_basis", "evidence"}
    for (model, column), values in accepted.items():
        assert values == VOCABULARIES[column], f"{model}.{column}"


def test_the_statuses_of_the_dimension_are_those_of_the_form_in_its_order() -> None:
    sql = (MODELS / "core" / "dim_pledge_statuses.sql").read_text(encoding="utf-8")
    rows = duckdb.sql(f"select status from ({sql}) order by status_rank").fetchall()
    assert tuple(status for (status,) in rows) == FORM.vocabularies["status"].codes
