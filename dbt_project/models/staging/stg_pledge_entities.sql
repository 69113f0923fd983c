with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

aliases as (
    select * from {{ source('raw', 'entity_aliases') }}
),

entity_merges as (
    select * from {{ ref('stg_entity_merges') }}
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

list_partners as (
    select
        pledge_version_id,
        {{ explode('partners') }} as partner
    from pledges
),

read_partners as (
    select
        pledge_version_id,
        {{ field_of('partner', 'name') }} as entity_stated,
        {{ field_of('partner', 'sector') }} as sector,
        {{ field_of('partner', 'country_iso3') }} as entity_country_iso3
    from list_partners
),

-- A pledge states sector and country of its lead, and apart from it those of each partner, if any.
describe_entities as (
    select
        list_entities.pledge_version_id,
        list_entities.entity_stated,
        list_entities.entity_stated = list_entities.lead_entity_stated as is_lead,
        case
            when list_entities.entity_stated = list_entities.lead_entity_stated
                then list_entities.sector
            else read_partners.sector
        end as sector,
        case
            when list_entities.entity_stated = list_entities.lead_entity_stated
                then list_entities.entity_country_iso3
            else read_partners.entity_country_iso3
        end as entity_country_iso3
    from list_entities
    left join read_partners
        on
            list_entities.pledge_version_id = read_partners.pledge_version_id
            and list_entities.entity_stated = read_partners.entity_stated
),

resolve_aliases as (
    select
        describe_entities.pledge_version_id,
        describe_entities.entity_stated,
        describe_entities.sector,
        describe_entities.entity_country_iso3,
        describe_entities.is_lead,
        coalesce(aliases.entity_id, {{ slug('describe_entities.entity_stated') }}) as entity_id,
        coalesce(aliases.entity_name, describe_entities.entity_stated) as entity_name
    from describe_entities
    left join aliases on describe_entities.entity_stated = aliases.alias
),

name_ids as (
    select
        entity_id,
        min(entity_name) as entity_name
    from resolve_aliases
    group by entity_id
),

-- A reviewed match acts like an alias: the id, and its name where the inputs have it.
apply_merges as (
    select
        resolve_aliases.pledge_version_id,
        resolve_aliases.entity_stated,
        resolve_aliases.sector,
        resolve_aliases.entity_country_iso3,
        resolve_aliases.is_lead,
        resolve_aliases.entity_id as unmerged_entity_id,
        coalesce(entity_merges.merged_entity_id, resolve_aliases.entity_id) as entity_id,
        coalesce(name_ids.entity_name, resolve_aliases.entity_name) as entity_name
    from resolve_aliases
    left join entity_merges on resolve_aliases.entity_id = entity_merges.unmerged_entity_id
    left join name_ids on entity_merges.merged_entity_id = name_ids.entity_id
)

select * from apply_merges
