with

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

values_split as (
    select * from {{ ref('int_pledge_values_split') }}
),

weights as (
    select * from {{ ref('int_pledge_country_weights') }}
),

places as (
    select * from {{ ref('stg_pledge_places') }}
),

describe_unnamed_places as (
    select
        pledge_version_id,
        {{ join_texts('place_stated') }} as places_stated
    from places
    where place_kind not in ('country', 'list')
    group by pledge_version_id
),

summarise_countries as (
    select
        pledge_version_id,
        min(need_null_reason) as need_null_reason,
        count(need_weight) > 0 as need_splits
    from weights
    group by pledge_version_id
),

sum_values_split as (
    select
        pledge_version_id,
        sum(value_usd_equal_split) as value_usd_equal_split,
        sum(value_usd_need_weighted) as value_usd_need_weighted
    from values_split
    group by pledge_version_id
),

-- What is left without a country: all of a pledge that names none, the part of places without a
-- name beside named ones, and all of what need cannot split.
find_unallocated as (
    select
        versions.pledge_version_id,
        versions.value_usd - coalesce(sum_values_split.value_usd_equal_split, 0)
            as value_usd_equal_split,
        versions.value_usd - coalesce(sum_values_split.value_usd_need_weighted, 0)
            as value_usd_need_weighted,
        summarise_countries.pledge_version_id is null
        or describe_unnamed_places.pledge_version_id is not null as counts_pledge,
        case
            when describe_unnamed_places.pledge_version_id is not null
                then describe_unnamed_places.places_stated
            when summarise_countries.pledge_version_id is null then 'no place stated'
            else summarise_countries.need_null_reason
        end as unallocated_because
    from versions
    left join summarise_countries
        on versions.pledge_version_id = summarise_countries.pledge_version_id
    left join describe_unnamed_places
        on versions.pledge_version_id = describe_unnamed_places.pledge_version_id
    left join sum_values_split on versions.pledge_version_id = sum_values_split.pledge_version_id
    where
        summarise_countries.pledge_version_id is null
        or describe_unnamed_places.pledge_version_id is not null
        or not summarise_countries.need_splits
),

join_allocations as (
    select
        pledge_version_id,
        country_iso3 as place_code,
        country_iso3,
        country_basis,
        true as counts_pledge,
        need_reference_year,
        offline_people,
        value_usd_equal_split,
        equal_split_null_reason,
        value_usd_need_weighted,
        need_weighted_null_reason,
        cast(null as varchar) as unallocated_because
    from values_split
    union all
    select
        pledge_version_id,
        'UNALLOCATED' as place_code,
        cast(null as varchar) as country_iso3,
        'unallocated' as country_basis,
        counts_pledge,
        cast(null as integer) as need_reference_year,
        cast(null as bigint) as offline_people,
        cast(value_usd_equal_split as decimal(38, 2)) as value_usd_equal_split,
        case when value_usd_equal_split is null then 'no_value_usd' end as equal_split_null_reason,
        cast(value_usd_need_weighted as decimal(38, 2)) as value_usd_need_weighted,
        case when value_usd_need_weighted is null then 'no_value_usd' end as need_weighted_null_reason,
        unallocated_because
    from find_unallocated
),

add_whether_counted as (
    select
        join_allocations.pledge_version_id,
        join_allocations.place_code,
        join_allocations.country_iso3,
        join_allocations.country_basis,
        join_allocations.counts_pledge,
        join_allocations.need_reference_year,
        join_allocations.offline_people,
        join_allocations.value_usd_equal_split,
        join_allocations.equal_split_null_reason,
        join_allocations.value_usd_need_weighted,
        join_allocations.need_weighted_null_reason,
        join_allocations.unallocated_because,
        versions.counts_in_totals,
        versions.is_current
    from join_allocations
    inner join versions on join_allocations.pledge_version_id = versions.pledge_version_id
)

select * from add_whether_counted
