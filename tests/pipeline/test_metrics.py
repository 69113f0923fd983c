"""Metrics asked by name give what the marts hold, to the cent."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.errors import QueryError
from pipelines.release.dictionary.metrics import load_metrics
from pipelines.serving.metric_query import compile_question
from tests.warehouses import Warehouse

Rows = set[tuple[Any, ...]]


@pytest.fixture
def ask(released: Warehouse) -> Any:
    def ask(
        metrics: Sequence[str], by: Sequence[str] = (), only: Sequence[tuple[str, str]] = ()
    ) -> Rows:
        """Rows as dimensions in the order asked for, then metrics; ratios to four decimals."""
        found = released.query(compile_question(released.settings, metrics, by, only))
        places = {re.sub("__day$", "", name): at for at, name in enumerate(found.columns)}
        order = [places[name] for name in [*by, *metrics]]
        return {tuple(plain(row[at]) for at in order) for row in found.rows}

    return ask


@pytest.fixture
def read(released: Warehouse) -> Any:
    return lambda sql: {tuple(map(plain, row)) for row in released.query(sql).rows}


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float):
        return Decimal(value).quantize(Decimal("0.0001"))
    return value


def test_totals_growth_and_progress_are_those_of_the_mart_on_every_date(
    ask: Any, read: Any
) -> None:
    names = [
        "pledges", "entities", "countries", "value_usd", "new_pledges_in_year",
        "value_usd_new_in_year", "target_usd", "pledges_growth_pct", "entities_growth_pct",
        "progress_to_target_pct",
    ]  # fmt: skip
    asked = ask(names, ["metric_time"])
    assert len(asked) > 50
    assert asked == read(f"select as_of_date, {', '.join(names)} from marts.pledge_totals")


def test_a_metric_without_a_date_is_that_of_the_latest_and_not_a_sum_over_dates(
    ask: Any, read: Any
) -> None:
    assert ask(["pledges", "value_usd"]) == read(
        "select pledges, value_usd from marts.pledge_totals where is_latest"
    )


def test_a_date_can_be_named(ask: Any, read: Any) -> None:
    assert ask(["value_usd"], only=[("metric_time", "2023-12-12")]) == read(
        "select value_usd from marts.pledge_totals where as_of_date = '2023-12-12'"
    )


def test_groups_under_each_rule_are_those_of_the_mart_on_every_date(ask: Any, read: Any) -> None:
    columns = [
        "pledges", "entities", "value_usd_any_member", "value_usd_equal_split",
        "value_usd_need_weighted",
    ]  # fmt: skip
    asked = ask(
        [f"group_{column}" for column in columns], ["metric_time", "country_group__group_code"]
    )
    assert {code for _, code, *_ in asked} >= {"LDC", "LLDC", "SIDS", "LDC_LLDC_SIDS", "AFRICA"}
    assert asked == read(
        f"select as_of_date, group_code, {', '.join(columns)}"
        " from marts.pledge_value_by_country_group"
    )


def test_a_group_has_its_own_figure(ask: Any, read: Any) -> None:
    asked = ask(["group_value_usd_any_member"], only=[("country_group__group_code", "LDC")])
    assert asked == read(
        "select value_usd_any_member from marts.pledge_value_by_country_group"
        " where is_latest and group_code = 'LDC'"
    )


@pytest.mark.parametrize("rule", ["equal_split", "need_weighted"])
def test_values_of_places_add_up_to_the_total(ask: Any, read: Any, rule: str) -> None:
    total = read("select value_usd from marts.pledge_totals where is_latest")
    assert ask([f"value_usd_{rule}"]) == total
    places = ask([f"value_usd_{rule}"], ["place__place_code"])
    assert {(sum(value for _, value in places if value is not None),)} == total
    assert "UNALLOCATED" in {code for code, _ in places}


def test_the_share_of_ldcs_on_the_day_of_the_announcement_is_that_of_the_mart(
    ask: Any, read: Any
) -> None:
    asked = ask(
        ["ldc_pledges_share_pct", "ldc_value_share_pct"], only=[("metric_time", "2023-12-12")]
    )
    assert asked == read(
        "select pledges_share_pct, value_share_pct_any_member"
        " from marts.pledge_value_by_country_group"
        " where as_of_date = '2023-12-12' and group_code = 'LDC'"
    )


def test_the_share_for_women_is_that_of_the_breakdown_on_every_date_with_pledges(
    ask: Any, read: Any
) -> None:
    assert ask(["women_pledges_share_pct"], ["metric_time"]) == read(
        "select as_of_date, pledges_share_pct from marts.pledge_breakdowns"
        " where dimension = 'beneficiary_group' and member = 'women'"
    )


def test_progress_of_sectors_adds_up_to_the_row_of_all_and_leaves_it_out(
    ask: Any, read: Any
) -> None:
    names = [
        "pledges_reported", "pledges_overdue", "pledges_silent_over_a_year", "response_rate_pct",
        "on_track_share_of_reported_pct", "completed_share_of_all_pct",
    ]  # fmt: skip
    mart = f"select as_of_date, {', '.join(names)} from marts.implementation_status"
    assert ask(names, ["metric_time"]) == read(f"{mart} where sector = 'all'")
    sectors = ask(["pledges_reported"], ["metric_time", "progress__sector"])
    assert sectors == read(
        "select as_of_date, sector, pledges_reported from marts.implementation_status"
        " where sector <> 'all'"
    )


def test_need_adds_up_over_countries_and_us_dollars_per_person_are_those_of_the_mart(
    ask: Any, read: Any
) -> None:
    assert ask(["offline_people", "underserved_countries"], ["need__income_group"]) == read(
        "select income_group, sum(offline_people), sum(is_underserved::integer)"
        " from marts.pledges_and_need_by_country where is_latest group by income_group"
    )
    known = "where is_latest and usd_per_offline_person_equal_split is not null"
    by_country = ask(["usd_per_offline_person"], ["need__country_iso3"])
    assert len(by_country) > 100
    assert by_country >= read(
        "select country_iso3, round(usd_per_offline_person_equal_split, 4)::decimal(18, 4)"
        f" from marts.pledges_and_need_by_country {known}"
    )


def test_published_figures_are_those_of_the_newest_statement(ask: Any) -> None:
    """Facts and Figures 2025: 2.2 billion people offline, 71 % of women and 77 % of men online."""
    asked = ask(["offline_people_published", "women_online_pct", "men_online_pct"])
    assert asked == {(Decimal(2_200_000_000), Decimal(71), Decimal(77))}


def test_economies_that_meet_the_target_are_those_of_the_latest_list(ask: Any, read: Any) -> None:
    asked = ask(
        ["economies_meeting_price_target", "economies_with_price"],
        ["price__basket", "price__reference_year", "price__operator"],
        [("price__group_code", "LDC")],
    )
    assert asked == read(
        "select basket, reference_year, operator, economies_meeting, economies_with_data"
        " from marts.affordability_by_country_group where group_code = 'LDC'"
        " and membership_as_of = (select max(as_of_date) from marts.pledge_totals)"
    )


def test_every_metric_can_be_asked_by_every_dimension_it_lists(
    released: Warehouse, ask: Any
) -> None:
    listed = released.query("select name, dimensions from meta.metrics").rows
    assert listed == tuple((m.name, ", ".join(m.dimensions)) for m in load_metrics())
    by_dimensions: dict[tuple[str, ...], list[str]] = {}
    for metric in load_metrics():
        by_dimensions.setdefault(metric.dimensions, []).append(metric.name)
    for dimensions, names in by_dimensions.items():
        assert ask(names, ["metric_time", *dimensions]), names


@pytest.mark.parametrize(
    ("metrics", "by"),
    [
        (["pledgs"], []),
        (["pledges"], ["country_group__group_code"]),
        # Groups overlap: neither their sum nor the figure of one of them answers this.
        (["group_value_usd_any_member"], []),
        (["pledges", "trait_pledges"], ["trait__dimension"]),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_and_says_how_to_ask(
    released: Warehouse, metrics: list[str], by: list[str]
) -> None:
    with pytest.raises(QueryError) as caught:
        compile_question(released.settings, metrics, by)
    assert caught.value.next_step is not None
    assert "p2c metrics" in caught.value.next_step


@pytest.mark.parametrize(
    ("only", "told"),
    [
        (("metric_time", "yesterday"), "is no day"),
        (("value_usd", "3"), "cannot be asked by value_usd"),
    ],
)
def test_what_no_row_can_have_is_refused(
    released: Warehouse, only: tuple[str, str], told: str
) -> None:
    with pytest.raises(QueryError, match=told):
        compile_question(released.settings, ["pledges"], only=[only])


def test_a_value_that_nothing_has_is_told_beside_the_empty_answer(
    released: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in released.environment().items():
        monkeypatch.setenv(name, value)
    only = ["--only", "country_group__group_code=LDCs"]
    answered = CliRunner().invoke(app, ["metrics", "group_pledges", *only])
    assert "group_pledges: pledges, any_member; not_additive_across_groups" in answered.output
    assert "Nothing has these values" in answered.stderr


def test_the_command_answers_from_the_current_release_or_prints_the_query(
    released: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in released.environment().items():
        monkeypatch.setenv(name, value)
    asked = ["metrics", "group_pledges", "--only", "country_group__group_code=LDC"]
    answered = CliRunner().invoke(app, [*asked, "--by", "metric_time", "--format", "json"])
    rows = {
        row["metric_time__day"][:10]: row["group_pledges"] for row in json.loads(answered.output)
    }
    printed = CliRunner().invoke(app, [*asked, "--sql"]).output
    assert released.query(printed).rows == ((rows[max(rows)],),)
    assert date.fromisoformat(max(rows)) == released.one(
        "select as_of_date from marts.pledge_totals where is_latest"
    )
