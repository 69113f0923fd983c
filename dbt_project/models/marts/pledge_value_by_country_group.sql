with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

groups as (
    select * from {{ ref('dim_country_groups') }}
),

count_members as (
    select * from {{ ref('int_group_members_counted') }}
),

summary as (
    select * from {{ ref('int_pledges_summarised_by_group') }}
),

totals as (
    select * from {{ ref('int_totals_at_dates') }}
),

-- Groups without members here and the world itself are left out: a total row in a table of groups
-- invites adding it to its parts.
list_group_rows as (
    select
        reporting_dates.as_of_date,
        reporting_dates.is_latest,
        groups.*
    from reporting_dates
    cross join groups
    where groups.scheme not in ('world', 'un_m49_development', 'wb_income_combined')
),

fill_groups_without_pledges as (
    select
        list_group_rows.as_of_date,
        list_group_rows.is_latest,
        list_group_rows.scheme,
        list_group_rows.group_code,
        list_group_rows.group_name,
        list_group_rows.display_order,
        coalesce(summary.pledges, 0) as pledges,
        coalesce(summary.entities, 0) as entities,
        coalesce(count_members.countries_in_group, 0) as countries_in_group,
        coalesce(summary.countries_with_pledges, 0) as countries_with_pledges,
        -- No pledge is 0; pledges of which none states a value are null, since 0 is not known.
        {{ zero_without_pledges('summary', 'value_usd_any_member') }} as value_usd_any_member,
        cast(
            case
                when summary.pledges is null then 0
                when summary.value_usd_any_member is not null
                    then coalesce(summary.value_usd_equal_split, 0)
            end
            as decimal(38, 2)
        ) as value_usd_equal_split,
        cast(
            case
                when summary.pledges is null then 0
                when summary.value_usd_any_member is not null
                    then coalesce(summary.value_usd_need_weighted, 0)
            end
            as decimal(38, 2)
        ) as value_usd_need_weighted,
        list_group_rows.is_partition as is_additive,
        list_group_rows.as_of_date as membership_as_of,
        list_group_rows.list_publisher as membership_list,
        count_members.membership_list_edition
    from list_group_rows
    left join summary
        on
            list_group_rows.as_of_date = summary.as_of_date
            and list_group_rows.group_code = summary.group_code
    left join count_members
        on
            list_group_rows.as_of_date = count_members.as_of_date
            and list_group_rows.group_code = count_members.group_code
),

add_shares as (
    select
        filled.*,
        {{ percent_of('filled.pledges', 'totals.pledges') }} as pledges_share_pct,
        {{ percent_of('filled.value_usd_any_member', 'totals.value_usd') }}
            as value_share_pct_any_member,
        {{ percent_of('filled.value_usd_equal_split', 'totals.value_usd') }}
            as value_share_pct_equal_split,
        {{ percent_of('filled.value_usd_need_weighted', 'totals.value_usd') }}
            as value_share_pct_need_weighted
    from fill_groups_without_pledges as filled
    left join totals on filled.as_of_date = totals.as_of_date
)

select * from add_shares
order by as_of_date desc, display_order asc
