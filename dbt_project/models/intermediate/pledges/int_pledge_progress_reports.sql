with

reports as (
    select * from {{ ref('fct_pledge_status_reports') }}
),

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

statuses as (
    select * from {{ ref('dim_pledge_statuses') }}
),

keep_progress_statuses as (
    select status from statuses
    where is_progress
),

-- The status of a version is a report as well, made on the day the status was said, not on that of
-- the announcement. Either report is known when both its day and that of the version have come.
join_reports as (
    select
        reports.pledge_id,
        reports.pledge_version_id,
        reports.version,
        reports.reported_on,
        greatest(reports.reported_on, versions.valid_from) as known_on,
        reports.status,
        reports.progress_pct,
        'status_report' as report_basis
    from reports
    inner join versions on reports.pledge_version_id = versions.pledge_version_id
    union all
    select
        pledge_id,
        pledge_version_id,
        version,
        status_said_on as reported_on,
        greatest(status_said_on, valid_from) as known_on,
        status,
        cast(null as decimal(5, 2)) as progress_pct,
        'status_of_the_version' as report_basis
    from versions
    where valid_from is not null and status_said_on is not null
),

keep_progress as (
    select join_reports.* from join_reports
    inner join keep_progress_statuses on join_reports.status = keep_progress_statuses.status
)

select * from keep_progress
