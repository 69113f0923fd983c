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

-- Due to leave is a member whose end, known or scheduled, comes within a year of the day or has
-- come without a list that confirms it.
list_members as (
    select
        reporting_dates.as_of_date,
        memberships.group_code,
        groups.scheme,
        memberships.country_iso3,
        case
            when
                least(memberships.valid_to, coalesce(memberships.scheduled_valid_to, memberships.valid_to))
                <= cast(reporting_dates.as_of_date + interval 1 year as date)
                then least(
                    memberships.valid_to, coalesce(memberships.scheduled_valid_to, memberships.valid_to)
                )
        end as due_to_leave_on
    from reporting_dates
    inner join memberships on {{ is_valid_on('reporting_dates.as_of_date') }}
    inner join groups on memberships.group_code = groups.group_code
),

-- A country leaves the union when it leaves the last of its groups.
unite_vulnerable_groups as (
    select
        as_of_date,
        'LDC_LLDC_SIDS' as group_code,
        'vulnerable_union' as scheme,
        country_iso3,
        case when count(due_to_leave_on) = count(*) then max(due_to_leave_on) end as due_to_leave_on
    from list_members
    where group_code in ('LDC', 'LLDC', 'SIDS')
    group by as_of_date, country_iso3
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
        countries.country_iso3,
        cast(null as date) as due_to_leave_on
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
        countries.country_iso3,
        cast(null as date) as due_to_leave_on
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
