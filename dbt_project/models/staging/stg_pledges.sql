with

pledges as (
    select * from {{ source('raw', 'pledges') }}
),

files as (
    select * from {{ source('raw', 'files') }}
),

build as (
    select * from {{ ref('stg_build') }}
),

-- What was surely announced, and of withdrawals what was surely told, by the day of the build.
hash_contents as (
    select
        pledges.*,
        {{ content_hash('pledges', but=['source_sha256', 'source_line']) }} as content_hash
    from pledges
    cross join build
    where
        {{ is_known('pledges.announced_latest') }}
        and {{ is_known('coalesce(pledges.withdrawn_on, pledges.announced_latest)') }}
),

-- The same version may arrive in several files. Copies are one. Of contents that contradict each
-- other that of the snapshot is kept, and among the others that of the smallest amount, then one by
-- its hash, so that neither the order nor the names of the files decide, and no field that is new;
-- whether it may count is decided by a person.
number_copies as (
    select
        hash_contents.*,
        row_number() over (
            partition by hash_contents.pledge_id, hash_contents.version
            order by
                coalesce(files.kind = 'bundled', false) desc,
                hash_contents.amount asc nulls last,
                hash_contents.content_hash asc,
                hash_contents.source_sha256 asc,
                hash_contents.source_line asc
        ) as copy_number
    from hash_contents
    left join files on hash_contents.source_sha256 = files.sha256
),

-- Every field of the form passes, so that a new one need not be named here.
rename_columns as (
    select
        pledge_id || '@' || cast(version as varchar) as pledge_version_id,
        * exclude (entities, places_stated, commitment_id, notes, content_hash, copy_number),
        entities as entities_stated,
        places_stated as places_in_words,
        coalesce(commitment_id, pledge_id) as commitment_id,
        notes as pledge_notes
    from number_copies
    where copy_number = 1
)

select * from rename_columns -- noqa: AM04
