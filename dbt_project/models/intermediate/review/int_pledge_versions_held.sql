with

suspicions as (
    select * from {{ ref('int_pledge_version_suspicions') }}
),

keep_one_rule as (
    select
        pledge_version_id,
        min(rule) as held_because
    from suspicions
    where is_held
    group by pledge_version_id
)

select * from keep_one_rule
