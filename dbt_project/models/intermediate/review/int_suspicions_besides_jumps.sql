with

suspicions_of_contents as (
    select * from {{ ref('int_suspicions_of_contents') }}
),

suspicions_of_dates as (
    select * from {{ ref('int_suspicions_of_dates') }}
),

suspicions_of_values as (
    select * from {{ ref('int_suspicions_of_values') }}
),

suspicions_of_copies as (
    select * from {{ ref('int_suspicions_of_copies') }}
),

suspicions_of_files as (
    select * from {{ ref('int_suspicions_of_files') }}
),

reviews as (
    select * from {{ ref('stg_reviews') }}
),

unite_own_suspicions as (
    select
        pledge_version_id,
        rule,
        found,
        expected,
        holds
    from suspicions_of_contents
    union all
    select
        pledge_version_id,
        rule,
        found,
        expected,
        true as holds
    from suspicions_of_dates
    union all
    select
        pledge_version_id,
        rule,
        found,
        expected,
        true as holds
    from suspicions_of_values
    union all
    select
        pledge_version_id,
        rule,
        found,
        expected,
        true as holds
    from suspicions_of_copies
),

unite_suspicions as (
    select
        unite_own_suspicions.*,
        'open' as file_decision,
        cast(null as varchar) as file_decision_why,
        cast(null as varchar) as file_decided_by,
        cast(null as date) as file_decided_on
    from unite_own_suspicions
    union all
    select
        pledge_version_id,
        rule,
        found,
        expected,
        true as holds,
        file_decision,
        file_decision_why,
        file_decided_by,
        file_decided_on
    from suspicions_of_files
),

-- A decision about the version goes before one about its file.
join_decisions as (
    select
        unite_suspicions.pledge_version_id,
        unite_suspicions.rule,
        unite_suspicions.found,
        unite_suspicions.expected,
        unite_suspicions.holds,
        coalesce(reviews.decision, unite_suspicions.file_decision) as decision,
        case
            when reviews.decision is null then unite_suspicions.file_decision_why
            else reviews.decision_why
        end as decision_why,
        case
            when reviews.decision is null then unite_suspicions.file_decided_by
            else reviews.decided_by
        end as decided_by,
        case
            when reviews.decision is null then unite_suspicions.file_decided_on
            else reviews.decided_on
        end as decided_on
    from unite_suspicions
    {{ join_decisions('unite_suspicions', 'held_version', 'pledge_version_id') }}
)

select * from join_decisions
