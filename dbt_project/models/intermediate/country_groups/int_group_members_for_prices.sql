with

observations as (
    select * from {{ ref('int_observations_in_use') }}
),

memberships as (
    select * from {{ ref('bridge_country_group_memberships') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

countries as (
    select * from {{ ref('dim_countries') }}
),

-- Which countries are LDCs depends on the day asked about, so each day asked about is a row: the
-- announcement and the last day the data know for prices of all years, the end of each price year for
-- prices up to it.
list_membership_days as (
    select
        as_of_date as membership_as_of,
        true as is_for_all_years
    from reporting_dates
    where date_kind in ('announcement', 'latest')
    union distinct
    select
        least({{ last_day_of_year('observations.reference_year') }}, reporting_dates.as_of_date)
            as membership_as_of,
        false as is_for_all_years
    from observations
    cross join reporting_dates
    where
        reporting_dates.is_latest
        and observations.indicator like '%_basket' and observations.unit = 'pct_of_gni_per_capita'
),

keep_one_of_a_day as (
    select
        membership_as_of,
        max(cast(is_for_all_years as integer)) = 1 as is_for_all_years
    from list_membership_days
    group by membership_as_of
),

list_members as (
    select
        keep_one_of_a_day.membership_as_of,
        keep_one_of_a_day.is_for_all_years,
        memberships.group_code,
        memberships.country_iso3
    from keep_one_of_a_day
    inner join memberships on {{ is_valid_on('keep_one_of_a_day.membership_as_of') }}
    union all
    select
        keep_one_of_a_day.membership_as_of,
        keep_one_of_a_day.is_for_all_years,
        'WORLD' as group_code,
        countries.country_iso3
    from keep_one_of_a_day
    cross join countries
)

select * from list_members
