{#- How many months a reporting period has; month ends beside the days that something was published. -#}
{%- set months_in_period = {'month': 1, 'quarter': 3, 'year': 12}[var('reporting_period')] -%}

with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

held_versions as (
    select * from {{ ref('int_pledge_versions_held') }}
),

files as (
    select * from {{ ref('stg_files') }}
),

group_lists as (
    select * from {{ ref('stg_country_group_lists') }}
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

-- A decision taken here says nothing of the world.
find_last_receipt as (
    select max(received_on) as received_on from files
    where file_kind <> 'decision'
),

-- Without receipts, the last day that the inputs speak of.
find_last_day_stated as (
    select max(stated_on) as stated_on
    from (
        select announced_earliest as stated_on from keep_unsuspected
        union all
        select withdrawn_on from keep_unsuspected
        union all
        select {{ field_of(last_item('status_reports'), 'reported_on') }} from keep_unsuspected
        union all
        select list_published_on from group_lists
        union all
        select as_of_date from published_totals
    ) as stated_days
),

-- The day the build is made as of, else the day the last input came: a list, an edition or a
-- submission each move it. Never the clock, so that the same inputs give the same tables on any day.
find_last_day as (
    select
        coalesce(
            build.as_of_date, find_last_receipt.received_on, find_last_day_stated.stated_on
        ) as data_as_of
    from build
    cross join find_last_receipt
    cross join find_last_day_stated
),

-- From the end of the year of the launch on; days after the last one are left out below.
list_period_ends as (
    select
        cast(
            {{ dbt.last_day("cast(years.year || '-' || months.month || '-01' as date)", 'month') }} as date
        ) as period_end
    from (
        values
        ('2021'), ('2022'), ('2023'), ('2024'), ('2025'), ('2026'), ('2027'), ('2028'), ('2029'),
        ('2030'), ('2031'), ('2032'), ('2033'), ('2034'), ('2035'), ('2036'), ('2037'), ('2038')
    ) as years (year)
    cross join (
        values
        ('01'), ('02'), ('03'), ('04'), ('05'), ('06'), ('07'), ('08'), ('09'), ('10'), ('11'), ('12')
    ) as months (month)
    where
        years.year || months.month >= '202112'
        and mod(cast(months.month as integer), {{ months_in_period }}) = 0
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
        period_end as as_of_date,
        case when month(period_end) = 12 then 'year_end' else 'month_end' end as date_kind
    from list_period_ends
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
            when 'announcement' then 1
            when 'latest' then 2
            when 'published_total' then 3
            when 'year_end' then 4
            else 5
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
            when 4 then 'year_end' else 'month_end'
        end as date_kind,
        cast(as_of_date - interval 1 year as date) as base_as_of_date
    from keep_known_dates
)

select * from name_kinds
