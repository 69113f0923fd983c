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
-- announcement, the end of each price year, and the last day the data know.
list_membership_days as (
    select as_of_date as membership_as_of from reporting_dates
    where date_kind in ('announcement', 'latest')
    union distinct
    select
        least({{ last_day_of_year('observations.reference_year') }}, reporting_dates.as_of_date)
            as membership_as_of
    from observations
    cross join reporting_dates
    where
        reporting_dates.is_latest
        and observations.indicator like '%_basket' and observations.unit = 'pct_of_gni_per_capita'
),

list_members as (
    select
        list_membership_days.membership_as_of,
        memberships.group_code,
        memberships.country_iso3
    from list_membership_days
    inner join memberships on {{ is_valid_on('list_membership_days.membership_as_of') }}
    union all
    select
        list_membership_days.membership_as_of,
        'WORLD' as group_code,
        countries.country_iso3
    from list_membership_days
    cross join countries
)

select * from list_members
