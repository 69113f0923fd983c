with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

-- A version holds from the day it was surely announced, or from the day a later version was,
-- whichever comes first; so the order of versions, not the order of arrival, decides.
date_versions as (
    select
        pledge_version_id,
        pledge_id,
        version,
        min(announced_latest) over (
            partition by pledge_id
            order by version asc
            rows between current row and unbounded following
        ) as valid_from
    from pledges
),

close_versions as (
    select
        pledge_version_id,
        pledge_id,
        version,
        valid_from,
        coalesce(
            lead(valid_from) over (partition by pledge_id order by version asc),
            cast('9999-12-31' as date)
        ) as valid_to,
        row_number() over (partition by pledge_id order by version desc) = 1 as is_current,
        min(valid_from) over (partition by pledge_id) as first_announced_on
    from date_versions
)

select * from close_versions
