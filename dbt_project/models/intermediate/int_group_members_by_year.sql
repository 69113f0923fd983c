with

countries as (
    select * from {{ ref('dim_countries') }}
),

memberships as (
    select * from {{ ref('bridge_country_group_memberships') }}
),

observations as (
    select * from {{ ref('stg_country_observations') }}
),

list_years as (
    select distinct
        reference_year,
        {{ last_day_of_year('reference_year') }} as membership_as_of
    from observations
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
