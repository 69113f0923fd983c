with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

members_by_year as (
    select * from {{ ref('int_group_members_by_year') }}
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

-- Each day asked about and the end of each year that figures are about.
list_days as (
    select as_of_date as membership_as_of from reporting_dates
    union distinct
    select membership_as_of from members_by_year
),

list_memberships as (
    select
        list_days.membership_as_of,
        memberships.country_iso3,
        memberships.group_code,
        groups.scheme
    from list_days
    inner join memberships on {{ is_valid_on('list_days.membership_as_of') }}
    inner join groups on memberships.group_code = groups.group_code
),

summarise_memberships as (
    select
        membership_as_of,
        country_iso3,
        max(case when group_code = 'LDC' then 1 else 0 end) = 1 as is_ldc,
        max(case when group_code = 'LLDC' then 1 else 0 end) = 1 as is_lldc,
        max(case when group_code = 'SIDS' then 1 else 0 end) = 1 as is_sids,
        max(case when scheme = 'itu_region' then group_code end) as itu_region,
        max(case when scheme = 'wb_income' then group_code end) as income_group
    from list_memberships
    group by membership_as_of, country_iso3
),

describe_countries as (
    select
        list_days.membership_as_of,
        countries.country_iso3,
        countries.country_name,
        coalesce(summarise_memberships.is_ldc, false) as is_ldc,
        coalesce(summarise_memberships.is_lldc, false) as is_lldc,
        coalesce(summarise_memberships.is_sids, false) as is_sids,
        coalesce(summarise_memberships.itu_region, 'NO_ITU_REGION') as itu_region,
        coalesce(summarise_memberships.income_group, 'NOT_CLASSIFIED') as income_group
    from list_days
    cross join countries
    left join summarise_memberships
        on
            list_days.membership_as_of = summarise_memberships.membership_as_of
            and countries.country_iso3 = summarise_memberships.country_iso3
)

select * from describe_countries
