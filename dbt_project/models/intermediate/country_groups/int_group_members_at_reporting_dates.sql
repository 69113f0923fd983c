with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

countries as (
    select * from {{ ref('dim_countries') }}
),

groups as (
    select * from {{ ref('dim_country_groups') }}
),

memberships as (
    select * from {{ ref('bridge_country_group_memberships') }}
),

list_members as (
    select
        reporting_dates.as_of_date,
        memberships.group_code,
        groups.scheme,
        memberships.country_iso3
    from reporting_dates
    inner join memberships on {{ is_valid_on('reporting_dates.as_of_date') }}
    inner join groups on memberships.group_code = groups.group_code
),

unite_vulnerable_groups as (
    select distinct
        as_of_date,
        'LDC_LLDC_SIDS' as group_code,
        'vulnerable_union' as scheme,
        country_iso3
    from list_members
    where group_code in ('LDC', 'LLDC', 'SIDS')
),

list_partitions as (
    select * from groups
    where group_code in ('NO_ITU_REGION', 'NOT_CLASSIFIED')
),

-- What a partition leaves over gets a row of its own, so that its rows add up to everything.
find_left_over as (
    select
        reporting_dates.as_of_date,
        list_partitions.group_code,
        list_partitions.scheme,
        countries.country_iso3
    from reporting_dates
    cross join countries
    cross join list_partitions
    left join list_members
        on
            reporting_dates.as_of_date = list_members.as_of_date
            and list_partitions.scheme = list_members.scheme
            and countries.country_iso3 = list_members.country_iso3
    where list_members.country_iso3 is null
),

cover_the_world as (
    select
        reporting_dates.as_of_date,
        'WORLD' as group_code,
        'world' as scheme,
        countries.country_iso3
    from reporting_dates
    cross join countries
),

join_members as (
    select * from list_members
    union all
    select * from unite_vulnerable_groups
    union all
    select * from find_left_over
    union all
    select * from cover_the_world
)

select * from join_members
