with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

pledges as (
    select * from {{ ref('stg_pledges') }}
),

traits as (
    select * from {{ ref('int_pledge_traits') }}
),

members as (
    select * from {{ ref('int_group_members_at_reporting_dates') }}
),

groups as (
    select * from {{ ref('dim_country_groups') }}
),

pledges_by_group as (
    select * from {{ ref('int_pledges_by_group') }}
),

keep_counted as (
    select
        states.as_of_date,
        states.pledge_version_id,
        states.value_usd,
        pledges.entity_country_iso3,
        {{ first_item('pledges.places') }} is not null as has_place,
        coalesce({{ has_item('pledges.inferred_fields', "'entity_country_iso3'") }}, false)
            as entity_country_is_inferred,
        coalesce({{ has_item('pledges.inferred_fields', "'places'") }}, false) as places_are_inferred
    from states
    inner join reporting_dates on states.as_of_date = reporting_dates.as_of_date
    inner join pledges on states.pledge_version_id = pledges.pledge_version_id
    where states.counts_in_totals
),

keep_regions as (
    select * from members
    where scheme = 'itu_region'
),

find_regions_touched as (
    select
        pledges_by_group.as_of_date,
        pledges_by_group.pledge_version_id,
        pledges_by_group.group_code
    from pledges_by_group
    inner join groups on pledges_by_group.group_code = groups.group_code
    where groups.scheme = 'itu_region'
),

join_traits as (
    select
        keep_counted.as_of_date,
        keep_counted.pledge_version_id,
        keep_counted.value_usd,
        traits.dimension,
        traits.member,
        traits.is_inferred
    from keep_counted
    inner join traits on keep_counted.pledge_version_id = traits.pledge_version_id
    union all
    select
        keep_counted.as_of_date,
        keep_counted.pledge_version_id,
        keep_counted.value_usd,
        'region_of_entity' as dimension,
        coalesce(keep_regions.group_code, 'not stated') as member,
        keep_regions.group_code is not null and keep_counted.entity_country_is_inferred as is_inferred
    from keep_counted
    left join keep_regions
        on
            keep_counted.as_of_date = keep_regions.as_of_date
            and keep_counted.entity_country_iso3 = keep_regions.country_iso3
    union all
    select
        keep_counted.as_of_date,
        keep_counted.pledge_version_id,
        keep_counted.value_usd,
        'region_of_implementation' as dimension,
        coalesce(
            find_regions_touched.group_code,
            case when keep_counted.has_place then 'no single region' else 'not stated' end
        ) as member,
        keep_counted.has_place and keep_counted.places_are_inferred as is_inferred
    from keep_counted
    left join find_regions_touched
        on
            keep_counted.as_of_date = find_regions_touched.as_of_date
            and keep_counted.pledge_version_id = find_regions_touched.pledge_version_id
)

select * from join_traits
