with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

coverage as (
    select * from {{ ref('int_coverage_at_dates') }}
),

rank_pledges as (
    select
        as_of_date,
        pledge_id,
        value_usd,
        row_number() over (
            partition by as_of_date
            order by value_usd desc nulls last, pledge_id asc
        ) as value_rank
    from states
    where counts_in_totals
),

summarise_values as (
    select
        as_of_date,
        count(*) as pledges,
        count(value_usd) as pledges_with_value_usd,
        sum(value_usd) as value_usd,
        {{ median_of('value_usd') }} as median_value_usd,
        max(value_usd) as largest_value_usd,
        max(case when value_rank = 1 and value_usd is not null then pledge_id end) as largest_pledge_id,
        sum(case when value_rank <= 5 then value_usd end) as top_5_value_usd,
        sum(case when value_rank <= 10 then value_usd end) as top_10_value_usd,
        sum(case when value_rank <= 20 then value_usd end) as top_20_value_usd
    from rank_pledges
    group by as_of_date
),

compute_shares as (
    select
        reporting_dates.as_of_date,
        reporting_dates.is_latest,
        coalesce(summed.pledges, 0) as pledges,
        coalesce(summed.pledges_with_value_usd, 0) as pledges_with_value_usd,
        cast(coalesce(summed.value_usd, 0) as decimal(38, 2)) as value_usd,
        cast(summed.median_value_usd as decimal(38, 2)) as median_value_usd,
        {{ from_cents(divide_whole(to_cents('summed.value_usd'), 'summed.pledges_with_value_usd')) }}
            as mean_value_usd,
        summed.largest_pledge_id,
        cast(summed.largest_value_usd as decimal(38, 2)) as largest_value_usd,
        {{ if_comparable(percent_of('summed.largest_value_usd', 'summed.value_usd')) }} as largest_share_pct,
        {{ if_comparable(percent_of('summed.top_5_value_usd', 'summed.value_usd')) }} as top_5_share_pct,
        {{ if_comparable(percent_of('summed.top_10_value_usd', 'summed.value_usd')) }} as top_10_share_pct,
        {{ if_comparable(percent_of('summed.top_20_value_usd', 'summed.value_usd')) }} as top_20_share_pct,
        case
            when summed.pledges is null then 'no_pledge_counts'
            when summed.pledges_with_value_usd = 0 then 'no_pledge_has_a_value'
        end as concentration_null_reason,
        coverage.share_null_reason
    from reporting_dates
    left join summarise_values as summed on reporting_dates.as_of_date = summed.as_of_date
    left join coverage on reporting_dates.as_of_date = coverage.as_of_date
)

select * from compute_shares
order by as_of_date desc
