with recursive

reviews as (
    select * from {{ ref('stg_reviews') }}
),

links as (
    select
        left_id,
        right_id
    from reviews
    where subject_kind = 'same_entity' and decision = 'accepted' and left_id <> right_id
),

{{ group_linked_ids() }},

keep_merged as (
    select
        linked_id as unmerged_entity_id,
        root_id as merged_entity_id
    from find_roots
    where linked_id <> root_id
)

select * from keep_merged
