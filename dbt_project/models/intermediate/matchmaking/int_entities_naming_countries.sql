with

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

pledge_countries as (
    select * from {{ ref('fct_pledge_countries') }}
),

pledge_entities as (
    select * from {{ ref('bridge_pledge_entities') }}
),

find_entities as (
    select distinct
        states.as_of_date,
        pledge_countries.country_iso3,
        pledge_entities.entity_id
    from states
    inner join pledge_countries on states.pledge_version_id = pledge_countries.pledge_version_id
    inner join pledge_entities on states.pledge_version_id = pledge_entities.pledge_version_id
    where states.counts_in_totals and pledge_countries.country_basis = 'named'
)

select * from find_entities
