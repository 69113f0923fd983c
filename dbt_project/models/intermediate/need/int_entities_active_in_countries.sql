with

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

country_groups as (
    select * from {{ ref('int_country_groups_on_days') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

pledge_countries as (
    select * from {{ ref('fct_pledge_countries') }}
),

pledge_entities as (
    select * from {{ ref('bridge_pledge_entities') }}
),

entities as (
    select * from {{ ref('dim_entities') }}
),

-- Who pledges at home, as governments and national operators do, does not offer itself abroad.
find_active_entities as (
    select
        states.as_of_date,
        pledge_entities.entity_id,
        pledge_countries.country_iso3,
        states.pledge_id,
        pledge_countries.value_usd_equal_split
    from states
    inner join reporting_dates on states.as_of_date = reporting_dates.as_of_date
    inner join pledge_countries on states.pledge_version_id = pledge_countries.pledge_version_id
    inner join pledge_entities on states.pledge_version_id = pledge_entities.pledge_version_id
    inner join entities on pledge_entities.entity_id = entities.entity_id
    where
        states.counts_in_totals
        and reporting_dates.date_kind in ('announcement', 'latest')
        and pledge_countries.country_iso3 is not null
        and pledge_countries.country_iso3 <> coalesce(entities.entity_country_iso3, '')
),

describe_countries as (
    select
        find_active_entities.as_of_date,
        find_active_entities.entity_id,
        find_active_entities.country_iso3,
        find_active_entities.pledge_id,
        find_active_entities.value_usd_equal_split,
        country_groups.itu_region,
        country_groups.income_group,
        country_groups.is_ldc,
        country_groups.is_lldc,
        country_groups.is_sids
    from find_active_entities
    inner join country_groups
        on
            find_active_entities.as_of_date = country_groups.membership_as_of
            and find_active_entities.country_iso3 = country_groups.country_iso3
)

select * from describe_countries
