with

files as (
    select * from {{ source('raw', 'files') }}
),

name_columns as (
    select
        sha256 as source_sha256,
        source_id,
        edition as source_edition,
        name as source_name,
        kind as file_kind,
        'raw.' || table_name as raw_table,
        publisher,
        title as source_title,
        nullif(licence_name, '') as licence_name,
        nullif(licence_url, '') as licence_url,
        nullif(citation, '') as citation,
        nullif(landing_page, '') as landing_page,
        case
            when kind = 'edition' then source_id
            when kind = 'bundled' then 'snapshot'
            else kind
        end as route,
        cast(received_on as date) as received_on,
        cast(bytes as bigint) as bytes,
        cast(physical_lines as bigint) as physical_lines,
        cast(accepted_lines as bigint) as accepted_lines,
        cast(rejected_lines as bigint) as rejected_lines,
        cast(structural_lines as bigint) as structural_lines,
        nullif({{ join_items('notes', '; ') }}, '') as reading_notes
    from files
)

select * from name_columns
