with

rejects as (
    select * from {{ ref('stg_rejects') }}
),

files as (
    select * from {{ ref('stg_files') }}
),

count_problems as (
    select
        source_sha256,
        raw_table,
        reject_reason,
        rejected_field,
        count(*) as problems,
        count(distinct line_from) as rejected_rows,
        min(line_from) as first_line
    from rejects
    group by source_sha256, raw_table, reject_reason, rejected_field
),

-- The bytes of one file may feed several tables, and stand there for several sources.
name_files as (
    select
        source_sha256,
        raw_table,
        min(source_name) as source_name,
        min(source_id) as source_id,
        min(file_kind) as file_kind,
        min(publisher) as publisher
    from files
    group by source_sha256, raw_table
),

join_files as (
    select
        count_problems.source_sha256,
        count_problems.raw_table,
        count_problems.reject_reason,
        count_problems.rejected_field,
        name_files.source_name,
        name_files.source_id,
        name_files.file_kind,
        name_files.publisher,
        cast(count_problems.problems as bigint) as problems,
        cast(count_problems.rejected_rows as bigint) as rejected_rows,
        cast(count_problems.first_line as integer) as first_line
    from count_problems
    left join name_files
        on
            count_problems.source_sha256 = name_files.source_sha256
            and count_problems.raw_table = name_files.raw_table
)

select * from join_files
