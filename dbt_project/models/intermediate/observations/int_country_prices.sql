with

observations as (
    select * from {{ ref('int_observations_in_use') }}
),

ldc_baskets as (
    select * from {{ ref('int_baskets_of_ldcs_only') }}
),

list_prices as (
    select
        case unit when 'usd_per_month' then left(indicator, length(indicator) - 6) else indicator end
            as basket,
        unit,
        country_iso3,
        reference_year,
        observed_value,
        {{ is_experimental('observations') }} as is_experimental,
        vintage,
        route,
        vintage_published_on,
        source_cell
    from observations
    where
        {{ is_total('observations') }}
        and (
            indicator like '%_basket' and unit = 'pct_of_gni_per_capita'
            or indicator like '%_basket_price' and unit = 'usd_per_month'
        )
),

keep_shares as (
    select * from list_prices
    where unit = 'pct_of_gni_per_capita'
),

keep_dollars as (
    select * from list_prices
    where unit = 'usd_per_month'
),

-- A price in US$ stands beside a share of income of its own vintage or beside none.
join_units as (
    select
        coalesce(keep_shares.basket, keep_dollars.basket) as basket,
        coalesce(keep_shares.country_iso3, keep_dollars.country_iso3) as country_iso3,
        coalesce(keep_shares.reference_year, keep_dollars.reference_year) as reference_year,
        coalesce(keep_shares.is_experimental, keep_dollars.is_experimental) as is_experimental,
        keep_shares.observed_value as price_pct_gni,
        case when keep_shares.observed_value is null then 'not published, only US$' end
            as price_pct_gni_null_reason,
        case
            when
                keep_shares.vintage is null
                or keep_shares.vintage = keep_dollars.vintage and keep_shares.route = keep_dollars.route
                then keep_dollars.observed_value
        end as price_usd,
        case
            when keep_dollars.vintage is null then 'not held for this basket and year'
            when keep_shares.vintage <> keep_dollars.vintage or keep_shares.route <> keep_dollars.route
                then 'held of another vintage only'
        end as price_usd_null_reason,
        coalesce(keep_shares.vintage, keep_dollars.vintage) as vintage,
        coalesce(keep_shares.vintage_published_on, keep_dollars.vintage_published_on)
            as vintage_published_on,
        coalesce(keep_shares.route, keep_dollars.route) as route,
        case when keep_shares.vintage is null then keep_dollars.source_cell else keep_shares.source_cell end
            as source_cell
    from keep_shares
    full outer join keep_dollars
        on
            keep_shares.basket = keep_dollars.basket
            and keep_shares.country_iso3 = keep_dollars.country_iso3
            and keep_shares.reference_year = keep_dollars.reference_year
),

mark_ldc_baskets as (
    select
        join_units.*,
        ldc_baskets.basket is not null as is_of_ldcs_only
    from join_units
    left join ldc_baskets
        on
            join_units.basket = ldc_baskets.basket
            and join_units.reference_year = ldc_baskets.reference_year
)

select * from mark_ldc_baskets
