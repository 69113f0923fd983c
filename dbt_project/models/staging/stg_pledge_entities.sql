with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

aliases as (
    select * from {{ source('raw', 'entity_aliases') }}
),

list_entities as (
    select
        pledge_version_id,
        sector,
        entity_country_iso3,
        {{ first_item('entities_stated') }} as lead_entity_stated,
        {{ explode('entities_stated') }} as entity_stated
    from pledges
),

resolve_aliases as (
    select
        list_entities.pledge_version_id,
        list_entities.entity_stated,
        list_entities.sector,
        list_entities.entity_country_iso3,
        list_entities.entity_stated = list_entities.lead_entity_stated as is_lead,
        coalesce(aliases.entity_id, {{ slug('list_entities.entity_stated') }}) as entity_id,
        coalesce(aliases.entity_name, list_entities.entity_stated) as entity_name
    from list_entities
    left join aliases on list_entities.entity_stated = aliases.alias
)

select * from resolve_aliases
