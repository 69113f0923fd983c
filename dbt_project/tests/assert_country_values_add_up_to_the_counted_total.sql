-- A failure means that the countries and what is unallocated do not make up the headline total.
with

totals as (
    select * from {{ ref('pledge_totals') }}
),

places as (
    select * from {{ ref('fct_pledge_countries') }}
),

sum_counted as (
    select
        coalesce(sum(value_usd_equal_split), 0) as value_usd_equal_split,
        coalesce(sum(value_usd_need_weighted), 0) as value_usd_need_weighted
    from places
    where counts_in_totals
),

find_differences as (
    select
        totals.as_of_date,
        totals.value_usd,
        sum_counted.value_usd_equal_split,
        sum_counted.value_usd_need_weighted
    from totals
    cross join sum_counted
    where
        totals.is_latest
        and (
            totals.value_usd <> sum_counted.value_usd_equal_split
            or totals.value_usd <> sum_counted.value_usd_need_weighted
        )
)

select * from find_differences
