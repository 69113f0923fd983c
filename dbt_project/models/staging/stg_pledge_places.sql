with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

list_places as (
    select
        pledge_version_id,
        {{ explode('places') }} as place_stated
    from pledges
),

classify_places as (
    select
        pledge_version_id,
        place_stated,
        case
            when place_stated = 'GLOBAL' then 'global'
            when place_stated like 'LIST:%' then 'list'
            when place_stated like 'REGION:%' then 'region'
            when place_stated like 'COUNT:%' then 'count'
            else 'country'
        end as place_kind
    from list_places
),

read_places as (
    select
        pledge_version_id,
        place_stated,
        place_kind,
        case when place_kind = 'country' then substr(place_stated, 1, 3) end as country_iso3,
        case when place_kind = 'list' then substr(place_stated, 6) end as group_code,
        case
            when place_kind = 'region' then substr(place_stated, 8)
            when place_kind = 'count' then substr(place_stated, 7)
        end as region_stated,
        case
            when place_kind = 'country' and length(place_stated) > 4
                then cast(substr(place_stated, 5) as decimal(9, 4))
        end as stated_share_pct
    from classify_places
)

select * from read_places
