-- A failure means that a country is missing from the ITU regions or the income groups of a date,
-- or is in two of them, so that a chart of the groups would not show the whole.
with

totals as (
    select * from {{ ref('pledge_totals') }}
),

group_values as (
    select * from {{ ref('pledge_value_by_country_group') }}
),

list_partitions as (
    select partitions.scheme from (values ('itu_region'), ('wb_income')) as partitions (scheme)
),

sum_partitions as (
    select
        group_values.as_of_date,
        list_partitions.scheme,
        sum(group_values.value_usd_equal_split) as value_usd_equal_split,
        sum(group_values.value_usd_need_weighted) as value_usd_need_weighted
    from list_partitions
    inner join group_values on group_values.scheme in (list_partitions.scheme, 'unallocated')
    group by group_values.as_of_date, list_partitions.scheme
),

find_differences as (
    select
        totals.as_of_date,
        list_partitions.scheme,
        totals.value_usd,
        sum_partitions.value_usd_equal_split,
        sum_partitions.value_usd_need_weighted
    from totals
    cross join list_partitions
    left join sum_partitions
        on
            totals.as_of_date = sum_partitions.as_of_date
            and list_partitions.scheme = sum_partitions.scheme
    where
        totals.value_usd is distinct from sum_partitions.value_usd_equal_split
        or totals.value_usd is distinct from sum_partitions.value_usd_need_weighted
)

select * from find_differences
