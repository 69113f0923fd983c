with recursive

pledges as (
    select * from {{ ref('stg_pledges') }}
),

commitments as (
    select * from {{ source('raw', 'commitments') }}
),

reviews as (
    select * from {{ ref('stg_reviews') }}
),

state_commitments as (
    select
        pledges.pledge_version_id,
        pledges.pledge_id,
        pledges.version,
        coalesce(commitments.commitment_id, pledges.commitment_id) as commitment_id,
        coalesce(commitments.reading_rank, 1) as reading_rank
    from pledges
    left join commitments on pledges.pledge_id = commitments.pledge_id
),

find_newest as (
    select
        pledge_id,
        {{ value_at_latest('commitment_id', 'version') }} as commitment_id
    from state_commitments
    group by pledge_id
),

links as (
    select distinct
        left_pledges.commitment_id as left_id,
        right_pledges.commitment_id as right_id
    from reviews
    inner join find_newest as left_pledges on reviews.left_id = left_pledges.pledge_id
    inner join find_newest as right_pledges on reviews.right_id = right_pledges.pledge_id
    where
        reviews.subject_kind = 'same_commitment' and reviews.decision = 'accepted'
        and left_pledges.commitment_id <> right_pledges.commitment_id
),

{{ group_linked_ids() }},

-- Reports that a review added count after all those of the commitment they were added to.
apply_links as (
    select
        state_commitments.pledge_version_id,
        state_commitments.pledge_id,
        coalesce(find_roots.root_id, state_commitments.commitment_id) as commitment_id,
        case
            when find_roots.root_id <> state_commitments.commitment_id
                then 1000 + state_commitments.reading_rank
            else state_commitments.reading_rank
        end as reading_rank
    from state_commitments
    left join find_roots on state_commitments.commitment_id = find_roots.linked_id
)

select * from apply_links
