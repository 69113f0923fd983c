with

places as (
    select * from {{ ref('stg_pledge_places') }}
),

region_touches as (
    select * from {{ source('raw', 'region_touches') }}
),

-- A pledge that names a group, or a region that surely lies in one, touches it even where no
-- country can be named; only the full-value rule may count it.
find_groups_named as (
    select
        places.pledge_version_id,
        coalesce(places.group_code, region_touches.group_code) as group_code
    from places
    left join region_touches on places.region_stated = region_touches.region_stated
    where coalesce(places.group_code, region_touches.group_code) is not null
),

add_union_of_named as (
    select
        pledge_version_id,
        group_code
    from find_groups_named
    union distinct
    select
        pledge_version_id,
        'LDC_LLDC_SIDS' as group_code
    from find_groups_named
    where group_code in ('LDC', 'LLDC', 'SIDS')
)

select * from add_union_of_named
