with

pledge_entities as (
    select * from {{ ref('stg_pledge_entities') }}
),

keep_each_entity_once as (
    select
        pledge_version_id,
        entity_id,
        case when max(cast(is_lead as integer)) = 1 then 'lead' else 'partner' end as entity_role,
        min(entity_stated) as entity_stated
    from pledge_entities
    group by pledge_version_id, entity_id
)

select * from keep_each_entity_once
