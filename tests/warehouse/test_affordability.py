"""Least developed countries, and all economies, whose basket costs 2 % of income or less.

The table that the domain notes derived by hand from the same prices: by basket, year, operator and
the day of membership.
"""

from __future__ import annotations

import pytest

from tests.warehouses import Warehouse

# The last day of the data here has the members of 23 November 2026: nobody left or came between.
TODAY = "(select as_of_date from marts.pledge_totals where is_latest)"
WHEN_BHUTAN_WAS_AN_LDC = "date '2023-12-12'"


def ask(warehouse: Warehouse, columns: str, basket: str, year: int, **where: str) -> object:
    conditions = "".join(f" and {column} = {value}" for column, value in where.items())
    ((*row,),) = warehouse.query(
        f"select {columns} from marts.affordability_by_country_group"
        f" where basket = '{basket}' and reference_year = {year}{conditions}"
    ).rows
    return tuple(row)


@pytest.mark.parametrize("operator", ["<=", "<"])
@pytest.mark.parametrize(
    ("basket", "year", "meeting", "with_data", "which"),
    [
        ("mobile_data_2gb_basket", 2024, 6, 43, "AGO BGD ETH KHM LAO NPL"),
        ("mobile_data_5gb_basket", 2025, 7, 43, "BGD HTI KHM LAO NPL RWA TUV"),
        ("fixed_broadband_5gb_basket", 2024, 1, 35, "BGD"),
        ("fixed_broadband_5gb_basket", 2025, 1, 35, "BGD"),
    ],
)
def test_ldcs_that_meet_the_target_with_the_members_of_now(
    released: Warehouse,
    operator: str,
    basket: str,
    year: int,
    meeting: int,
    with_data: int,
    which: str,
) -> None:
    columns = "economies_meeting, economies_with_data, economies_meeting_list, economies_in_group"
    found = ask(
        released, columns, basket, year,
        group_code="'LDC'", operator=f"'{operator}'", membership_as_of=TODAY,
    )  # fmt: skip
    assert found == (meeting, with_data, which, 44)


@pytest.mark.parametrize(("operator", "which"), [("<=", "BGD BTN"), ("<", "BGD")])
def test_bhutan_meets_it_at_exactly_two_percent_on_a_day_when_it_was_an_ldc(
    released: Warehouse, operator: str, which: str
) -> None:
    found = ask(
        released, "economies_meeting_list, economies_in_group", "fixed_broadband_5gb_basket", 2025,
        group_code="'LDC'", operator=f"'{operator}'", membership_as_of=WHEN_BHUTAN_WAS_AN_LDC,
    )  # fmt: skip
    assert found == (which, 46)


@pytest.mark.parametrize("operator", ["<=", "<"])
@pytest.mark.parametrize(
    ("basket", "year", "with_data", "which"),
    [
        ("mobile_data_2gb_basket", 2022, 44, "BGD BTN"),
        ("mobile_data_2gb_basket", 2023, 45, "AGO BGD BTN LAO"),
        ("mobile_data_5gb_basket", 2022, 42, "BGD"),
        ("mobile_data_5gb_basket", 2023, 45, "BGD BTN LAO"),
        ("fixed_broadband_5gb_basket", 2022, 34, "BGD"),
        ("fixed_broadband_5gb_basket", 2023, 34, "BGD"),
    ],
)
def test_every_reading_of_the_announcement_is_there_with_the_members_of_its_day(
    released: Warehouse, operator: str, basket: str, year: int, with_data: int, which: str
) -> None:
    found = ask(
        released, "economies_with_data, economies_meeting_list, economies_in_group", basket, year,
        group_code="'LDC'", operator=f"'{operator}'", membership_as_of=WHEN_BHUTAN_WAS_AN_LDC,
    )  # fmt: skip
    assert found == (with_data, which, 46)


def test_two_ldcs_follow_from_the_readings_and_every_one_of_them_is_told(
    released: Warehouse,
) -> None:
    ((computed, verdict, base),) = released.query(
        "select computed_value, verdict, base from marts.announcement_figures"
        " where figure_id = 'ldcs_affordable'"
    ).rows
    assert (computed, verdict) == (2, "matches_on_other_basis")
    reached, others = base.split("; not by: ")
    assert reached.endswith("by: mobile data 2gb basket of 2022, < and <= 2 %: 2 (BGD BTN)")
    assert [each.rsplit(": ", 1)[1].split()[0] for each in others.split("; ")] == list("11413")


def test_prices_of_ldcs_alone_are_told_of_no_other_group(released: Warehouse) -> None:
    rows = released.query(
        "select distinct reference_year, basket from marts.affordability_by_country_group"
        " where group_code <> 'LDC' order by all"
    ).rows
    assert list(rows) == [
        (2024, "fixed_broadband_5gb_basket"),
        (2024, "mobile_data_2gb_basket"),
        (2025, "fixed_broadband_5gb_basket"),
        (2025, "mobile_data_2gb_basket"),
        (2025, "mobile_data_5gb_basket"),
    ]


@pytest.mark.parametrize(
    ("basket", "year", "meeting", "with_data"),
    [
        ("mobile_data_2gb_basket", 2024, 137, 206),
        ("mobile_data_5gb_basket", 2025, 131, 206),
        ("fixed_broadband_5gb_basket", 2024, 78, 195),
        ("fixed_broadband_5gb_basket", 2025, 88, 195),
    ],
)
def test_all_economies_that_meet_the_target(
    released: Warehouse, basket: str, year: int, meeting: int, with_data: int
) -> None:
    found = ask(
        released, "economies_meeting, economies_with_data", basket, year,
        group_code="'WORLD'", operator="'<='", membership_as_of=TODAY,
    )  # fmt: skip
    assert found == (meeting, with_data)


def test_published_counts_stand_beside_with_the_cause_of_each_difference(
    released: Warehouse,
) -> None:
    rows = released.query(
        "select indicator, reference_year, published_value, computed_value, verdict"
        " from marts.aggregates_reconciliation where unit = 'economies' order by all"
    ).rows
    assert [
        (name.removeprefix("economies_meeting_2pct_target_"), year, int(published), int(computed),
         verdict)
        for name, year, published, computed, verdict in rows
    ] == [
        ("at_least_one_basket", 2025, 54, 60, "known_difference"),
        ("fixed", 2024, 78, 78, "agrees"),
        ("fixed", 2025, 88, 88, "agrees"),
        ("mobile", 2025, 130, 131, "known_difference"),
    ]  # fmt: skip


def test_every_difference_of_the_snapshot_beyond_rounding_has_a_cause(released: Warehouse) -> None:
    verdicts = dict(
        released.query(
            "select verdict, count(*) from marts.aggregates_reconciliation group by verdict"
        ).rows
    )
    assert set(verdicts) == {"agrees", "known_difference"}
    assert sum(verdicts.values()) == 43
