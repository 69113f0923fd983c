with

countries_to_match as (
    select * from {{ ref('int_countries_to_match') }}
),

progress as (
    select * from {{ ref('int_pledge_progress_at_reporting_dates') }}
),

places as (
    select * from {{ ref('stg_pledge_places') }}
),

pledge_countries as (
    select * from {{ ref('fct_pledge_countries') }}
),

pledge_groups as (
    select * from {{ ref('bridge_pledge_groups') }}
),

members as (
    select * from {{ ref('int_group_members_at_reporting_dates') }}
),

named_abroad as (
    select * from {{ ref('int_countries_named_abroad') }}
),

describe_regions as (
    select
        pledge_version_id,
        coalesce(
            min(case when place_kind = 'region' then region_stated end), min(region_stated)
        ) as region_stated
    from places
    where region_stated is not null
    group by pledge_version_id
),

match_stated_regions as (
    select distinct
        countries_to_match.as_of_date,
        countries_to_match.country_iso3,
        pledge_groups.pledge_version_id,
        1 as distance_rank,
        describe_regions.region_stated as reached_through
    from countries_to_match
    inner join members
        on
            countries_to_match.as_of_date = members.as_of_date
            and countries_to_match.country_iso3 = members.country_iso3
            and members.scheme = 'itu_region'
    inner join pledge_groups on members.group_code = pledge_groups.group_code
    inner join describe_regions on pledge_groups.pledge_version_id = describe_regions.pledge_version_id
),

match_neighbours as (
    select
        countries_to_match.as_of_date,
        countries_to_match.country_iso3,
        named_abroad.pledge_version_id,
        2 as distance_rank,
        {{ join_texts('named_abroad.country_name') }} as reached_through
    from countries_to_match
    inner join named_abroad
        on
            countries_to_match.subregion = named_abroad.subregion
            and countries_to_match.country_iso3 <> named_abroad.country_iso3
    group by
        countries_to_match.as_of_date,
        countries_to_match.country_iso3,
        named_abroad.pledge_version_id
),

match_lists as (
    select
        countries_to_match.as_of_date,
        countries_to_match.country_iso3,
        pledge_countries.pledge_version_id,
        3 as distance_rank,
        {{ join_texts('members.group_code') }} as reached_through
    from countries_to_match
    inner join pledge_countries
        on
            countries_to_match.country_iso3 = pledge_countries.country_iso3
            and pledge_countries.country_basis = 'expanded'
    inner join pledge_groups on pledge_countries.pledge_version_id = pledge_groups.pledge_version_id
    inner join members
        on
            countries_to_match.as_of_date = members.as_of_date
            and countries_to_match.country_iso3 = members.country_iso3
            and pledge_groups.group_code = members.group_code
    where members.group_code <> 'LDC_LLDC_SIDS'
    group by
        countries_to_match.as_of_date,
        countries_to_match.country_iso3,
        pledge_countries.pledge_version_id
),

match_itu_regions as (
    select
        countries_to_match.as_of_date,
        countries_to_match.country_iso3,
        named_abroad.pledge_version_id,
        4 as distance_rank,
        {{ join_texts('named_abroad.country_name') }} as reached_through
    from countries_to_match
    inner join members
        on
            countries_to_match.as_of_date = members.as_of_date
            and countries_to_match.itu_region = members.group_code
            and countries_to_match.country_iso3 <> members.country_iso3
    inner join named_abroad
        on members.country_iso3 = named_abroad.country_iso3
    where members.scheme = 'itu_region' and members.group_code <> 'NO_ITU_REGION'
    group by
        countries_to_match.as_of_date,
        countries_to_match.country_iso3,
        named_abroad.pledge_version_id
),

match_worldwide as (
    select distinct
        countries_to_match.as_of_date,
        countries_to_match.country_iso3,
        places.pledge_version_id,
        5 as distance_rank,
        'the world' as reached_through
    from countries_to_match
    cross join places
    where places.place_kind = 'global'
),

join_ways as (
    select * from match_stated_regions
    union all
    select * from match_neighbours
    union all
    select * from match_lists
    union all
    select * from match_itu_regions
    union all
    select * from match_worldwide
),

-- Of the ways in which a pledge comes near a country the nearest counts.
keep_nearest as (
    select
        join_ways.*,
        row_number() over (
            partition by as_of_date, country_iso3, pledge_version_id
            order by distance_rank asc
        ) as way_number
    from join_ways
),

describe_pledges as (
    select
        keep_nearest.as_of_date,
        keep_nearest.country_iso3,
        progress.pledge_id,
        progress.pledge_version_id,
        progress.title as pledge_title,
        progress.value_usd,
        progress.period_end_year,
        progress.is_completed,
        -- Not known of a pledge that states no end and is not reported as completed.
        case
            when progress.is_completed or progress.is_past_period_end then false
            when progress.period_end_year is not null then true
        end as is_open,
        keep_nearest.distance_rank,
        keep_nearest.reached_through
    from keep_nearest
    inner join progress
        on
            keep_nearest.as_of_date = progress.as_of_date
            and keep_nearest.pledge_version_id = progress.pledge_version_id
    where keep_nearest.way_number = 1
)

select * from describe_pledges
