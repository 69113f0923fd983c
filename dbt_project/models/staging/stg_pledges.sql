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

find_receipts as (
    select
        sha256 as source_sha256,
        max(cast(kind = 'bundled' as integer)) = 1 as is_bundled,
        min(cast(received_on as date)) as received_on
    from files
    group by sha256
),

hash_contents as (
    select
        pledges.*,
        {{ content_hash('pledges', but=['source_sha256', 'source_line']) }} as content_hash
    from pledges
),

-- Announced at the latest on the day of the publication that reports it. The status was said with
-- the last report where that has it, else when the version was handed in, else when the first file
-- with it came.
date_contents as (
    select
        hash_contents.* exclude (announced_latest),
        coalesce(find_receipts.is_bundled, false) as is_bundled,
        least(
            hash_contents.announced_latest,
            coalesce(hash_contents.known_by, hash_contents.announced_latest)
        ) as announced_latest,
        case
            when
                {{ field_of(last_item('hash_contents.status_reports'), 'status') }}
                = hash_contents.status
                then {{ field_of(last_item('hash_contents.status_reports'), 'reported_on') }}
            else coalesce(
                case
                    when
                        {{ field_of(last_item('hash_contents.status_reports'), 'reported_on') }}
                        > hash_contents.submitted_on
                        then null
                    else hash_contents.submitted_on
                end,
                min(find_receipts.received_on) over (
                    partition by
                        hash_contents.pledge_id, hash_contents.version, hash_contents.content_hash
                )
            )
        end as status_said_on
    from hash_contents
    left join find_receipts on hash_contents.source_sha256 = find_receipts.source_sha256
),

-- What was surely announced, and of withdrawals what was surely said, by the day of the build.
keep_known as (
    select
        date_contents.*,
        case
            when date_contents.status = 'withdrawn'
                then coalesce(date_contents.withdrawn_on, date_contents.status_said_on)
        end as withdrawn_from
    from date_contents
    cross join build
    where
        {{ is_known('date_contents.announced_latest') }}
        and (
            date_contents.status <> 'withdrawn'
            or {{ is_known(
                'coalesce(date_contents.withdrawn_on, date_contents.status_said_on, date_contents.announced_latest)'
            ) }}
        )
),

-- The same version may arrive in several files. Copies are one. Of contents that contradict each
-- other that of the snapshot is kept, and among the others that of the smallest amount, then one by
-- its hash, so that neither the order nor the names of the files decide, and no field that is new;
-- whether it may count is decided by a person.
number_copies as (
    select
        *,
        row_number() over (
            partition by pledge_id, version
            order by
                is_bundled desc,
                amount asc nulls last,
                content_hash asc,
                source_sha256 asc,
                source_line asc
        ) as copy_number
    from keep_known
),

-- Every field of the form passes, so that a new one need not be named here.
rename_columns as (
    select
        pledge_id || '@' || cast(version as varchar) as pledge_version_id,
        * exclude (entities, places_stated, commitment_id, notes, content_hash, is_bundled, copy_number),
        entities as entities_stated,
        places_stated as places_in_words,
        coalesce(commitment_id, pledge_id) as commitment_id,
        notes as pledge_notes
    from number_copies
    where copy_number = 1
)

select * from rename_columns -- noqa: AM04
