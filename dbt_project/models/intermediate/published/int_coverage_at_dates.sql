with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

totals as (
    select * from {{ ref('int_totals_at_dates') }}
),

published as (
    select * from {{ ref('int_published_headline_totals') }}
),

-- Growth is measured against the same day a year before, so that day is looked at as well.
list_dates as (
    select as_of_date from reporting_dates
    union distinct
    select base_as_of_date from reporting_dates
),

-- What was published last by the day, of each total the newest there is.
find_last_published as (
    select
        list_dates.as_of_date,
        max(case when published.published_pledges is not null then published.as_of_date end)
            as published_pledges_on,
        {{ value_at_latest(
            'published.published_pledges',
            'case when published.published_pledges is not null then published.as_of_date end'
        ) }} as published_pledges,
        max(case when published.published_value_usd is not null then published.as_of_date end)
            as published_value_on,
        {{ value_at_latest(
            'published.published_value_usd',
            'case when published.published_value_usd is not null then published.as_of_date end'
        ) }} as published_value_usd
    from list_dates
    left join published on list_dates.as_of_date >= published.as_of_date
    group by list_dates.as_of_date
),

measure_coverage as (
    select
        find_last_published.as_of_date,
        find_last_published.published_pledges_on,
        find_last_published.published_value_on,
        {{ percent_of('coalesce(totals.pledges, 0)', 'find_last_published.published_pledges') }}
            as pledges_coverage_pct,
        {{ percent_of('coalesce(totals.value_usd, 0)', 'find_last_published.published_value_usd') }}
            as value_coverage_pct
    from find_last_published
    left join totals on find_last_published.as_of_date = totals.as_of_date
),

-- A share or a growth of a part says nothing of the whole. Without a published total the pledges
-- held are all that is known.
name_reasons as (
    select
        *,
        case
            when
                pledges_coverage_pct < {{ var('comparable_min_coverage_pct') }}
                or value_coverage_pct < {{ var('comparable_min_coverage_pct') }}
                then 'held_pledges_are_a_part'
        end as share_null_reason
    from measure_coverage
)

select * from name_reasons
