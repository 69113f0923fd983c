-- A failure means that one commitment is counted under two reports on the same day.
with

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

find_counted_twice as (
    select
        states.as_of_date,
        versions.commitment_id,
        count(*) as counted_reports
    from states
    inner join versions on states.pledge_version_id = versions.pledge_version_id
    where states.counts_in_totals
    group by states.as_of_date, versions.commitment_id
    having count(*) > 1
)

select * from find_counted_twice
