"""`p2c query` as people use it: pasted comments, and rows wider than the window."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from tests.warehouses import Warehouse


@pytest.fixture
def query(released: Warehouse, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name, value in released.environment().items():
        monkeypatch.setenv(name, value)
    return CliRunner()


def ask(runner: CliRunner, *arguments: str) -> Result:
    return runner.invoke(app, ["query", *arguments])


def test_a_query_may_begin_with_a_comment(query: CliRunner) -> None:
    answered = ask(query, "-- how many\nselect 7 as seven", "--format", "csv")
    assert answered.output == "seven\n7\n"


def test_an_option_that_there_is_not_is_still_refused(query: CliRunner) -> None:
    assert ask(query, "select 7", "--fromat", "csv").exit_code == 2


def test_a_row_wider_than_the_window_is_shown_line_by_line(query: CliRunner) -> None:
    answered = ask(query, "from marts.pledge_totals where is_latest").output
    assert answered.startswith("row 1\n  as_of_date ")
    assert answered.endswith("1 row\n")
    named = [line.split()[0] for line in answered.splitlines()[1:-1]]
    columns = ask(query, "from marts.pledge_totals limit 0", "--format", "csv").output
    assert ",".join(named) == columns.strip()


def test_a_few_columns_are_a_table(query: CliRunner) -> None:
    assert ask(query, "select as_of_date, pledges from marts.pledge_totals").output[0] == "┏"


def test_the_announcement_is_shown_figure_by_figure_with_base_and_verdict(
    query: CliRunner,
) -> None:
    shown = query.invoke(app, ["announcement"]).output
    assert "2 of 10 counted pledges that name beneficiaries; 16 name none" in " ".join(
        shown.split()
    )
    assert "Not comparable: a share of the part held here" in shown
    figures = json.loads(query.invoke(app, ["announcement", "--format", "json"]).output)
    assert len(figures) == 23
    assert {figure["figure_id"] for figure in figures if figure["computed_value"] is None} >= {
        "refugee_pledges",
        "pledges_growth_pct",
    }


def test_the_releases_say_what_changed_and_which_checks_did_not_pass(query: CliRunner) -> None:
    shown = query.invoke(app, ["releases", "changes"]).output
    assert "There is no earlier release to compare with." in shown
    assert "checks passed" in shown
