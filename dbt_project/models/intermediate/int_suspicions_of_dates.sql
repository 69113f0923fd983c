with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

status_reports as (
    select
        pledge_version_id,
        {{ explode('status_reports') }} as status_report
    from pledges
),

find_first_reports as (
    select
        pledge_version_id,
        min({{ field_of('status_report', 'reported_on') }}) as first_reported_on
    from status_reports
    group by pledge_version_id
),

find_previous as (
    select
        pledges.*,
        find_first_reports.first_reported_on,
        min(pledges.announced_earliest) over (partition by pledges.pledge_id)
            as first_announced_earliest,
        lag(pledges.announced_earliest) over (
            partition by pledges.pledge_id order by pledges.version asc
        ) as previous_announced_earliest,
        lag(pledges.announced_latest) over (
            partition by pledges.pledge_id order by pledges.version asc
        ) as previous_announced_latest
    from pledges
    left join find_first_reports on pledges.pledge_version_id = find_first_reports.pledge_version_id
),

-- Only what cannot be: a partial date is read in the way that leaves it possible, and a later
-- version may repeat the reports of those before it.
compare_dates as (
    select
        pledge_version_id,
        case
            when validated_on < submitted_on
                then
                    'Validated on ' || cast(validated_on as varchar) || ', submitted on '
                    || cast(submitted_on as varchar)
        end as validation,
        case
            when withdrawn_on < announced_earliest
                then
                    'Withdrawn on ' || cast(withdrawn_on as varchar) || ', announced on '
                    || announced_stated
        end as withdrawal,
        case
            when year(first_reported_on) < year(first_announced_earliest)
                then
                    'First status report on ' || cast(first_reported_on as varchar)
                    || ', first announced on ' || cast(first_announced_earliest as varchar)
        end as report,
        case
            when
                announced_earliest = announced_latest
                and previous_announced_earliest = previous_announced_latest
                and announced_earliest < previous_announced_earliest
                then
                    'Announced on ' || announced_stated || ', the version before it on '
                    || cast(previous_announced_earliest as varchar)
        end as announcement
    from find_previous
),

describe_dates as (
    select
        pledge_version_id,
        'dates_out_of_order' as rule,
        concat_ws('; ', validation, withdrawal, report, announcement) as found,
        'Submitted, validated, announced, reported on and withdrawn in this order, and each '
        || 'version no earlier than the one before it' as expected
    from compare_dates
    where coalesce(validation, withdrawal, report, announcement) is not null
)

select * from describe_dates
