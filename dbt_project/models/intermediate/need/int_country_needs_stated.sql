with

need as (
    select * from {{ ref('int_countries_ranked_by_need') }}
),

-- The cheapest basket and coverage speak of access; people who are covered and offline lack skills,
-- devices or a reason.
list_needs as (
    select
        as_of_date,
        country_iso3,
        'ACCESS' as needed_focus_area,
        '4G reaches ' || cast(cast(covered_4g_pct as decimal(18, 1)) as varchar) || ' % of people ('
        || cast(coverage_reference_year as varchar) || ')' as need_stated
    from need
    where 100 - covered_4g_pct >= {{ var('need_min_uncovered_pct') }}
    union all
    select
        as_of_date,
        country_iso3,
        'ACCESS' as needed_focus_area,
        '5 GB cost ' || cast(cast(cheapest_5gb_price_pct_gni as decimal(18, 1)) as varchar)
        || ' % of GNI per capita (' || cast(price_reference_year as varchar) || ')' as need_stated
    from need
    where cheapest_5gb_gap_to_2pct_points > 0
    union all
    select
        as_of_date,
        country_iso3,
        'ADOPTION' as needed_focus_area,
        cast(cast(covered_4g_pct - internet_use_pct as decimal(18, 1)) as varchar)
        || ' % of people are covered and offline ('
        || cast(internet_use_reference_year as varchar) || ')' as need_stated
    from need
    where covered_4g_pct - internet_use_pct >= {{ var('need_min_usage_gap_pct') }}
)

select * from list_needs
