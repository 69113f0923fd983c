with

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

members as (
    select * from {{ ref('int_group_members_at_reporting_dates') }}
),

allocations as (
    select * from {{ ref('fct_pledge_countries') }}
),

groups_named as (
    select * from {{ ref('bridge_pledge_groups') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

keep_counted as (
    select states.* from states
    inner join reporting_dates on states.as_of_date = reporting_dates.as_of_date
    where states.counts_in_totals
),

find_countries_in_groups as (
    select
        keep_counted.as_of_date,
        members.group_code,
        keep_counted.pledge_version_id,
        allocations.country_iso3,
        true as counts_pledge,
        members.due_to_leave_on is null as is_staying,
        allocations.value_usd_equal_split,
        allocations.value_usd_need_weighted
    from keep_counted
    inner join allocations on keep_counted.pledge_version_id = allocations.pledge_version_id
    inner join members
        on
            keep_counted.as_of_date = members.as_of_date
            and allocations.country_iso3 = members.country_iso3
    where members.group_code <> 'WORLD'
),

find_unallocated as (
    select
        keep_counted.as_of_date,
        'UNALLOCATED' as group_code,
        keep_counted.pledge_version_id,
        cast(null as varchar) as country_iso3,
        allocations.counts_pledge,
        true as is_staying,
        allocations.value_usd_equal_split,
        allocations.value_usd_need_weighted
    from keep_counted
    inner join allocations on keep_counted.pledge_version_id = allocations.pledge_version_id
    where allocations.place_code = 'UNALLOCATED'
),

-- A pledge to a list or a region stays one to it, whoever leaves.
touch_groups as (
    select
        keep_counted.as_of_date,
        groups_named.group_code,
        keep_counted.pledge_version_id,
        cast(null as varchar) as country_iso3,
        true as counts_pledge,
        true as is_staying,
        cast(null as decimal(38, 2)) as value_usd_equal_split,
        cast(null as decimal(38, 2)) as value_usd_need_weighted
    from keep_counted
    inner join groups_named on keep_counted.pledge_version_id = groups_named.pledge_version_id
),

join_touches as (
    select * from find_countries_in_groups
    union all
    select * from find_unallocated
    union all
    select * from touch_groups
),

summarise_pledges as (
    select
        join_touches.as_of_date,
        join_touches.group_code,
        join_touches.pledge_version_id,
        case when max(cast(join_touches.counts_pledge as integer)) = 1 then keep_counted.value_usd end
            as value_usd,
        max(cast(join_touches.counts_pledge as integer)) = 1 as counts_pledge,
        max(cast(join_touches.is_staying as integer)) = 1 as touches_staying_members,
        count(distinct join_touches.country_iso3) as countries_reached,
        sum(join_touches.value_usd_equal_split) as value_usd_equal_split,
        sum(case when join_touches.is_staying then join_touches.value_usd_equal_split end)
            as value_usd_equal_split_staying,
        sum(join_touches.value_usd_need_weighted) as value_usd_need_weighted
    from join_touches
    inner join keep_counted
        on
            join_touches.as_of_date = keep_counted.as_of_date
            and join_touches.pledge_version_id = keep_counted.pledge_version_id
    group by
        join_touches.as_of_date,
        join_touches.group_code,
        join_touches.pledge_version_id,
        keep_counted.value_usd
)

select * from summarise_pledges
