-- A failure means that money of a pledge was lost or made when it was divided over countries.
with

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

places as (
    select * from {{ ref('fct_pledge_countries') }}
),

sum_places as (
    select
        pledge_version_id,
        sum(value_usd_equal_split) as value_usd_equal_split,
        sum(value_usd_need_weighted) as value_usd_need_weighted
    from places
    group by pledge_version_id
),

find_differences as (
    select
        versions.pledge_version_id,
        versions.value_usd,
        sum_places.value_usd_equal_split,
        sum_places.value_usd_need_weighted
    from versions
    left join sum_places on versions.pledge_version_id = sum_places.pledge_version_id
    where
        sum_places.pledge_version_id is null
        or versions.value_usd is distinct from sum_places.value_usd_equal_split
        or versions.value_usd is distinct from sum_places.value_usd_need_weighted
)

select * from find_differences
