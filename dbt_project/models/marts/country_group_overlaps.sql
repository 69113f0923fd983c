with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

groups as (
    select * from {{ ref('dim_country_groups') }}
),

pledges_by_group as (
    select * from {{ ref('int_pledges_by_group') }}
),

members as (
    select * from {{ ref('int_group_members_at_reporting_dates') }}
),

keep_groups as (
    select * from groups
    where scheme not in ('world', 'un_m49_development', 'wb_income_combined')
),

list_pairs as (
    select
        reporting_dates.as_of_date,
        reporting_dates.is_latest,
        keep_groups.group_code,
        keep_groups.group_name,
        keep_groups.display_order,
        other_groups.group_code as other_group_code,
        other_groups.group_name as other_group_name,
        other_groups.display_order as other_display_order
    from reporting_dates
    cross join keep_groups
    cross join keep_groups as other_groups
),

-- A pledge that touches both groups counts once in their pair, with its full value.
sum_shared_pledges as (
    select
        pledges_by_group.as_of_date,
        pledges_by_group.group_code,
        other_side.group_code as other_group_code,
        count(*) as pledges,
        sum(pledges_by_group.value_usd) as value_usd_any_member
    from pledges_by_group
    inner join pledges_by_group as other_side
        on
            pledges_by_group.as_of_date = other_side.as_of_date
            and pledges_by_group.pledge_version_id = other_side.pledge_version_id
    where pledges_by_group.counts_pledge and other_side.counts_pledge
    group by pledges_by_group.as_of_date, pledges_by_group.group_code, other_side.group_code
),

count_shared_members as (
    select
        members.as_of_date,
        members.group_code,
        other_side.group_code as other_group_code,
        count(*) as countries_in_both
    from members
    inner join members as other_side
        on
            members.as_of_date = other_side.as_of_date
            and members.country_iso3 = other_side.country_iso3
    group by members.as_of_date, members.group_code, other_side.group_code
),

fill_pairs_without_pledges as (
    select
        list_pairs.*,
        list_pairs.group_code = list_pairs.other_group_code as is_same_group,
        coalesce(count_shared_members.countries_in_both, 0) as countries_in_both,
        coalesce(sum_shared_pledges.pledges, 0) as pledges,
        cast(
            case
                when sum_shared_pledges.pledges is null then 0
                else sum_shared_pledges.value_usd_any_member
            end
            as decimal(38, 2)
        ) as value_usd_any_member
    from list_pairs
    left join sum_shared_pledges
        on
            list_pairs.as_of_date = sum_shared_pledges.as_of_date
            and list_pairs.group_code = sum_shared_pledges.group_code
            and list_pairs.other_group_code = sum_shared_pledges.other_group_code
    left join count_shared_members
        on
            list_pairs.as_of_date = count_shared_members.as_of_date
            and list_pairs.group_code = count_shared_members.group_code
            and list_pairs.other_group_code = count_shared_members.other_group_code
)

select * from fill_pairs_without_pledges
order by as_of_date desc, display_order asc, other_display_order asc
