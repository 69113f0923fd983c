with

announcement_figures as (
    select * from {{ ref('stg_announcement_figures') }}
),

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

reports as (
    select * from {{ ref('int_pledge_progress_reports') }}
    where report_basis = 'status_report'
),

pledges as (
    select * from {{ ref('stg_pledges') }}
),

pledge_entities as (
    select * from {{ ref('stg_pledge_entities') }}
),

list_days as (
    select distinct as_of_date from announcement_figures
),

-- Of each pledge that counted on the day, the last report known by then: made by then, in a version
-- that was out by then.
rank_reports as (
    select
        list_days.as_of_date,
        states.pledge_version_id,
        reports.reported_on,
        reports.status,
        row_number() over (
            partition by list_days.as_of_date, states.pledge_id
            order by reports.reported_on desc, reports.version desc
        ) as report_number
    from list_days
    inner join states on list_days.as_of_date = states.as_of_date and states.counts_in_totals
    inner join reports
        on states.pledge_id = reports.pledge_id and list_days.as_of_date >= reports.known_on
),

keep_last_reports as (
    select * from rank_reports
    where report_number = 1
),

-- An update is a report of the calendar year of the day, by an entity that is a champion.
count_reports as (
    select
        keep_last_reports.as_of_date,
        count(*) as pledges_reported_on,
        sum(case when keep_last_reports.status in ('on_track', 'completed') then 1 else 0 end)
            as pledges_on_track,
        nullif(
            count(distinct case
                when
                    pledges.is_champion
                    and year(keep_last_reports.reported_on) = year(keep_last_reports.as_of_date)
                    then pledge_entities.entity_id
            end),
            0
        ) as champions_with_update
    from keep_last_reports
    inner join pledges on keep_last_reports.pledge_version_id = pledges.pledge_version_id
    inner join pledge_entities
        on
            keep_last_reports.pledge_version_id = pledge_entities.pledge_version_id
            and pledge_entities.is_lead
    group by keep_last_reports.as_of_date
)

select * from count_reports
