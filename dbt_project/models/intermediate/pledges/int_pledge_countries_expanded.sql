with

places as (
    select * from {{ ref('stg_pledge_places') }}
),

versions as (
    select * from {{ ref('int_pledge_versions_dated') }}
),

memberships as (
    select * from {{ ref('bridge_country_group_memberships') }}
),

list_named_countries as (
    select
        pledge_version_id,
        country_iso3,
        'named' as country_basis,
        stated_share_pct
    from places
    where place_kind = 'country'
),

-- A pledge to a dated list means the members on the day of the pledge.
expand_lists as (
    select distinct
        places.pledge_version_id,
        memberships.country_iso3,
        'expanded' as country_basis,
        cast(null as decimal(9, 4)) as stated_share_pct
    from places
    inner join versions on places.pledge_version_id = versions.pledge_version_id
    inner join memberships
        on
            places.group_code = memberships.group_code
            and {{ is_valid_on('versions.read_as_of') }}
    where places.place_kind = 'list'
),

join_countries as (
    select * from list_named_countries
    union all
    select expand_lists.* from expand_lists
    left join list_named_countries
        on
            expand_lists.pledge_version_id = list_named_countries.pledge_version_id
            and expand_lists.country_iso3 = list_named_countries.country_iso3
    where list_named_countries.country_iso3 is null
)

select * from join_countries
