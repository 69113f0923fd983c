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

coverage as (
    select * from {{ ref('int_coverage_at_dates') }}
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
        coalesce(summary.countries_named, 0) as countries_named,
        -- No pledge is 0; pledges of which none states a value are null, since 0 is not known.
        {{ zero_without_pledges('summary', 'value_usd_any_member') }} as value_usd_any_member,
        {{ zero_without_pledges('summary', 'value_usd_equal_split') }} as value_usd_equal_split,
        {{ share_null_reason('summary', 'value_usd_equal_split', 'places_not_named') }}
            as equal_split_null_reason,
        coalesce(summary.pledges_without_equal_split, 0) as pledges_without_equal_split,
        {{ zero_without_pledges('summary', 'value_usd_need_weighted') }} as value_usd_need_weighted,
        {{ share_null_reason('summary', 'value_usd_need_weighted', 'need_not_known') }}
            as need_weighted_null_reason,
        coalesce(summary.pledges_without_need_weighted, 0) as pledges_without_need_weighted,
        coalesce(count_members.countries_due_to_leave, 0) as countries_due_to_leave,
        coalesce(count_members.countries_due_to_leave_list, '') as countries_due_to_leave_list,
        coalesce(summary.pledges_of_staying, 0) as pledges_without_leaving,
        {{ zero_without_pledges('summary', 'value_usd_any_member_of_staying') }}
            as value_usd_any_member_without_leaving,
        {{ zero_without_pledges('summary', 'value_usd_equal_split_of_staying') }}
            as value_usd_equal_split_without_leaving,
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
        {{ if_comparable(percent_of('filled.pledges', 'totals.pledges')) }} as pledges_share_pct,
        {{ if_comparable(percent_of('filled.value_usd_any_member', 'totals.value_usd')) }}
            as value_share_pct_any_member,
        {{ if_comparable(percent_of('filled.value_usd_equal_split', 'totals.value_usd')) }}
            as value_share_pct_equal_split,
        {{ if_comparable(percent_of('filled.value_usd_need_weighted', 'totals.value_usd')) }}
            as value_share_pct_need_weighted,
        coverage.share_null_reason
    from fill_groups_without_pledges as filled
    left join totals on filled.as_of_date = totals.as_of_date
    left join coverage on filled.as_of_date = coverage.as_of_date
)

select * from add_shares
order by as_of_date desc, display_order asc
