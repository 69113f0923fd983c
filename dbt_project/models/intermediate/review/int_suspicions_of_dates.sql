with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

version_files as (
    select * from {{ ref('int_pledge_version_files') }}
),

-- A file of the snapshot has an edition that need not be a day; a submission has that of receipt.
find_receipts as (
    select
        pledge_version_id,
        max(try_cast(received_on as date)) as received_on
    from version_files
    where file_kind = 'submission'
    group by pledge_version_id
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

join_receipts as (
    select
        pledges.*,
        find_receipts.received_on,
        case
            when
                find_receipts.received_on is null
                or pledges.announced_earliest <= find_receipts.received_on
                then pledges.announced_earliest
        end as possible_announced_earliest
    from pledges
    left join find_receipts on pledges.pledge_version_id = find_receipts.pledge_version_id
),

-- A day that had not come when it was sent is no measure of the version after it.
find_previous as (
    select
        pledges.*,
        find_first_reports.first_reported_on,
        min(pledges.possible_announced_earliest) over (partition by pledges.pledge_id)
            as first_announced_earliest,
        lag(pledges.possible_announced_earliest) over (
            partition by pledges.pledge_id order by pledges.version asc
        ) as previous_announced_earliest,
        lag(pledges.announced_latest) over (
            partition by pledges.pledge_id order by pledges.version asc
        ) as previous_announced_latest
    from join_receipts as pledges
    left join find_first_reports on pledges.pledge_version_id = find_first_reports.pledge_version_id
),

-- Only what cannot be: a partial date is read in the way that leaves it possible, a later version
-- may repeat the reports of those before it, and a withdrawal may be told after its day.
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
            when withdrawn_on < first_announced_earliest
                then
                    'Withdrawn on ' || cast(withdrawn_on as varchar) || ', first announced on '
                    || cast(first_announced_earliest as varchar)
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
        end as announcement,
        case
            when announced_earliest > received_on
                then 'Announced on ' || announced_stated || ', received on ' || cast(received_on as varchar)
            when withdrawn_on > received_on
                then
                    'Withdrawn on ' || cast(withdrawn_on as varchar) || ', received on '
                    || cast(received_on as varchar)
        end as receipt
    from find_previous
),

describe_dates as (
    select
        pledge_version_id,
        'dates_out_of_order' as rule,
        concat_ws('; ', validation, withdrawal, report, announcement, receipt) as found,
        'Submitted, validated, announced, reported on and withdrawn in this order and before it was '
        || 'sent, and each version no earlier than the one before it' as expected
    from compare_dates
    where coalesce(validation, withdrawal, report, announcement, receipt) is not null
)

select * from describe_dates
