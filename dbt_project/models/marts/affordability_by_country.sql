with

prices as (
    select * from {{ ref('int_country_prices') }}
),

country_groups as (
    select * from {{ ref('int_country_groups_on_days') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

-- Members at the end of the price year, or on the last day known where the year is not over by then.
date_memberships as (
    select
        prices.*,
        least({{ last_day_of_year('prices.reference_year') }}, reporting_dates.as_of_date)
            as membership_as_of
    from prices
    cross join reporting_dates
    where reporting_dates.is_latest
),

compare_with_threshold as (
    select
        date_memberships.basket,
        date_memberships.country_iso3,
        country_groups.country_name,
        date_memberships.reference_year,
        date_memberships.is_experimental,
        cast(date_memberships.price_pct_gni as decimal(18, 4)) as price_pct_gni,
        date_memberships.price_pct_gni_null_reason,
        cast(date_memberships.price_usd as decimal(18, 4)) as price_usd,
        date_memberships.price_usd_null_reason,
        cast({{ var('affordability_threshold_pct') }} as decimal(9, 4)) as threshold_pct,
        date_memberships.price_pct_gni <= {{ var('affordability_threshold_pct') }} as meets_le_2pct,
        date_memberships.price_pct_gni < {{ var('affordability_threshold_pct') }} as meets_lt_2pct,
        cast(
            date_memberships.price_pct_gni - {{ var('affordability_threshold_pct') }} as decimal(18, 4)
        ) as gap_to_2pct_points,
        {{ ratio_of('date_memberships.price_pct_gni', var('affordability_threshold_pct')) }}
            as times_the_2pct_target,
        date_memberships.membership_as_of,
        country_groups.is_ldc,
        country_groups.is_lldc,
        country_groups.is_sids,
        country_groups.itu_region,
        country_groups.income_group,
        date_memberships.vintage,
        date_memberships.vintage_published_on,
        date_memberships.route,
        date_memberships.source_cell
    from date_memberships
    inner join country_groups
        on
            date_memberships.membership_as_of = country_groups.membership_as_of
            and date_memberships.country_iso3 = country_groups.country_iso3
)

select * from compare_with_threshold
order by basket asc, reference_year desc, country_iso3 asc
