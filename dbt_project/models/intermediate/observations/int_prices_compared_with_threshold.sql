with

observations as (
    select * from {{ ref('int_observations_in_use') }}
),

ldc_baskets as (
    select * from {{ ref('int_baskets_of_ldcs_only') }}
),

list_prices as (
    select
        indicator as basket,
        reference_year,
        {{ is_experimental('observations') }} as is_experimental,
        country_iso3,
        observed_value as price_pct_gni,
        vintage,
        route
    from observations
    where
        indicator like '%_basket' and unit = 'pct_of_gni_per_capita' and {{ is_total('observations') }}
),

-- "Less than 2 %" and "not exceed 2 %" are both in use, so both are computed.
list_operators as (
    select operators.operator from (values ('<='), ('<')) as operators (operator)
),

compare_with_threshold as (
    select
        list_prices.basket,
        list_prices.reference_year,
        list_prices.country_iso3,
        list_operators.operator,
        list_prices.price_pct_gni,
        list_prices.is_experimental,
        ldc_baskets.basket is not null as is_of_ldcs_only,
        list_prices.vintage,
        list_prices.route,
        case
            when list_operators.operator = '<='
                then list_prices.price_pct_gni <= {{ var('affordability_threshold_pct') }}
            else list_prices.price_pct_gni < {{ var('affordability_threshold_pct') }}
        end as is_affordable
    from list_prices
    cross join list_operators
    left join ldc_baskets
        on
            list_prices.basket = ldc_baskets.basket
            and list_prices.reference_year = ldc_baskets.reference_year
)

select * from compare_with_threshold
