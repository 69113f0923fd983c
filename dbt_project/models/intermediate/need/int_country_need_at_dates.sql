with

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

need as (
    select * from {{ ref('int_country_need_by_year') }}
),

uncovered as (
    select * from {{ ref('int_country_uncovered_by_year') }}
),

prices as (
    select * from {{ ref('int_country_prices') }}
),

country_groups as (
    select * from {{ ref('int_country_groups_on_days') }}
),

list_dates as (
    select * from reporting_dates
    where date_kind in ('announcement', 'latest')
),

-- Of each ingredient the latest year at or before the date, not older than need_max_age_years.
find_offline_people as (
    select
        list_dates.as_of_date,
        need.*,
        row_number() over (
            partition by list_dates.as_of_date, need.country_iso3
            order by need.reference_year desc
        ) as year_number
    from list_dates
    inner join need
        on
            need.reference_year
            between year(list_dates.as_of_date) - {{ var('need_max_age_years') }}
            and year(list_dates.as_of_date)
),

find_uncovered_people as (
    select
        list_dates.as_of_date,
        uncovered.*,
        row_number() over (
            partition by list_dates.as_of_date, uncovered.country_iso3
            order by uncovered.reference_year desc
        ) as year_number
    from list_dates
    inner join uncovered
        on
            uncovered.reference_year
            between year(list_dates.as_of_date) - {{ var('need_max_age_years') }}
            and year(list_dates.as_of_date)
),

-- The cheaper of the two baskets of 5 GB in the latest year that has a price of one of them; years of
-- which only LDCs have prices would compare them with nobody.
find_cheapest_baskets as (
    select
        list_dates.as_of_date,
        prices.*,
        row_number() over (
            partition by list_dates.as_of_date, prices.country_iso3
            order by prices.reference_year desc, prices.price_pct_gni asc, prices.basket asc
        ) as price_number
    from list_dates
    inner join prices
        on
            prices.reference_year
            between year(list_dates.as_of_date) - {{ var('need_max_age_years') }}
            and year(list_dates.as_of_date)
    where
        prices.basket in ('fixed_broadband_5gb_basket', 'mobile_data_5gb_basket')
        and prices.price_pct_gni is not null
        and prices.is_of_ldcs_only is not true
),

join_ingredients as (
    select
        list_dates.as_of_date,
        country_groups.country_iso3,
        country_groups.country_name,
        country_groups.is_ldc,
        country_groups.is_lldc,
        country_groups.is_sids,
        country_groups.itu_region,
        country_groups.income_group,
        find_offline_people.people,
        find_offline_people.offline_people,
        find_offline_people.internet_use_pct,
        find_offline_people.reference_year as internet_use_reference_year,
        find_offline_people.vintage as internet_use_vintage,
        find_offline_people.population_vintage,
        find_cheapest_baskets.basket as cheapest_5gb_basket,
        find_cheapest_baskets.price_pct_gni as cheapest_5gb_price_pct_gni,
        find_cheapest_baskets.price_pct_gni - {{ var('affordability_threshold_pct') }}
            as cheapest_5gb_gap_to_2pct_points,
        find_cheapest_baskets.is_experimental as cheapest_5gb_is_experimental,
        find_cheapest_baskets.reference_year as price_reference_year,
        find_cheapest_baskets.vintage as price_vintage,
        find_uncovered_people.people_not_covered_4g,
        find_uncovered_people.covered_4g_pct,
        find_uncovered_people.reference_year as coverage_reference_year,
        find_uncovered_people.vintage as coverage_vintage
    from list_dates
    inner join country_groups on list_dates.as_of_date = country_groups.membership_as_of
    left join find_offline_people
        on
            list_dates.as_of_date = find_offline_people.as_of_date
            and country_groups.country_iso3 = find_offline_people.country_iso3
            and find_offline_people.year_number = 1
    left join find_cheapest_baskets
        on
            list_dates.as_of_date = find_cheapest_baskets.as_of_date
            and country_groups.country_iso3 = find_cheapest_baskets.country_iso3
            and find_cheapest_baskets.price_number = 1
    left join find_uncovered_people
        on
            list_dates.as_of_date = find_uncovered_people.as_of_date
            and country_groups.country_iso3 = find_uncovered_people.country_iso3
            and find_uncovered_people.year_number = 1
)

select * from join_ingredients
