with

progress as (
    select * from {{ ref('int_pledge_progress_at_reporting_dates') }}
),

-- Every pledge is in its sector and in the row of all sectors.
assign_to_rows as (
    select
        as_of_date,
        sector,
        value_usd,
        latest_status,
        is_past_period_end,
        is_overdue,
        is_silent,
        period_end_year
    from progress
    union all
    select
        as_of_date,
        'all' as sector,
        value_usd,
        latest_status,
        is_past_period_end,
        is_overdue,
        is_silent,
        period_end_year
    from progress
),

sum_pledges as (
    select
        as_of_date,
        sector,
        count(*) as pledges,
        {{ counted_value('true') }} as value_usd,
        {{ count_where('latest_status is not null') }} as pledges_reported,
        {{ counted_value('latest_status is not null') }} as value_usd_reported,
        {{ count_where("latest_status = 'in_progress'") }} as pledges_in_progress,
        {{ counted_value("latest_status = 'in_progress'") }} as value_usd_in_progress,
        {{ count_where("latest_status = 'on_track'") }} as pledges_on_track,
        {{ counted_value("latest_status = 'on_track'") }} as value_usd_on_track,
        {{ count_where("latest_status = 'delayed'") }} as pledges_delayed,
        {{ counted_value("latest_status = 'delayed'") }} as value_usd_delayed,
        {{ count_where("latest_status = 'completed'") }} as pledges_completed,
        {{ counted_value("latest_status = 'completed'") }} as value_usd_completed,
        {{ count_where('period_end_year is not null') }} as pledges_with_period_end,
        {{ count_where('period_end_year is not null and latest_status is not null') }}
            as pledges_reported_with_period_end,
        {{ count_where('is_past_period_end and latest_status is null') }}
            as pledges_past_period_end_not_reported,
        {{ count_where('is_overdue') }} as pledges_overdue,
        {{ counted_value('is_overdue') }} as value_usd_overdue,
        {{ count_where('is_silent') }} as pledges_silent_over_a_year,
        {{ counted_value('is_silent') }} as value_usd_silent_over_a_year
    from assign_to_rows
    group by as_of_date, sector
)

select * from sum_pledges
