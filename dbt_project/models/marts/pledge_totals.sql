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

coverage as (
    select * from {{ ref('int_coverage_at_dates') }}
),

join_base as (
    select
        reporting_dates.as_of_date,
        reporting_dates.is_latest,
        reporting_dates.date_kind,
        reporting_dates.base_as_of_date,
        coalesce(totals.pledges, 0) as pledges,
        coalesce(totals.entities, 0) as entities,
        coalesce(totals.countries, 0) as countries,
        coalesce(totals.value_usd, 0) as value_usd,
        coalesce(totals.pledges_without_value_usd, 0) as pledges_without_value_usd,
        coalesce(totals.new_pledges_in_year, 0) as new_pledges_in_year,
        coalesce(totals.value_usd_new_in_year, 0) as value_usd_new_in_year,
        coalesce(base.pledges, 0) as base_pledges,
        coalesce(base.entities, 0) as base_entities,
        coalesce(base.value_usd, 0) as base_value_usd,
        {{ dbt.datediff('reporting_dates.as_of_date', last_day_of_year(var('target_year')), 'day') }}
            as days_to_target
    from reporting_dates
    left join totals on reporting_dates.as_of_date = totals.as_of_date
    left join totals as base on reporting_dates.base_as_of_date = base.as_of_date
),

compare_with_published as (
    select
        join_base.as_of_date,
        join_base.is_latest,
        join_base.date_kind,
        join_base.pledges,
        join_base.entities,
        join_base.countries,
        cast(join_base.value_usd as decimal(38, 2)) as value_usd,
        join_base.pledges_without_value_usd,
        cast(join_base.new_pledges_in_year as bigint) as new_pledges_in_year,
        cast(join_base.value_usd_new_in_year as decimal(38, 2)) as value_usd_new_in_year,
        join_base.base_as_of_date,
        join_base.base_pledges,
        join_base.base_entities,
        cast(join_base.base_value_usd as decimal(38, 2)) as base_value_usd,
        {{ if_comparable(if_comparable(
            percent_of('join_base.pledges - join_base.base_pledges', 'join_base.base_pledges')
        ), 'base_coverage') }} as pledges_growth_pct,
        {{ if_comparable(if_comparable(
            percent_of('join_base.entities - join_base.base_entities', 'join_base.base_entities')
        ), 'base_coverage') }} as entities_growth_pct,
        {{ if_comparable(if_comparable(
            percent_of('join_base.value_usd - join_base.base_value_usd', 'join_base.base_value_usd')
        ), 'base_coverage') }} as value_growth_pct,
        coalesce(
            coverage.share_null_reason,
            base_coverage.share_null_reason,
            case when join_base.base_pledges = 0 then 'nothing_counts_on_the_base_date' end
        ) as growth_null_reason,
        cast({{ var('target_usd') }} as decimal(38, 2)) as target_usd,
        cast({{ var('target_year') }} as integer) as target_year,
        {{ if_comparable(percent_of('join_base.value_usd', var('target_usd'))) }}
            as progress_to_target_pct,
        {{ if_comparable(amount_to_target('join_base.value_usd')) }} as value_usd_to_target,
        coverage.share_null_reason as progress_null_reason,
        {{ if_comparable(
            monthly_pace(amount_to_target('join_base.value_usd'), 'join_base.days_to_target')
        ) }} as pace_needed_usd_per_month,
        {{ if_comparable(if_comparable(
            monthly_pace('join_base.value_usd - join_base.base_value_usd', '365.25')
        ), 'base_coverage') }} as pace_of_past_year_usd_per_month,
        coalesce(
            coverage.share_null_reason,
            case when join_base.days_to_target <= 0 then 'target_date_has_come' end
        ) as pace_null_reason,
        published.published_pledges,
        published.published_pledges_bound,
        cast(published.published_value_usd as decimal(38, 2)) as published_value_usd,
        published.published_value_bound,
        published.published_source_url,
        {{ percent_of('published.published_value_usd', var('target_usd')) }}
            as published_progress_to_target_pct,
        {{ monthly_pace(amount_to_target('published.published_value_usd'), 'join_base.days_to_target') }}
            as published_pace_needed_usd_per_month,
        coverage.value_coverage_pct as coverage_pct,
        coverage.published_value_on as coverage_published_on,
        coverage.pledges_coverage_pct,
        coverage.published_pledges_on as pledges_coverage_published_on
    from join_base
    left join published on join_base.as_of_date = published.as_of_date
    left join coverage on join_base.as_of_date = coverage.as_of_date
    left join coverage as base_coverage on join_base.base_as_of_date = base_coverage.as_of_date
)

select * from compare_with_published
order by as_of_date desc
