-- A failure means that a version that waits for a person, or was turned down, is in the totals.
with

held_versions as (
    select * from {{ ref('int_pledge_versions_held') }}
),

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

suspicions as (
    select * from {{ ref('fct_pledge_version_suspicions') }}
),

find_held_in_effect as (
    select
        states.pledge_version_id,
        'in effect on ' || cast(states.as_of_date as varchar) as problem
    from states
    inner join held_versions on states.pledge_version_id = held_versions.pledge_version_id
),

find_held_that_count as (
    select
        versions.pledge_version_id,
        'counts although ' || suspicions.rule || ' holds it' as problem
    from versions
    inner join suspicions on versions.pledge_version_id = suspicions.pledge_version_id
    where suspicions.is_held and versions.counts_in_totals
),

unite_problems as (
    select * from find_held_in_effect
    union all
    select * from find_held_that_count
)

select * from unite_problems
