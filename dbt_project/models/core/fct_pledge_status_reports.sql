with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

build as (
    select * from {{ ref('stg_build') }}
),

list_reports as (
    select
        pledge_version_id,
        {{ explode('status_reports') }} as status_report,
        {{ explode_positions('status_reports') }} as report_position
    from pledges
),

read_reports as (
    select
        pledge_version_id,
        report_position,
        {{ field_of('status_report', 'reported_on') }} as reported_on,
        {{ field_of('status_report', 'status') }} as status,
        {{ field_of('status_report', 'progress_pct') }} as progress_pct
    from list_reports
),

-- Of several reports of one day the one listed last is what the day ended with.
number_reports_of_a_day as (
    select
        read_reports.*,
        row_number() over (
            partition by read_reports.pledge_version_id, read_reports.reported_on
            order by read_reports.report_position desc
        ) as report_number
    from read_reports
    cross join build
    where {{ is_known('read_reports.reported_on') }}
),

keep_versions_that_held as (
    select
        versions.pledge_id,
        number_reports_of_a_day.reported_on,
        versions.version,
        versions.pledge_version_id,
        number_reports_of_a_day.status,
        cast(number_reports_of_a_day.progress_pct as decimal(5, 2)) as progress_pct,
        versions.is_current
    from number_reports_of_a_day
    inner join versions
        on number_reports_of_a_day.pledge_version_id = versions.pledge_version_id
    where number_reports_of_a_day.report_number = 1 and versions.valid_from is not null
)

select * from keep_versions_that_held
