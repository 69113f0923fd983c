-- A failure means that a pledge is neither counted nor left out for a known reason.
with

steps as (
    select * from {{ ref('pledge_count_steps') }}
),

sum_steps as (
    select
        sum(case when display_order between 3 and 10 then pledges end) as pledges_left,
        sum(case when step = 'counted' then pledges end) as pledges_counted
    from steps
),

find_differences as (
    select * from sum_steps
    where pledges_left <> pledges_counted
)

select * from find_differences
