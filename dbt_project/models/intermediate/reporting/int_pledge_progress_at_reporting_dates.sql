with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

pledges as (
    select * from {{ ref('stg_pledges') }}
),

reports as (
    select * from {{ ref('int_pledge_progress_reports') }}
),

keep_counted as (
    select
        states.as_of_date,
        states.pledge_id,
        states.pledge_version_id,
        states.first_announced_on,
        states.value_usd,
        pledges.title,
        coalesce(pledges.sector, 'not stated') as sector,
        pledges.period_end_year,
        {{ last_day_of_year('pledges.period_end_year') }} as period_ends_on
    from states
    inner join reporting_dates on states.as_of_date = reporting_dates.as_of_date
    inner join pledges on states.pledge_version_id = pledges.pledge_version_id
    where states.counts_in_totals
),

-- Of several reports of one day the pledger's own report goes before the status of a version, and a
-- later version before an earlier one.
number_reports as (
    select
        keep_counted.as_of_date,
        reports.*,
        row_number() over (
            partition by keep_counted.as_of_date, keep_counted.pledge_id
            order by
                reports.reported_on desc,
                reports.report_basis = 'status_report' desc,
                reports.version desc
        ) as report_number
    from keep_counted
    inner join reports
        on
            keep_counted.pledge_id = reports.pledge_id
            and keep_counted.as_of_date >= reports.known_on
),

keep_latest_reports as (
    select * from number_reports
    where report_number = 1
),

describe_progress as (
    select
        keep_counted.*,
        latest.status as latest_status,
        latest.reported_on as latest_reported_on,
        latest.progress_pct as latest_progress_pct,
        latest.report_basis,
        coalesce(latest.status = 'completed', false) as is_completed
    from keep_counted
    left join keep_latest_reports as latest
        on
            keep_counted.as_of_date = latest.as_of_date
            and keep_counted.pledge_id = latest.pledge_id
),

-- Without a report nothing says whether a pledge is late: that nothing was heard is a gap in what is
-- held here and no finding about the pledge.
find_late_and_silent as (
    select
        describe_progress.*,
        coalesce(period_ends_on < as_of_date, false) as is_past_period_end,
        case
            when latest_status is not null
                then coalesce(period_ends_on < as_of_date, false) and not is_completed
        end as is_overdue,
        case
            when latest_status is not null
                then
                    latest_reported_on < cast(as_of_date - interval 1 year as date)
                    and not is_completed
        end as is_silent
    from describe_progress
)

select * from find_late_and_silent
