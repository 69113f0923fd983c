-- A failure means that the union of LDC, LLDC and SIDS leaves out pledges of one of the three or
-- counts a pledge more than once.
with

group_values as (
    select * from {{ ref('pledge_value_by_country_group') }}
),

compare_union as (
    select
        as_of_date,
        max(case when group_code = 'LDC_LLDC_SIDS' then value_usd_any_member end) as union_value_usd,
        max(case when group_code <> 'LDC_LLDC_SIDS' then value_usd_any_member end) as largest_value_usd,
        sum(case when group_code <> 'LDC_LLDC_SIDS' then value_usd_any_member end) as sum_value_usd
    from group_values
    where group_code in ('LDC', 'LLDC', 'SIDS', 'LDC_LLDC_SIDS')
    group by as_of_date
),

find_outside as (
    select * from compare_union
    where
        coalesce(union_value_usd, 0) < coalesce(largest_value_usd, 0)
        or coalesce(union_value_usd, 0) > coalesce(sum_value_usd, 0)
)

select * from find_outside
