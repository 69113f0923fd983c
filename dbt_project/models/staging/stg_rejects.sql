with

rejects as (
    select * from {{ source('raw', 'rejects') }}
),

-- What was found stays out: it may be about a person, and may hold anything at all.
name_columns as (
    select
        source_sha256,
        source_name,
        'raw.' || table_name as raw_table,
        coalesce(nullif(field, ''), 'whole row') as rejected_field,
        reason as reject_reason,
        line_from,
        line_to
    from rejects
)

select * from name_columns
