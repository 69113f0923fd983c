with

countries as (
    select * from {{ ref('dim_countries') }}
),

memberships as (
    select * from {{ ref('bridge_country_group_memberships') }}
),

observations as (
    select * from {{ ref('int_observations_in_use') }}
),

published as (
    select * from {{ ref('fct_published_aggregates') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

list_reference_years as (
    select reference_year from observations
    union distinct
    select reference_year from published
),

-- The end of the year, or the last day known where the year is not over by then.
list_years as (
    select
        list_reference_years.reference_year,
        least(
            {{ last_day_of_year('list_reference_years.reference_year') }}, reporting_dates.as_of_date
        ) as membership_as_of
    from list_reference_years
    cross join reporting_dates
    where reporting_dates.is_latest
),

list_members as (
    select
        list_years.reference_year,
        list_years.membership_as_of,
        memberships.group_code,
        memberships.country_iso3
    from list_years
    inner join memberships on {{ is_valid_on('list_years.membership_as_of') }}
    union all
    select
        list_years.reference_year,
        list_years.membership_as_of,
        'WORLD' as group_code,
        countries.country_iso3
    from list_years
    cross join countries
)

select * from list_members
