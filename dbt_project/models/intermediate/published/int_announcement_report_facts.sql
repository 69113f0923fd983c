with

announcement_figures as (
    select * from {{ ref('stg_announcement_figures') }}
),

progress as (
    select * from {{ ref('int_pledge_progress_at_reporting_dates') }}
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

-- An update is a report of the calendar year of the day, by an entity that is a champion.
count_reports as (
    select
        list_days.as_of_date,
        count(*) as pledges_reported_on,
        sum(case when progress.latest_status in ('on_track', 'completed') then 1 else 0 end)
            as pledges_on_track,
        nullif(
            count(distinct case
                when
                    pledges.is_champion
                    and year(progress.latest_reported_on) = year(list_days.as_of_date)
                    then pledge_entities.entity_id
            end),
            0
        ) as champions_with_update
    from list_days
    inner join progress
        on list_days.as_of_date = progress.as_of_date and progress.latest_status is not null
    inner join pledges on progress.pledge_version_id = pledges.pledge_version_id
    inner join pledge_entities
        on
            progress.pledge_version_id = pledge_entities.pledge_version_id
            and pledge_entities.is_lead
    group by list_days.as_of_date
)

select * from count_reports
