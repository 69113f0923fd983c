with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

held_versions as (
    select * from {{ ref('int_pledge_versions_held') }}
),

statuses as (
    select * from {{ ref('dim_pledge_statuses') }}
),

-- A withdrawal repeats the day of the pledge as often as it gives its own. It cannot hold before
-- the pledger withdrew, nor before it was announced; so the later of the two days counts.
date_versions as (
    select
        pledges.pledge_version_id,
        pledges.pledge_id,
        pledges.version,
        held_versions.held_because,
        statuses.is_public,
        case
            when pledges.evidence = 'related' then 'not_shown_to_be_a_p2c_pledge'
            when not statuses.is_public then 'not_published_yet'
            when not statuses.status_counts then 'withdrawn'
        end as cannot_count_because,
        greatest(
            pledges.announced_latest,
            coalesce(pledges.withdrawn_from, pledges.announced_latest)
        ) as announced_on,
        count(case when statuses.is_public and held_versions.held_because is null then 1 end) over (
            partition by pledges.pledge_id
            order by pledges.version asc
            rows between unbounded preceding and 1 preceding
        ) as public_versions_before
    from pledges
    inner join statuses on pledges.status = statuses.status
    left join held_versions on pledges.pledge_version_id = held_versions.pledge_version_id
),

-- A version held for review never takes effect, and one that is not public yet does not push a
-- public one aside: what was valid stays valid.
mark_waiting as (
    select
        date_versions.*,
        held_because is null and not is_public and public_versions_before > 0
            as waits_for_publication
    from date_versions
),

-- A version holds from the day it was surely announced, or from the day a later version was,
-- whichever comes first; so the order of versions, not the order of arrival, decides.
start_versions as (
    select
        pledge_version_id,
        pledge_id,
        version,
        is_public,
        min(announced_on) over (
            partition by pledge_id
            order by version asc
            rows between current row and unbounded following
        ) as starts_on
    from mark_waiting
    where held_because is null and not waits_for_publication
),

close_versions as (
    select
        pledge_version_id,
        pledge_id,
        is_public,
        starts_on as valid_from,
        coalesce(
            lead(starts_on) over (partition by pledge_id order by version asc),
            cast('9999-12-31' as date)
        ) as valid_to
    from start_versions
),

keep_effective as (
    select * from close_versions
    where valid_from < valid_to
),

-- A pledge is as old as its first public version.
find_first_days as (
    select
        pledge_id,
        coalesce(min(case when is_public then valid_from end), min(valid_from)) as first_announced_on
    from keep_effective
    group by pledge_id
),

join_days as (
    select
        mark_waiting.pledge_version_id,
        mark_waiting.pledge_id,
        mark_waiting.version,
        mark_waiting.held_because,
        mark_waiting.waits_for_publication,
        mark_waiting.cannot_count_because,
        keep_effective.valid_from,
        keep_effective.valid_to,
        coalesce(keep_effective.valid_from, mark_waiting.announced_on) as read_as_of,
        find_first_days.first_announced_on
    from mark_waiting
    left join keep_effective
        on mark_waiting.pledge_version_id = keep_effective.pledge_version_id
    left join find_first_days on mark_waiting.pledge_id = find_first_days.pledge_id
)

select * from join_days
