"""A small build with the marts of the project in it, for the tests of release and report.

Every row is invented; nothing here is a fixture, so that a test says what it uses.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pipelines.checks import CheckResult, Kind
from pipelines.gates.verdict import Verdict
from pipelines.settings import Settings
from pipelines.storage.atomic_files import sha256_of
from pipelines.storage.database import open_database

RELEASED_AT = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)

INPUTS = [
    {
        "sha256": "ab" * 32,
        "source_id": "pledges",
        "edition": "2026-03-02",
        "name": "public_pledges.csv",
        "kind": "bundled",
        "publisher": "A publisher <script>alert(1)</script>",
        "title": "Invented pledges",
        "licence_name": "CC BY 4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "citation": "Nobody, 2026",
        "landing_page": "javascript:alert(1)",
    }
]

BUILD = """
create schema raw; create schema staging; create schema core; create schema marts;
create table raw.contacts (person varchar, email varchar);
insert into raw.contacts values ('A Person', 'person@example.org');
create table core.dim_countries (country_iso3 varchar not null primary key, country_name varchar);
insert into core.dim_countries values ('NPL', 'Nepal'), ('BTN', 'Bhutan'), ('NAM', null);
create table core.dim_country_groups (
    group_code varchar not null primary key, group_name varchar);
insert into core.dim_country_groups values ('LDC', 'Least developed countries');
create table core.bridge_country_group_memberships (
    group_code varchar, country_iso3 varchar, valid_from date, valid_to date,
    scheduled_valid_to date, is_scheduled boolean, confirmed_by varchar, membership_source varchar,
    primary key (group_code, country_iso3, valid_from));
insert into core.bridge_country_group_memberships values
    ('LDC', 'NPL', '0001-01-01', '9999-12-31', '2026-11-24', true, null, null),
    ('LDC', 'BTN', '0001-01-01', '2023-12-13', '2023-12-13', false, 'A list, 2024-02', null);
create table core.int_helper (secret varchar);
create view marts.a_view as select 1 as one;

create table marts.pledge_totals (
    as_of_date date not null primary key, is_latest boolean, date_kind varchar, pledges bigint,
    entities bigint, value_usd decimal(38, 2), pledges_without_value_usd bigint,
    target_usd decimal(38, 2), target_year integer, progress_to_target_pct decimal(18, 4),
    published_pledges decimal(38, 8), published_value_usd decimal(38, 2),
    published_value_bound varchar,
    coverage_pct decimal(18, 4));
comment on table marts.pledge_totals is 'Totals by date; it''s one row per date';
comment on column marts.pledge_totals.value_usd is 'US$ nominal';
insert into marts.pledge_totals values
    ('2026-03-02', true, 'latest', 47, 40, 30e9, 20, 100e9, 2026, 30, null, null, null, null),
    ('2023-12-12', false, 'announcement', 26, 24, 8e9, 9, 100e9, 2026, 8, 830, 37e9, 'nearly',
     21.62),
    ('2022-06-07', false, 'published_total', 8, 7, null, 8, 100e9, 2026, null, null, 15.8e9,
     'exact', null);

create table marts.pledge_value_by_country_group (
    as_of_date date, is_latest boolean, scheme varchar, group_code varchar, group_name varchar,
    display_order integer, pledges bigint, entities bigint, countries_in_group bigint,
    countries_with_pledges bigint, value_usd_any_member decimal(38, 2),
    value_usd_equal_split decimal(38, 2), value_usd_need_weighted decimal(38, 2),
    equal_split_null_reason varchar, need_weighted_null_reason varchar, countries_named bigint,
    countries_due_to_leave bigint, countries_due_to_leave_list varchar,
    pledges_without_leaving bigint, value_usd_any_member_without_leaving decimal(38, 2),
    is_additive boolean, membership_as_of date, membership_list varchar,
    primary key (as_of_date, group_code));
insert into marts.pledge_value_by_country_group values
    ('2026-03-02', true, 'ldc', 'LDC', 'Least <script>alert(2)</script> developed', 1, 9, 8, 44,
     44, 6e9, 3.375e9, null, null, 'need_not_known', 12, 1, 'NPL', 8, 5e9, false, '2026-03-02',
     'UN'),
    ('2026-03-02', true, 'itu_region', 'AFRICA', 'Africa', 2, 9, 8, 44, 39, 8e9, 3e9, 2e9, null,
     null, 20, 0, '', 9, 8e9, true, '2026-03-02', 'ITU');

create table marts.announcement_figures (
    figure_id varchar not null primary key, display_order integer, statement varchar,
    as_of_date date, unit varchar, published_value decimal(38, 8), published_bound varchar,
    published_note varchar, computed_value decimal(38, 8), computed_null_reason varchar,
    base varchar, coverage_pct decimal(18, 4), difference decimal(38, 8), verdict varchar,
    other_published_value decimal(28, 8), difference_reason varchar,
    published_source_url varchar, published_source_kind varchar,
    largest_known_difference decimal(38, 8));
insert into marts.announcement_figures values
    ('total_value', 1, 'All pledges by <script>alert(3)</script>', '2023-12-12', 'USD billion', 37,
     'nearly', null, 8, null, 'of 26', 21.62, -29, 'partial_coverage', null, null,
     'https://it-online.co.za/x', 'secondary', null),
    ('on_track', 2, 'On track', '2023-12-12', 'percent', 50, 'more_than', null, null,
     'no status is public', null, null, null, 'not_computable', null, null, null, null, null);

create table marts.affordability_by_country_group (
    basket varchar, reference_year integer, group_code varchar, group_name varchar,
    operator varchar, threshold_pct decimal(9, 4), membership_as_of date,
    economies_in_group bigint, economies_with_data bigint, economies_meeting bigint,
    economies_meeting_list varchar, median_price_pct_gni decimal(18, 4));
insert into marts.affordability_by_country_group values
    ('fixed_basket', 2025, 'LDC', 'LDCs', '<=', 2, '2026-03-02', 44, 35, 2, 'BGD BTN', 21.1),
    ('fixed_basket', 2025, 'LDC', 'LDCs', '<', 2, '2026-03-02', 44, 35, 1, 'BGD', 21.1);

create table marts.connectivity_by_country_group (
    indicator varchar, group_code varchar, group_name varchar, sex varchar, location varchar,
    age varchar, reference_year integer, edition varchar, unit varchar,
    published_value decimal(38, 8), computed_value decimal(38, 8), computed_null_reason varchar,
    economies_with_data bigint, economies_in_group bigint, edition_published_on date,
    published_bound varchar, lowest_published decimal(38, 8), highest_published decimal(38, 8),
    published_source_url varchar);
insert into marts.connectivity_by_country_group values
    ('individuals_using_internet', 'LDC', 'LDCs', 'total', 'total', 'total', 2025, '2025', 'pct',
     34, null, 'no country data', null, null, '2025-11-17', null, null, null, null);
"""


def check(name: str, level: str, *, passed: bool) -> CheckResult:
    """A check of the gate of raw tables."""
    return CheckResult(
        name, "raw.pledges", "raw", Kind.EXPECTATION, level, passed, False,
        "<script>alert(4)</script>", "0 rows",
    )  # fmt: skip


def make_build(directory: Path, *statements: str) -> Path:
    """Write the build and change it by further statements."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "build.duckdb"
    with open_database(path) as connection:
        for statement in (BUILD, *statements):
            connection.execute(statement)
    return path


def pass_verdict(build: Path, build_id: str = "build-1") -> Verdict:
    """A pass, given for the file as it is now, with two checks in no order."""
    checks = (check("rows", "error", passed=True), check("keys", "warning", passed=False))
    return Verdict(True, build_id, sha256_of(build), (), (), checks)


def settings_in(home: Path) -> Settings:
    """A warehouse of its own under a directory."""
    return Settings.from_environment({}).model_copy(update={"home": home})
