with

files as (
    select * from {{ ref('stg_files') }}
),

count_lines as (
    select
        source_sha256,
        source_id,
        source_edition,
        source_name,
        file_kind,
        raw_table,
        source_title,
        publisher,
        licence_name,
        licence_url,
        citation,
        landing_page,
        route,
        cast(received_on as date) as received_on,
        bytes,
        physical_lines,
        accepted_lines,
        rejected_lines,
        structural_lines,
        reading_notes
    from files
)

select * from count_lines
