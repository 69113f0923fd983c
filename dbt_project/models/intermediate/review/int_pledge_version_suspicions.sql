with

suspicions_besides_jumps as (
    select * from {{ ref('int_suspicions_besides_jumps') }}
),

suspicions_of_jumps as (
    select * from {{ ref('int_suspicions_of_jumps') }}
),

pledges as (
    select * from {{ ref('stg_pledges') }}
),

reviews as (
    select * from {{ ref('stg_reviews') }}
),

keep_decisions as (
    select
        left_id as pledge_version_id,
        right_id as rule,
        decision,
        decision_why,
        decided_by,
        decided_on
    from reviews
    where subject_kind = 'held_version'
),

unite_suspicions as (
    select
        pledge_version_id,
        rule,
        found,
        expected,
        holds,
        decision,
        decision_why,
        decided_by,
        decided_on
    from suspicions_besides_jumps
    union all
    select
        suspicions_of_jumps.pledge_version_id,
        suspicions_of_jumps.rule,
        suspicions_of_jumps.found,
        suspicions_of_jumps.expected,
        true as holds,
        {{ decision_columns() }}
    from suspicions_of_jumps
    {{ join_decisions('suspicions_of_jumps', 'held_version', 'pledge_version_id') }}
),

-- What a person turned down stays so, even when other files have made it look less odd.
add_rejected as (
    select * from unite_suspicions
    union all
    select
        keep_decisions.pledge_version_id,
        keep_decisions.rule,
        'No longer odd by this rule' as found,
        'The decision of a person stands' as expected,
        true as holds,
        keep_decisions.decision,
        keep_decisions.decision_why,
        keep_decisions.decided_by,
        keep_decisions.decided_on
    from keep_decisions
    inner join pledges on keep_decisions.pledge_version_id = pledges.pledge_version_id
    left join unite_suspicions
        on
            keep_decisions.pledge_version_id = unite_suspicions.pledge_version_id
            and keep_decisions.rule = unite_suspicions.rule
    where keep_decisions.decision = 'rejected' and unite_suspicions.rule is null
),

mark_held as (
    select
        add_rejected.*,
        decision = 'rejected' or (holds and decision = 'open') as is_held
    from add_rejected
)

select * from mark_held
