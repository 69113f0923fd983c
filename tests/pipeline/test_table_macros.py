"""The questions a release answers by name give what its tables say."""

from __future__ import annotations

import re

import pytest

from pipelines.release.table_macros import read_table_macros
from pipelines.settings import REPOSITORY
from pipelines.storage.releases import read_manifest
from tests.warehouses import Warehouse

TABLE_MACROS = read_table_macros()
PAGE = (REPOSITORY / "docs" / "analysts.md").read_text(encoding="utf-8")
STATEMENTS = [
    statement.strip()
    for block in re.findall(r"```sql\n(.*?)```", PAGE, re.S)
    for statement in block.split(";")
    if statement.strip()
]


def test_every_question_is_in_the_release_its_manifest_and_its_list(released: Warehouse) -> None:
    listed = released.query("select signature, description from meta.table_macros").rows
    assert [signature for signature, _ in listed] == [m.signature for m in TABLE_MACROS]
    assert read_manifest(released.settings.current)["table_macros"] == [
        macro.signature for macro in TABLE_MACROS
    ]
    stored = dict(
        released.query(
            "select function_name, comment || macro_definition from duckdb_functions()"
            " where schema_name = 'marts' and function_type = 'table_macro'"
        ).rows
    )
    assert set(stored) == {macro.name for macro in TABLE_MACROS}
    assert not [name for name, text in stored.items() if "warehouse." in text]


@pytest.mark.parametrize("macro", TABLE_MACROS, ids=lambda macro: macro.name)
def test_every_example_gives_rows(released: Warehouse, macro: object) -> None:
    assert released.query(macro.example).rows  # type: ignore[attr-defined]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_query_of_the_analysts_page_gives_rows(released: Warehouse, statement: str) -> None:
    assert released.query(statement).rows


def test_the_value_on_a_day_is_that_of_the_totals_on_every_reporting_date(
    released: Warehouse,
) -> None:
    wanted = "select as_of_date, pledges, entities, value_usd, pledges_without_value_usd"
    totals = released.query(f"{wanted} from marts.pledge_totals order by as_of_date").rows
    assert len(totals) > 5
    for row in totals:
        assert released.query(f"{wanted} from marts.pledge_value_as_of('{row[0]}')").rows == (row,)


@pytest.mark.parametrize(("day", "members"), [("2023-12-12", 46), ("2023-12-13", 45)])
def test_members_are_those_of_the_day(released: Warehouse, day: str, members: int) -> None:
    assert released.one(f"select count(*) from marts.group_members('LDC', '{day}')") == members


@pytest.mark.parametrize(
    ("day", "published"),
    [
        ("2023-11-29", []),
        ("2023-11-30", [2_600_000_000]),
        ("2024-11-26", [2_600_000_000]),
        ("2024-11-27", [2_800_000_000]),
        ("2030-01-01", [2_800_000_000]),
    ],
)
def test_what_was_said_is_the_newest_edition_out_by_that_day(
    released: Warehouse, day: str, published: list[int]
) -> None:
    said = released.query(
        "select published_value"
        f" from marts.what_did_we_say('offline_population', 'WORLD', 2023, '{day}')"
    ).rows
    assert [int(value) for (value,) in said] == published


def test_a_macro_never_names_a_parameter_like_a_column(released: Warehouse) -> None:
    columns = {name for (name,) in released.query("select column_name from duckdb_columns()").rows}
    for macro in TABLE_MACROS:
        assert not columns & set(macro.parameters)


@pytest.mark.parametrize("day", ["2023-12-12", "2024-12-31"])
def test_parts_of_the_pledges_of_a_country_are_its_value(released: Warehouse, day: str) -> None:
    wanted = released.query(
        "select country_iso3, pledges, value_usd_equal_split from marts.pledge_value_by_country"
        f" where as_of_date = date '{day}' and pledges > 0 and country_iso3 is not null"
    ).rows
    assert len(wanted) > 40
    for country, pledges, value in wanted:
        assert released.query(
            "select count(*), sum(value_usd_equal_split)"
            f" from marts.pledges_of_country('{country}', '{day}')"
        ).rows == ((pledges, value),)
