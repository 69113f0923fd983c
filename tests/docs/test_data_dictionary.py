"""The data dictionary is what the project gives, and no mart lacks what its users need to know."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from sqlfluff.core import FluffConfig, Linter
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.errors import DictionaryError
from pipelines.release.dictionary.documentation import write_page
from pipelines.release.dictionary.tables import DescribedTable, ExampleQuery, describe_tables
from pipelines.release.dictionary.vocabulary import (
    find_unit_rule,
    is_numeric,
    load_unit_rules,
    load_usage_warnings,
    unit_of,
)
from pipelines.release.table_macros import read_table_macros
from pipelines.settings import REPOSITORY

PAGE = REPOSITORY / "docs" / "data-dictionary.md"
PROJECT = REPOSITORY / "dbt_project"
TABLES = describe_tables()
MARTS = [table for table in TABLES if table.schema == "marts"]
QUERIES = [query for table in MARTS for query in table.queries]

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.qualified)
each_mart = pytest.mark.parametrize("mart", MARTS, ids=lambda table: table.name)


def section_of(table: DescribedTable) -> str:
    return PAGE.read_text(encoding="utf-8").split(f"\n### {table.name}\n")[1].split("\n### ")[0]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the dictionary reads, to be spoilt."""
    copied = tmp_path / "dbt_project"
    shutil.copytree(PROJECT / "models", copied / "models")
    shutil.copytree(PROJECT / "example_queries", copied / "example_queries")
    return copied


def test_the_committed_page_is_the_one_the_project_gives() -> None:
    stale = "renew it: p2c docs dictionary > docs/data-dictionary.md"
    assert PAGE.read_text(encoding="utf-8") == write_page(), stale


def test_the_command_prints_the_page() -> None:
    assert CliRunner().invoke(app, ["docs", "dictionary"]).output == write_page()


def test_every_model_that_a_release_publishes_is_described() -> None:
    models = {
        f"{schema}.{path.stem}"
        for schema in ("marts", "core")
        for path in (PROJECT / "models" / schema).glob("*.sql")
    }
    assert {table.qualified for table in TABLES} == models


@each_mart
def test_every_mart_has_three_different_queries(mart: DescribedTable) -> None:
    assert len({" ".join(query.sql.split()) for query in mart.queries}) == 3, (
        f"write three queries in dbt_project/example_queries/{mart.name}.yml"
    )
    assert len({query.title for query in mart.queries}) == 3


@each_mart
def test_of_every_mart_it_is_decided_what_to_warn_of(mart: DescribedTable) -> None:
    assert mart.usage_warnings is not None, (
        f"{mart.name}.yml has no config: meta: usage_warnings; [] says that there is none"
    )
    assert len(set(mart.usage_warnings)) == len(mart.usage_warnings)


def test_every_warning_of_the_vocabulary_is_used_and_says_what_to_do() -> None:
    vocabulary = load_usage_warnings()
    used = {warning.code for table in TABLES for warning in table.usage_warnings or ()}
    assert used == set(vocabulary)
    for warning in vocabulary.values():
        assert re.fullmatch(r"[^.]+(\.\w[^.]*)*\.", warning.meaning), "one sentence"
        assert warning.instead.endswith(".")


def test_no_model_has_warnings_under_another_name() -> None:
    for path in (PROJECT / "models").rglob("*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ()):
            meta = model.get("config", {}).get("meta", {})
            assert "warnings" not in meta, path.name
            assert set(meta.get("usage_warnings", ())) <= set(load_usage_warnings()), path.name


@each_table
def test_every_number_has_a_unit_and_what_states_it_stands_in_the_row(
    table: DescribedTable,
) -> None:
    columns = {column.name for column in table.columns}
    for column in table.columns:
        rule = find_unit_rule(column.name, column.data_type)
        assert rule or not is_numeric(column.data_type), (
            f"{column.name} of {table.name} fits no rule of dbt_project/units.yml"
        )
        assert not (rule and rule.stated_in) or rule.stated_in in columns, column.name


def test_every_rule_of_units_is_needed() -> None:
    used = {
        find_unit_rule(column.name, column.data_type)
        for table in TABLES
        for column in table.columns
    }
    assert [rule.name for rule in load_unit_rules() if rule not in used] == []


@pytest.mark.parametrize(
    ("column", "data_type", "unit"),
    [
        ("value_usd_new_in_year", "decimal(38, 2)", "US$"),
        ("pledges_without_value_usd", "bigint", "pledges"),
        ("pledges_growth_pct", "DECIMAL(18,4)", "percent"),
        ("value_share_pct_equal_split", "decimal(18, 4)", "percent"),
        ("median_price_pct_gni", "decimal(18, 4)", "percent of monthly GNI per capita"),
        ("pace_needed_usd_per_month", "decimal(38, 2)", "US$ per month"),
        ("countries_meeting_le_2pct", "bigint", "countries"),
        ("countries_with_pledges", "bigint", "countries"),
        ("published_value", "decimal(38, 8)", "as the column unit says"),
        ("value_usd_method", "varchar", None),
        ("weight_of_paper", "bigint", None),
    ],
)
def test_the_unit_of_a_number_is_in_its_name(column: str, data_type: str, unit: str | None) -> None:
    assert unit_of(column, data_type) == unit


@each_table
def test_a_count_has_the_unit_that_its_meaning_names_first(table: DescribedTable) -> None:
    counted = {rule.unit for rule in load_unit_rules() if rule.unit.isalpha()}
    for column in table.columns:
        if column.unit and column.description.startswith("Number of "):
            named = next(
                (word for word in re.findall(r"[a-z]+", column.description) if word in counted),
                None,
            )
            assert column.unit == named or named is None, f"{column.name}: {column.description}"


@each_table
def test_the_page_shows_of_every_table_what_its_model_declares(table: DescribedTable) -> None:
    section = section_of(table)
    model = yaml.safe_load(
        (PROJECT / "models" / table.schema / f"{table.name}.yml").read_text(encoding="utf-8")
    )["models"][0]
    for column in model["columns"]:
        assert re.search(rf"^\| `{column['name']}`( \*\*key\*\*)? \| ", section, re.M)
    (key,) = [c["columns"] for c in model["constraints"] if c["type"] == "primary_key"]
    assert re.findall(r"^- \*\*Key\*\*: (.*)$", section, re.M) == [
        ", ".join(f"`{name}`" for name in key)
    ]
    assert section.count("**key**") == len(key)
    assert re.search(r"^- \*\*Grain\*\*: One row per .+\.$", section, re.M)
    for code in model.get("config", {}).get("meta", {}).get("usage_warnings", ()):
        assert f"  - `{code}`: " in section
    for macro in read_table_macros():
        assert (f"`marts.{macro.name}`" in section) == (table.qualified in macro.reads)
    assert section.count("```sql") == len(table.queries)


def test_the_page_has_no_open_reference_and_no_ragged_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert "{{" not in page
    assert "{%" not in page
    cells = 0
    for line in page.splitlines():
        if line.startswith("|"):
            found = line.replace("\\|", "").count("|")
            assert cells in (0, found), line
            cells = found
        else:
            cells = 0


def test_every_link_within_the_page_leads_to_a_heading() -> None:
    page = PAGE.read_text(encoding="utf-8")
    headings = {
        heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ (.*)$", page, re.M)
    }
    links = set(re.findall(r"\]\(#([^)]+)\)", page))
    assert {table.name for table in TABLES} <= links <= headings


LINTER = Linter(
    config=FluffConfig.from_path(
        str(REPOSITORY), overrides={"templater": "raw", "dialect": "duckdb"}
    )
)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.title)
def test_every_query_is_in_the_style_of_the_house(query: ExampleQuery) -> None:
    found = LINTER.lint_string(query.sql + "\n").get_violations()
    assert [f"line {fault.line_no}: {fault.desc()}" for fault in found] == []


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.title)
def test_no_query_adds_what_may_not_be_added(query: ExampleQuery) -> None:
    assert not re.search(r"sum\([^)]*any_member", query.sql)
    (mart,) = [table for table in MARTS if table.qualified == query.table]
    if "not_additive_across_dates" in {warning.code for warning in mart.usage_warnings or ()}:
        assert re.search(r"\b(as_of_date|is_latest)\b", query.sql), "which date?"
    if "mixed_units" in {warning.code for warning in mart.usage_warnings or ()}:
        assert not re.search(r"(sum|avg)\(\w*\.?(published|computed)_value", query.sql)


def test_a_warning_that_is_not_defined_is_refused(project: Path) -> None:
    path = project / "models" / "marts" / "pledge_totals.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("partial_coverage", "partial_covrage"), encoding="utf-8")
    with pytest.raises(DictionaryError, match=r"pledge_totals has usage warnings.*partial_covrage"):
        describe_tables(project)


def test_a_mart_without_a_decision_and_one_without_queries_are_seen(project: Path) -> None:
    path = project / "models" / "marts" / "sources_used.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    config: {meta: {usage_warnings: []}}\n", ""), encoding="utf-8"
    )
    (project / "example_queries" / "sources_used.yml").unlink()
    (table,) = [t for t in describe_tables(project) if t.name == "sources_used"]
    assert (table.usage_warnings, table.queries) == (None, ())


def test_queries_of_a_table_that_is_not_there_are_refused(project: Path) -> None:
    queries = project / "example_queries"
    (queries / "champions.yml").rename(queries / "champion.yml")
    with pytest.raises(DictionaryError, match=r"marts\.champion, which no model builds"):
        describe_tables(project)


def test_a_description_without_its_grain_is_refused(project: Path) -> None:
    path = project / "models" / "marts" / "pledge_totals.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("One row", "A row"), encoding="utf-8")
    with pytest.raises(DictionaryError, match="pledge_totals does not end in its grain"):
        describe_tables(project)
