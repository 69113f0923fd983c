with

suspicions as (
    select * from {{ ref('int_pledge_version_suspicions') }}
),

choose_columns as (
    select
        pledge_version_id,
        rule,
        found,
        expected,
        holds,
        is_held,
        decision,
        decision_why,
        decided_by,
        decided_on
    from suspicions
)

select * from choose_columns
