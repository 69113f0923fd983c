with

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

pledges as (
    select * from {{ ref('stg_pledges') }}
),

pledge_entities as (
    select * from {{ ref('bridge_pledge_entities') }}
),

pledge_countries as (
    select * from {{ ref('fct_pledge_countries') }}
),

entities as (
    select * from {{ ref('dim_entities') }}
),

needs as (
    select * from {{ ref('int_country_needs_stated') }}
),

-- A pledge that stays at home says nothing of work abroad; one to the world or a region does.
list_focus_areas as (
    select distinct
        states.as_of_date,
        pledge_entities.entity_id,
        pledges.focus_area
    from states
    inner join pledges on states.pledge_version_id = pledges.pledge_version_id
    inner join pledge_entities on states.pledge_version_id = pledge_entities.pledge_version_id
    inner join pledge_countries on states.pledge_version_id = pledge_countries.pledge_version_id
    inner join entities on pledge_entities.entity_id = entities.entity_id
    where
        states.counts_in_totals
        and pledges.focus_area is not null
        and (
            pledge_countries.country_iso3 is null
            or pledge_countries.country_iso3 <> coalesce(entities.entity_country_iso3, '')
        )
),

match_needs as (
    select
        needs.as_of_date,
        needs.country_iso3,
        list_focus_areas.entity_id,
        {{ join_texts('needs.need_stated', '; ') }} as needs_stated
    from needs
    inner join list_focus_areas
        on
            needs.as_of_date = list_focus_areas.as_of_date
            and needs.needed_focus_area = list_focus_areas.focus_area
    group by needs.as_of_date, needs.country_iso3, list_focus_areas.entity_id
)

select * from match_needs
