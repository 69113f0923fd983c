with

matches as (
    select * from {{ ref('int_match_candidates') }}
),

choose_columns as (
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
    from matches
)

select * from choose_columns
