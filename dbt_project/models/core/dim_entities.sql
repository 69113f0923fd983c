with

pledge_entities as (
    select * from {{ ref('stg_pledge_entities') }}
),

list_each_spelling as (
    select distinct
        entity_id,
        entity_stated
    from pledge_entities
),

list_spellings as (
    select
        entity_id,
        {{ join_texts('entity_stated') }} as spellings
    from list_each_spelling
    group by entity_id
),

-- What pledges state of the entity as their lead goes before what others state of it as a partner.
gather_attributes as (
    select
        entity_id,
        min(entity_name) as entity_name,
        min(case when is_lead then sector end) as lead_sector,
        count(distinct case when is_lead then sector end) as lead_sectors,
        min(case when not is_lead then sector end) as partner_sector,
        count(distinct case when not is_lead then sector end) as partner_sectors,
        min(case when is_lead then entity_country_iso3 end) as lead_country_iso3,
        min(case when not is_lead then entity_country_iso3 end) as partner_country_iso3
    from pledge_entities
    group by entity_id
),

choose_attributes as (
    select
        entity_id,
        entity_name,
        coalesce(lead_sector, partner_sector) as sector,
        case when lead_sectors > 0 then lead_sectors else partner_sectors end as sectors_stated,
        coalesce(lead_country_iso3, partner_country_iso3) as entity_country_iso3
    from gather_attributes
),

flag_conflicts as (
    select
        choose_attributes.entity_id,
        choose_attributes.entity_name,
        case when choose_attributes.sectors_stated = 1 then choose_attributes.sector end as sector,
        choose_attributes.sectors_stated > 1 as has_conflicting_sectors,
        choose_attributes.entity_country_iso3,
        list_spellings.spellings
    from choose_attributes
    inner join list_spellings on choose_attributes.entity_id = list_spellings.entity_id
)

select * from flag_conflicts
