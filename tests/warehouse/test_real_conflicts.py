"""Reports of real pledges that contradict each other: every reading is shown, one is followed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.warehouses import Warehouse

BILLION = Decimal("1000000000.00")


def readings(released: Warehouse, conflict: str, columns: str) -> list[tuple[object, ...]]:
    rows = released.query(
        f"select {columns} from core.fct_pledge_readings"
        f" where conflict_id = '{conflict}' order by reading_number"
    ).rows
    return [tuple(row) for row in rows]


def counted(released: Warehouse, commitment: str) -> list[tuple[object, ...]]:
    rows = released.query(
        "select pledge_id, value_usd_counted from core.fct_pledges"
        f" where commitment_id = '{commitment}' and counts_in_totals"
    ).rows
    return [tuple(row) for row in rows]


def test_zte_counts_its_total_and_shows_the_yearly_reading_beside_it(released: Warehouse) -> None:
    columns = "is_chosen, reading_amount, reading_amount_basis, amount_basis, counted_value_usd"
    assert readings(released, "zte-400m", columns) == [
        (True, BILLION * 2 / 5, "total", "total", BILLION * 2 / 5),
        (False, BILLION * 2 / 5, "per_year", "per_year", BILLION * 2 / 5),
    ]
    assert counted(released, "zte-400m") == [("zte-ldc-infrastructure-2022", BILLION * 2 / 5)]


def test_mtn_counts_one_year_and_shows_the_sum_of_five_beside_it(released: Warehouse) -> None:
    columns = "is_chosen, reading_value_usd, reading_amount_basis, value_usd, counted_value_usd"
    assert readings(released, "mtn-next-five-years", columns) == [
        (True, 2 * BILLION, "per_year", 2 * BILLION, 2 * BILLION),
        (False, 10 * BILLION, "total", 2 * BILLION, 2 * BILLION),
    ]
    assert counted(released, "mtn-network-2025") == [("mtn-network-2025", 2 * BILLION)]


def test_att_counts_its_new_money_and_shows_the_cumulative_figure_beside_it(
    released: Warehouse,
) -> None:
    columns = "is_chosen, reading_value_usd, reading_amount_basis, value_usd, counted_value_usd"
    assert readings(released, "att-new-or-cumulative", columns) == [
        (True, 3 * BILLION, "additional", 3 * BILLION, 3 * BILLION),
        (False, 5 * BILLION, "cumulative", 3 * BILLION, 3 * BILLION),
    ]
    assert counted(released, "att-affordability-2024") == [("att-affordability-2024", 3 * BILLION)]


def test_bbva_counts_the_p2c_report_and_shows_the_euros_of_the_other_registry(
    released: Warehouse,
) -> None:
    columns = (
        "is_chosen, reading_amount, reading_currency_code, value_usd_method, counted_value_usd"
    )
    assert readings(released, "bbva-two-registries", columns) == [
        (True, 8 * BILLION, "USD", "usd_as_stated", 8 * BILLION),
        (False, 7 * BILLION, "EUR", "usd_converted_at_annual_average", 8 * BILLION),
    ]
    assert counted(released, "bbvamf-2025") == [("bbva-microfinance-2022", 8 * BILLION)]


def test_e_and_is_one_entity_under_two_names_and_counts_once(released: Warehouse) -> None:
    columns = "is_chosen, pledge_id, reading_value_usd, not_counted_because, counted_value_usd"
    assert readings(released, "e-and-two-names", columns) == [
        (True, "e-and-16-countries-2024", 6 * BILLION, None, 6 * BILLION),
        (
            False,
            "e-and-disclosure-2024",
            6 * BILLION,
            "other_report_of_the_same_commitment",
            6 * BILLION,
        ),
    ]
    entities = released.query(
        "select distinct entity_id from core.bridge_pledge_entities"
        " where pledge_version_id in ('e-and-16-countries-2024@1', 'e-and-disclosure-2024@1')"
    ).rows
    assert entities == (("e-and",),)


def test_both_periods_of_e_and_are_shown(released: Warehouse) -> None:
    assert readings(released, "e-and-period", "is_chosen, reading, period_stated") == [
        (True, "2024 to 2026", "2024 to 2026"),
        (False, "2024 to 2025", "2024 to 2025"),
    ]


def test_pledge_7528_follows_its_validated_list_and_keeps_the_earlier_one(
    released: Warehouse,
) -> None:
    earlier, validated = readings(
        released, "7528-two-country-lists", "is_chosen, version, reading_countries, places_stated"
    )
    assert (earlier[:2], validated[:2]) == ((False, 1), (True, 2))
    for _, _, read, stated in (earlier, validated):
        assert read == stated
    assert len(set(str(earlier[2]).split("|")) & set(str(validated[2]).split("|"))) == 6
    places = released.query(
        "select pledge_version_id, count(country_iso3) from core.fct_pledge_countries"
        " where pledge_version_id like '7528@%' and counts_in_totals group by all"
    ).rows
    assert places == (("7528@2", 10),)


def test_every_conflict_says_why_it_was_decided_and_from_which_source(released: Warehouse) -> None:
    conflicts = released.query(
        "select conflict_id, count(*), count(*) filter (is_chosen), min(length(why)),"
        " count(distinct source_url) from core.fct_pledge_readings group by all order by all"
    ).rows
    assert len(conflicts) == 7
    for conflict, found, chosen, shortest_why, sources in conflicts:
        assert (found, chosen) == (2, 1), conflict
        assert shortest_why > 40, conflict
        assert sources >= 1


@pytest.mark.parametrize(
    ("pledge_id", "method", "value", "converted"),
    [
        (
            "ghana-rural-telephony-1-2022",
            "usd_converted_at_annual_average",
            Decimal("163222538.91"),
            Decimal("163222538.91"),
        ),
        (
            "canada-ai-compute-2024",
            "usd_given_by_source",
            Decimal("1460000000.00"),
            Decimal("1460696678.08"),
        ),
    ],
)
def test_other_currencies_are_converted_and_stated_dollars_stay(
    released: Warehouse, pledge_id: str, method: str, value: Decimal, converted: Decimal
) -> None:
    found = released.query(
        "select value_usd_method, value_usd, value_usd_converted from core.fct_pledge_versions"
        f" where pledge_id = '{pledge_id}'"
    ).rows
    assert found == ((method, value, converted),)
