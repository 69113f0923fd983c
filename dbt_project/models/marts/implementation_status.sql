with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

by_sector as (
    select * from {{ ref('int_implementation_by_sector') }}
),

-- Every sector is at every date, so that one without pledges is seen to have none.
list_sectors as (
    select distinct sector from by_sector
    union distinct
    select 'all' as sector
),

fill_sectors_without_pledges as (
    select
        reporting_dates.as_of_date,
        reporting_dates.is_latest,
        list_sectors.sector,
        coalesce(by_sector.pledges, 0) as pledges,
        coalesce(by_sector.pledges_reported, 0) as pledges_reported,
        coalesce(by_sector.pledges_in_progress, 0) as pledges_in_progress,
        coalesce(by_sector.pledges_on_track, 0) as pledges_on_track,
        coalesce(by_sector.pledges_delayed, 0) as pledges_delayed,
        coalesce(by_sector.pledges_completed, 0) as pledges_completed,
        coalesce(by_sector.pledges_with_period_end, 0) as pledges_with_period_end,
        coalesce(by_sector.pledges_reported_with_period_end, 0) as pledges_reported_with_period_end,
        coalesce(by_sector.pledges_past_period_end_not_reported, 0)
            as pledges_past_period_end_not_reported,
        coalesce(by_sector.pledges_overdue, 0) as pledges_overdue,
        coalesce(by_sector.pledges_silent_over_a_year, 0) as pledges_silent_over_a_year,
        {{ zero_without_pledges('by_sector', 'value_usd') }} as value_usd,
        {{ zero_without_pledges('by_sector', 'value_usd_reported') }}
            as value_usd_reported,
        {{ zero_without_pledges('by_sector', 'value_usd_in_progress') }}
            as value_usd_in_progress,
        {{ zero_without_pledges('by_sector', 'value_usd_on_track') }}
            as value_usd_on_track,
        {{ zero_without_pledges('by_sector', 'value_usd_delayed') }}
            as value_usd_delayed,
        {{ zero_without_pledges('by_sector', 'value_usd_completed') }}
            as value_usd_completed,
        {{ zero_without_pledges('by_sector', 'value_usd_overdue') }}
            as value_usd_overdue,
        {{ zero_without_pledges('by_sector', 'value_usd_silent_over_a_year') }}
            as value_usd_silent_over_a_year
    from reporting_dates
    cross join list_sectors
    left join by_sector
        on
            reporting_dates.as_of_date = by_sector.as_of_date
            and list_sectors.sector = by_sector.sector
),

-- Two denominators, each named: those who reported, and all. Where no report is known nothing is
-- known of progress, delay or silence: those are null then, never 0.
add_shares as (
    select
        as_of_date,
        is_latest,
        sector,
        pledges,
        value_usd,
        pledges_reported,
        value_usd_reported,
        {{ percent_of('pledges_reported', 'pledges') }} as response_rate_pct,
        pledges_in_progress,
        value_usd_in_progress,
        {{ percent_of('pledges_in_progress', 'pledges_reported') }} as in_progress_share_of_reported_pct,
        {{ percent_of('pledges_in_progress', if_reported('pledges')) }} as in_progress_share_of_all_pct,
        pledges_on_track,
        value_usd_on_track,
        {{ percent_of('pledges_on_track', 'pledges_reported') }} as on_track_share_of_reported_pct,
        {{ percent_of('pledges_on_track', if_reported('pledges')) }} as on_track_share_of_all_pct,
        pledges_delayed,
        value_usd_delayed,
        {{ percent_of('pledges_delayed', 'pledges_reported') }} as delayed_share_of_reported_pct,
        {{ percent_of('pledges_delayed', if_reported('pledges')) }} as delayed_share_of_all_pct,
        pledges_completed,
        value_usd_completed,
        {{ percent_of('pledges_completed', 'pledges_reported') }} as completed_share_of_reported_pct,
        {{ percent_of('pledges_completed', if_reported('pledges')) }} as completed_share_of_all_pct,
        case
            when pledges = 0 then 'no_pledge_counts'
            when pledges_reported = 0 then 'no_report_known'
        end as reported_null_reason,
        pledges_with_period_end,
        pledges_reported_with_period_end,
        pledges_past_period_end_not_reported,
        {{ if_reported('pledges_overdue') }} as pledges_overdue,
        {{ if_reported('value_usd_overdue') }} as value_usd_overdue,
        {{ percent_of('pledges_overdue', 'pledges_reported_with_period_end') }}
            as overdue_share_of_reported_pct,
        {{ if_reported('pledges_silent_over_a_year') }} as pledges_silent_over_a_year,
        {{ if_reported('value_usd_silent_over_a_year') }} as value_usd_silent_over_a_year,
        {{ percent_of('pledges_silent_over_a_year', 'pledges_reported') }}
            as silent_share_of_reported_pct
    from fill_sectors_without_pledges
)

select * from add_shares
order by as_of_date desc, sector asc
