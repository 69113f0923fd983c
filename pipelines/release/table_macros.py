"""Questions a release answers by name: table macros of its schema `marts`, with words and examples.

They are written into the released file and name no database, so that a copy under another name
answers them as well. What has a row for each answer is a mart and does not belong here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.storage.database import quote_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class TableMacro:
    """One question.

    Attributes:
        name: Its name in the schema `marts`.
        parameters: What it is asked with, in order; none is named like a column.
        reads: The tables it asks.
        description: What it answers; ends in the grain.
        sql: The query behind it, in words that DuckDB has known since 1.0.
        example: A call that gives rows on a release of the bundled data.
    """

    name: str
    parameters: tuple[str, ...]
    reads: tuple[str, ...]
    description: str
    sql: str
    example: str

    @property
    def signature(self) -> str:
        """The macro as it is called, with the names of its parameters."""
        return f"marts.{self.name}({', '.join(self.parameters)})"


TABLE_MACROS: tuple[TableMacro, ...] = (
    TableMacro(
        name="pledge_value_as_of",
        parameters=("on_day",),
        reads=(
            "core.fct_pledge_versions",
            "core.dim_pledge_statuses",
            "core.bridge_pledge_entities",
        ),
        description="Pledges in effect on a day, what they are worth and who made them, by the "
        "rules of marts.pledge_totals and what is known in this release. One row.",
        sql="""
with in_effect as (
    select
        versions.pledge_version_id, versions.pledge_id, versions.commitment_id,
        versions.reading_rank, versions.first_announced_on, versions.value_usd
    from core.fct_pledge_versions as versions
    inner join core.dim_pledge_statuses as statuses on versions.status = statuses.status
    where versions.valid_from <= cast(on_day as date) and versions.valid_to > cast(on_day as date)
        and versions.evidence <> 'related' and statuses.is_public and statuses.status_counts
),
ranked as (
    select *, row_number() over (
        partition by commitment_id order by reading_rank, first_announced_on, pledge_id
    ) as report_number
    from in_effect
),
counted as (select * from ranked where report_number = 1),
named as (
    select count(distinct entities.entity_id) as entities
    from core.bridge_pledge_entities as entities
    inner join counted on entities.pledge_version_id = counted.pledge_version_id
),
added as (
    select
        count(*) as pledges, cast(coalesce(sum(value_usd), 0) as decimal(38, 2)) as value_usd,
        count(*) - count(value_usd) as pledges_without_value_usd
    from counted
)
select
    cast(on_day as date) as as_of_date, added.pledges, named.entities, added.value_usd,
    added.pledges_without_value_usd
from added cross join named
""",
        example="from marts.pledge_value_as_of('2023-12-12')",
    ),
    TableMacro(
        name="group_members",
        parameters=("of_group", "on_day"),
        reads=("core.bridge_country_group_memberships", "core.dim_countries"),
        description="Members of a country group on a day, with the days between which they are "
        "members and what says so; member_until is null while no end is known. One row per "
        "country.",
        sql="""
select
    members.group_code, members.country_iso3, countries.country_name,
    members.valid_from as member_from,
    nullif(members.valid_to, cast('9999-12-31' as date)) as member_until,
    members.scheduled_valid_to, members.is_scheduled, members.membership_source
from core.bridge_country_group_memberships as members
left join core.dim_countries as countries on members.country_iso3 = countries.country_iso3
where members.group_code = of_group
    and members.valid_from <= cast(on_day as date) and members.valid_to > cast(on_day as date)
order by members.country_iso3
""",
        example="from marts.group_members('LDC', '2023-12-12')",
    ),
    TableMacro(
        name="pledge_history",
        parameters=("of_pledge",),
        reads=("core.fct_pledge_versions",),
        description="All versions of a pledge: the days each holds, its value, the change of it "
        "against the version before, and why it does not count. One row per version.",
        sql="""
select
    pledge_id, version, valid_from, valid_to, status, title, value_stated, value_usd,
    value_usd_method,
    value_usd - lag(value_usd) over (order by version) as value_usd_change,
    places_stated, counts_in_totals, not_counted_because, held_because, source_url,
    source_sha256, source_line
from core.fct_pledge_versions
where pledge_id = of_pledge
order by version
""",
        example="from marts.pledge_history('e-and-16-countries-2024')",
    ),
    TableMacro(
        name="vintages",
        parameters=("of_indicator", "of_country", "in_year"),
        reads=("core.fct_indicators",),
        description="Every vintage of a country's figure for a year, oldest first, and which one "
        "figures are made from. One row per provider series, sex, location, age, vintage and "
        "route.",
        sql="""
select
    indicator, country_iso3, reference_year, sex, location, age, provider, provider_series,
    vintage, vintage_published_on, route, observed_value, unit, observation_status, is_in_use
from core.fct_indicators
where indicator = of_indicator and country_iso3 = of_country
    and reference_year = cast(in_year as integer)
order by sex, location, age, vintage_published_on nulls first, vintage, provider_series, route
""",
        example="from marts.vintages('individuals_using_internet', 'RWA', 2021)",
    ),
    TableMacro(
        name="what_did_we_say",
        parameters=("of_indicator", "of_group", "in_year", "on_day"),
        reads=("marts.connectivity_by_country_group",),
        description="What had been published on a day about a country group in a year: of each "
        "figure the newest edition that was out by then. One row per sex, location, age and unit.",
        sql="""
with known as (
    select *, row_number() over (
        partition by sex, location, age, unit order by edition_published_on desc, edition desc
    ) as place
    from marts.connectivity_by_country_group
    where indicator = of_indicator and group_code = of_group
        and reference_year = cast(in_year as integer)
        and edition_published_on <= cast(on_day as date)
        and (published_value is not null or published_bound is not null)
)
select
    cast(on_day as date) as said_by, indicator, group_code, reference_year, sex, location, age,
    published_value, published_bound, lowest_published, highest_published, unit, edition,
    edition_published_on, published_source_url
from known
where place = 1
order by sex, location, age, unit
""",
        example="from marts.what_did_we_say('offline_population', 'WORLD', 2023, '2024-12-31')",
    ),
)


def write_table_macros(
    connection: DuckDBPyConnection, database: str, published: Collection[str]
) -> tuple[TableMacro, ...]:
    """Create the macros in an attached release, and list them in its `meta.table_macros`.

    Args:
        connection: The connection that writes the release; an in-memory one.
        database: Name of the attached release, which has a schema `meta`.
        published: Its tables; a macro over others is left out.
    """
    macros = tuple(macro for macro in TABLE_MACROS if set(macro.reads) <= set(published))
    # Names inside a macro are looked up in the database in use when it is created, and must not
    # carry that database's name, which is another one wherever the file is opened.
    connection.execute(f"use {database}")
    try:
        for macro in macros:
            connection.execute(f"create macro {macro.signature} as table {macro.sql}")
            connection.execute(
                f"comment on macro table marts.{macro.name} is {quote_text(macro.description)}"
            )
        connection.execute(
            "create table meta.table_macros"
            " (name varchar, signature varchar, description varchar, example varchar)"
        )
        rows = [[m.name, m.signature, m.description, m.example] for m in macros]
        if rows:
            connection.executemany("insert into meta.table_macros values (?, ?, ?, ?)", rows)
    finally:
        connection.execute("use memory")
    return macros
