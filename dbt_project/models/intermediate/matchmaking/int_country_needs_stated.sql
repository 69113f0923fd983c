with

need as (
    select * from {{ ref('int_countries_ranked_by_need') }}
),

-- Who is not covered lacks networks; who is covered and offline lacks skills, devices, a price that
-- can be paid or a reason. The two add up to everybody offline, so the larger one is the largest gap.
find_gaps as (
    select
        as_of_date,
        country_iso3,
        100 - covered_4g_pct as uncovered_pct,
        covered_4g_pct - internet_use_pct as covered_and_offline_pct,
        case
            when 100 - covered_4g_pct >= {{ var('need_min_uncovered_pct') }}
                then
                    '4G reaches ' || cast(cast(covered_4g_pct as decimal(18, 1)) as varchar)
                    || ' % of people (' || cast(coverage_reference_year as varchar) || ')'
        end as networks_needed,
        case
            when covered_4g_pct - internet_use_pct >= {{ var('need_min_usage_gap_pct') }}
                then
                    cast(cast(covered_4g_pct - internet_use_pct as decimal(18, 1)) as varchar)
                    || ' % of people are covered and offline ('
                    || cast(internet_use_reference_year as varchar) || ')'
        end as use_needed,
        case
            when cheapest_5gb_gap_to_2pct_points > 0
                then
                    '5 GB cost ' || cast(cast(cheapest_5gb_price_pct_gni as decimal(18, 1)) as varchar)
                    || ' % of GNI per capita (' || cast(price_reference_year as varchar) || ')'
        end as price_needed
    from need
),

state_needs as (
    select
        as_of_date,
        country_iso3,
        case
            when uncovered_pct > covered_and_offline_pct then 'ACCESS'
            when covered_and_offline_pct >= uncovered_pct then 'ADOPTION'
        end as largest_gap_focus_area,
        cast(greatest(uncovered_pct, covered_and_offline_pct) as decimal(18, 4)) as largest_gap_pct,
        nullif(concat_ws('; ', networks_needed, use_needed, price_needed), '') as needs_stated
    from find_gaps
)

select * from state_needs
