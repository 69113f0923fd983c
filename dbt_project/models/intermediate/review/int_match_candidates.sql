with

entity_matches as (
    select * from {{ ref('int_entity_matches') }}
),

pledge_matches as (
    select * from {{ ref('int_pledge_matches') }}
),

unite_matches as (
    select
        match_kind,
        left_id,
        right_id,
        rule,
        is_strong,
        similarity,
        evidence,
        decision,
        decision_why,
        decided_by,
        decided_on
    from entity_matches
    union all
    select
        match_kind,
        left_id,
        right_id,
        rule,
        is_strong,
        similarity,
        evidence,
        decision,
        decision_why,
        decided_by,
        decided_on
    from pledge_matches
)

select * from unite_matches
