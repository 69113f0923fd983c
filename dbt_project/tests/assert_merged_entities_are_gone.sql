-- A failure means that an entity which was merged into another still stands beside it.
with

entity_merges as (
    select * from {{ ref('stg_entity_merges') }}
),

entities as (
    select * from {{ ref('dim_entities') }}
),

find_left_over as (
    select entities.entity_id from entities
    inner join entity_merges on entities.entity_id = entity_merges.unmerged_entity_id
)

select * from find_left_over
