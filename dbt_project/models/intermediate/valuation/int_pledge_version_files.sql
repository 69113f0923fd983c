with

pledges as (
    select * from {{ source('raw', 'pledges') }}
),

known_versions as (
    select * from {{ ref('stg_pledges') }}
),

files as (
    select * from {{ source('raw', 'files') }}
),

list_files as (
    select distinct
        pledges.pledge_id || '@' || cast(pledges.version as varchar) as pledge_version_id,
        pledges.pledge_id,
        files.sha256 as source_sha256,
        files.kind as file_kind,
        files.edition as received_on
    from pledges
    inner join files on pledges.source_sha256 = files.sha256
    inner join known_versions
        on pledges.pledge_id = known_versions.pledge_id and pledges.version = known_versions.version
),

name_origins as (
    select
        list_files.*,
        max(cast(file_kind = 'bundled' as integer)) over (partition by pledge_version_id) = 1
            as is_bundled
    from list_files
)

select * from name_origins
