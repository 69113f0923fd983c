with

suspicions as (
    select * from {{ ref('int_file_suspicions') }}
),

choose_columns as (
    select
        source_sha256,
        rule,
        source_name,
        received_on,
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
