with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

progress as (
    select * from {{ ref('int_pledge_progress_at_reporting_dates') }}
),

pledges as (
    select * from {{ ref('stg_pledges') }}
),

pledge_entities as (
    select * from {{ ref('bridge_pledge_entities') }}
),

entities as (
    select * from {{ ref('dim_entities') }}
),

-- An entity is a Champion on a date when a pledge that it leads and that counts on it says so; all its
-- pledges are then those of a Champion, also the ones that do not say it.
find_champions as (
    select distinct
        progress.as_of_date,
        pledge_entities.entity_id
    from progress
    inner join pledges on progress.pledge_version_id = pledges.pledge_version_id
    inner join pledge_entities on progress.pledge_version_id = pledge_entities.pledge_version_id
    where pledges.is_champion and pledge_entities.entity_role = 'lead'
),

list_their_pledges as (
    select
        find_champions.as_of_date,
        reporting_dates.is_latest,
        find_champions.entity_id,
        entities.entity_name,
        progress.pledge_id,
        progress.pledge_version_id,
        pledge_entities.entity_role,
        progress.title,
        progress.sector,
        cast(progress.value_usd as decimal(38, 2)) as value_usd,
        progress.latest_status,
        progress.latest_reported_on,
        progress.latest_progress_pct,
        case when progress.latest_status is null then 'no_report_known' end as report_null_reason,
        progress.is_overdue,
        progress.is_silent
    from find_champions
    inner join reporting_dates on find_champions.as_of_date = reporting_dates.as_of_date
    inner join entities on find_champions.entity_id = entities.entity_id
    inner join pledge_entities on find_champions.entity_id = pledge_entities.entity_id
    inner join progress
        on
            pledge_entities.pledge_version_id = progress.pledge_version_id
            and find_champions.as_of_date = progress.as_of_date
)

select * from list_their_pledges
order by as_of_date desc, entity_id asc, pledge_id asc
