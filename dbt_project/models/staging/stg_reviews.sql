with

reviews as (
    select * from {{ source('raw', 'reviews') }}
),

files as (
    select * from {{ source('raw', 'files') }}
),

name_subjects as (
    select
        reviews.subject_kind,
        reviews.left_id,
        reviews.right_id,
        {{ reviewed_subject('reviews.subject_kind', 'reviews.left_id', 'reviews.right_id') }}
            as reviewed_subject,
        reviews.decision,
        reviews.why as decision_why,
        reviews.decided_by,
        reviews.decided_on,
        reviews.source_sha256,
        reviews.source_line,
        files.kind = 'decision' as is_own
    from reviews
    inner join files on reviews.source_sha256 = files.sha256
),

-- Decisions taken in this warehouse go before those of the snapshot, and later ones before earlier.
number_decisions as (
    select
        name_subjects.*,
        row_number() over (
            partition by reviewed_subject
            order by is_own desc, decided_on desc, source_line desc, source_sha256 asc
        ) as decision_number
    from name_subjects
),

keep_the_last as (
    select
        subject_kind,
        left_id,
        right_id,
        reviewed_subject,
        decision,
        decision_why,
        decided_by,
        decided_on,
        source_sha256,
        source_line
    from number_decisions
    where decision_number = 1
)

select * from keep_the_last
