-- A failure means that the values by country do not add up to those of a group of countries, or of
-- everything, on some date: a pledge is lost or counted twice on the way to one of the tables.
with

totals as (
    select * from {{ ref('pledge_totals') }}
),

group_values as (
    select * from {{ ref('pledge_value_by_country_group') }}
),

country_values as (
    select * from {{ ref('pledge_value_by_country') }}
),

members as (
    select * from {{ ref('int_group_members_at_reporting_dates') }}
),

place_countries as (
    select
        as_of_date,
        group_code,
        country_iso3 as place_code
    from members
    union all
    select
        as_of_date,
        'UNALLOCATED' as group_code,
        'UNALLOCATED' as place_code
    from totals
),

sum_countries as (
    select
        place_countries.as_of_date,
        place_countries.group_code,
        coalesce(sum(country_values.value_usd_equal_split), 0) as value_usd_equal_split,
        coalesce(sum(country_values.value_usd_need_weighted), 0) as value_usd_need_weighted,
        coalesce(max(country_values.value_usd_any_member), 0) as value_usd_largest
    from place_countries
    left join country_values
        on
            place_countries.as_of_date = country_values.as_of_date
            and place_countries.place_code = country_values.place_code
    group by place_countries.as_of_date, place_countries.group_code
),

sum_everything as (
    select
        as_of_date,
        sum(value_usd_equal_split) as value_usd_equal_split,
        sum(value_usd_need_weighted) as value_usd_need_weighted
    from country_values
    group by as_of_date
),

find_differences as (
    select
        group_values.as_of_date,
        group_values.group_code,
        group_values.value_usd_equal_split as expected_equal_split,
        sum_countries.value_usd_equal_split as found_equal_split
    from group_values
    left join sum_countries
        on
            group_values.as_of_date = sum_countries.as_of_date
            and group_values.group_code = sum_countries.group_code
    where
        coalesce(group_values.value_usd_equal_split, 0)
        is distinct from coalesce(sum_countries.value_usd_equal_split, 0)
        or coalesce(group_values.value_usd_need_weighted, 0)
        is distinct from coalesce(sum_countries.value_usd_need_weighted, 0)
        or coalesce(group_values.value_usd_any_member, 0)
        < coalesce(sum_countries.value_usd_largest, 0)
    union all
    select
        totals.as_of_date,
        'ALL' as group_code,
        totals.value_usd as expected_equal_split,
        sum_everything.value_usd_equal_split as found_equal_split
    from totals
    left join sum_everything on totals.as_of_date = sum_everything.as_of_date
    where
        totals.value_usd is distinct from sum_everything.value_usd_equal_split
        or totals.value_usd is distinct from sum_everything.value_usd_need_weighted
)

select * from find_differences
