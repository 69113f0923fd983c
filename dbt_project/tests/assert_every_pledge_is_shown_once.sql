-- A failure means that a pledge has no version that shows it, or more than one, so that
-- core.fct_pledges would leave it out or count it twice.
with

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

count_current_versions as (
    select
        pledge_id,
        sum(cast(is_current as integer)) as current_versions,
        sum(cast(counts_in_totals and not is_current as integer)) as counted_but_not_shown
    from versions
    group by pledge_id
),

find_wrong as (
    select * from count_current_versions
    where current_versions <> 1 or counted_but_not_shown > 0
)

select * from find_wrong
