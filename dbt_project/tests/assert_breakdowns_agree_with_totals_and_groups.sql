-- A failure means that a dimension whose members may be added does not give the totals of the date,
-- that one whose members overlap gives less than them, or that regions of implementation differ from
-- the same regions in the table of country groups.
with

totals as (
    select * from {{ ref('pledge_totals') }}
),

breakdowns as (
    select * from {{ ref('pledge_breakdowns') }}
),

group_values as (
    select * from {{ ref('pledge_value_by_country_group') }}
),

sum_dimensions as (
    select
        as_of_date,
        dimension,
        is_additive,
        sum(pledges) as pledges,
        coalesce(sum(value_usd), 0) as value_usd
    from breakdowns
    group by as_of_date, dimension, is_additive
),

find_differences as (
    select
        sum_dimensions.as_of_date,
        sum_dimensions.dimension,
        'all' as member
    from sum_dimensions
    left join totals on sum_dimensions.as_of_date = totals.as_of_date
    where
        totals.pledges is null
        or sum_dimensions.pledges < totals.pledges
        or sum_dimensions.value_usd < totals.value_usd
        or (
            sum_dimensions.is_additive
            and (
                sum_dimensions.pledges <> totals.pledges
                or sum_dimensions.value_usd <> totals.value_usd
            )
        )
    union all
    select
        breakdowns.as_of_date,
        breakdowns.dimension,
        breakdowns.member
    from breakdowns
    left join group_values
        on
            breakdowns.as_of_date = group_values.as_of_date
            and breakdowns.member = group_values.group_code
    where
        breakdowns.dimension = 'region_of_implementation'
        and breakdowns.member not in ('not stated', 'no single region')
        and (
            breakdowns.pledges is distinct from group_values.pledges
            or breakdowns.value_usd is distinct from group_values.value_usd_any_member
        )
)

select * from find_differences
