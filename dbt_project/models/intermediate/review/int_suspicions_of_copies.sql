with

pledge_matches as (
    select * from {{ ref('int_pledge_matches') }}
),

version_files as (
    select * from {{ ref('int_pledge_version_files') }}
),

keep_open_copies as (
    select * from pledge_matches
    where may_hold and decision = 'open'
),

list_submitted_versions as (
    select distinct
        pledge_id,
        pledge_version_id
    from version_files
    where not is_bundled
),

-- What would count second waits; if all of it stands in the snapshot, the other one does.
choose_sides as (
    select
        keep_open_copies.left_id,
        keep_open_copies.right_id,
        keep_open_copies.evidence,
        max(case when list_submitted_versions.pledge_id is not null then 1 else 0 end) = 1
            as left_was_submitted
    from keep_open_copies
    left join list_submitted_versions on keep_open_copies.left_id = list_submitted_versions.pledge_id
    group by keep_open_copies.left_id, keep_open_copies.right_id, keep_open_copies.evidence
),

hold_one_side as (
    select
        list_submitted_versions.pledge_version_id,
        case
            when choose_sides.left_was_submitted then choose_sides.right_id
            else choose_sides.left_id
        end as other_pledge_id,
        choose_sides.evidence
    from choose_sides
    inner join list_submitted_versions
        on
            list_submitted_versions.pledge_id = case
                when choose_sides.left_was_submitted then choose_sides.left_id
                else choose_sides.right_id
            end
),

describe_copies as (
    select
        pledge_version_id,
        'possible_copy' as rule,
        {{ join_texts('evidence', separator='; ') }} as found,
        'A commitment that is not reported yet under the pledge '
        || {{ join_texts('other_pledge_id') }} as expected
    from hold_one_side
    group by pledge_version_id
)

select * from describe_copies
