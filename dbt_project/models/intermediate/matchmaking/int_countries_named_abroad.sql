with

pledge_countries as (
    select * from {{ ref('fct_pledge_countries') }}
),

countries as (
    select * from {{ ref('dim_countries') }}
),

pledge_entities as (
    select * from {{ ref('bridge_pledge_entities') }}
),

entities as (
    select * from {{ ref('dim_entities') }}
),

find_homes as (
    select distinct
        pledge_entities.pledge_version_id,
        entities.entity_country_iso3
    from pledge_entities
    inner join entities on pledge_entities.entity_id = entities.entity_id
),

-- What a government or a national operator pledges at home says nothing of work abroad.
drop_homes as (
    select
        pledge_countries.pledge_version_id,
        countries.country_iso3,
        countries.country_name,
        countries.subregion
    from pledge_countries
    inner join countries on pledge_countries.country_iso3 = countries.country_iso3
    left join find_homes
        on
            pledge_countries.pledge_version_id = find_homes.pledge_version_id
            and pledge_countries.country_iso3 = find_homes.entity_country_iso3
    where pledge_countries.country_basis = 'named' and find_homes.pledge_version_id is null
)

select * from drop_homes
