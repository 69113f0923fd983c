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

summarise_places as (
    select
        pledge_version_id,
        {{ join_texts('place_stated') }} as places_stated
    from places
    where place_kind not in ('country', 'list')
    group by pledge_version_id
),

find_unallocated as (
    select
        versions.pledge_version_id,
        versions.value_usd,
        weights.pledge_version_id is null as has_no_country,
        weights.need_null_reason,
        coalesce(summarise_places.places_stated, 'no place stated') as places_stated
    from versions
    left join weights
        on versions.pledge_version_id = weights.pledge_version_id and weights.country_number = 1
    left join summarise_places on versions.pledge_version_id = summarise_places.pledge_version_id
    where weights.pledge_version_id is null or weights.need_null_reason is not null
),

join_allocations as (
    select
        pledge_version_id,
        country_iso3 as place_code,
        country_iso3,
        country_basis,
        need_reference_year,
        offline_people,
        value_usd_equal_split,
        value_usd_need_weighted,
        cast(null as varchar) as unallocated_because
    from values_split
    union all
    select
        pledge_version_id,
        'UNALLOCATED' as place_code,
        cast(null as varchar) as country_iso3,
        'unallocated' as country_basis,
        cast(null as integer) as need_reference_year,
        cast(null as bigint) as offline_people,
        case
            when has_no_country then value_usd
            when value_usd is not null then cast(0 as decimal(38, 2))
        end as value_usd_equal_split,
        value_usd as value_usd_need_weighted,
        case when has_no_country then places_stated else need_null_reason end as unallocated_because
    from find_unallocated
),

add_whether_counted as (
    select
        join_allocations.pledge_version_id,
        join_allocations.place_code,
        join_allocations.country_iso3,
        join_allocations.country_basis,
        join_allocations.need_reference_year,
        join_allocations.offline_people,
        join_allocations.value_usd_equal_split,
        join_allocations.value_usd_need_weighted,
        join_allocations.unallocated_because,
        versions.counts_in_totals,
        versions.is_current
    from join_allocations
    inner join versions on join_allocations.pledge_version_id = versions.pledge_version_id
)

select * from add_whether_counted
