with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

held_versions as (
    select * from {{ ref('int_pledge_versions_held') }}
),

published_totals as (
    select * from {{ ref('stg_published_totals') }}
),

announcement_figures as (
    select * from {{ ref('stg_announcement_figures') }}
),

build as (
    select * from {{ ref('stg_build') }}
),

-- A version under suspicion may well be suspect for its date.
keep_unsuspected as (
    select pledges.* from pledges
    left join held_versions on pledges.pledge_version_id = held_versions.pledge_version_id
    where held_versions.pledge_version_id is null
),

-- The day the build is made as of, else the last day anything in the inputs speaks of; never the
-- clock, so that the same inputs give the same tables on any day.
find_last_day as (
    select coalesce((select build.as_of_date from build), max(known_on)) as data_as_of
    from (
        select announced_earliest as known_on from keep_unsuspected
        union all
        select withdrawn_on from keep_unsuspected
        union all
        select as_of_date from published_totals
    ) as known_days
),

list_dates as (
    select
        as_of_date,
        'announcement' as date_kind
    from announcement_figures
    union all
    select
        as_of_date,
        'published_total' as date_kind
    from published_totals
    where metric in ('pledges', 'value') and dimension = 'total'
    union all
    select
        cast(year_ends.year_end as date) as as_of_date,
        'year_end' as date_kind
    from (values ('2021-12-31'), ('2022-12-31'), ('2023-12-31'), ('2024-12-31'), ('2025-12-31'))
        as year_ends (year_end)
    union all
    select
        data_as_of as as_of_date,
        'latest' as date_kind
    from find_last_day
),

keep_known_dates as (
    select
        list_dates.as_of_date,
        find_last_day.data_as_of,
        min(case list_dates.date_kind
            when 'announcement' then 1 when 'latest' then 2 when 'published_total' then 3 else 4
        end) as kind_order
    from list_dates
    cross join find_last_day
    where list_dates.as_of_date <= find_last_day.data_as_of
    group by list_dates.as_of_date, find_last_day.data_as_of
),

name_kinds as (
    select
        as_of_date,
        as_of_date = data_as_of as is_latest,
        case kind_order
            when 1 then 'announcement' when 2 then 'latest' when 3 then 'published_total'
            else 'year_end'
        end as date_kind,
        cast(as_of_date - interval 1 year as date) as base_as_of_date
    from keep_known_dates
)

select * from name_kinds
