-- What a release says of a country on its latest day, a figure a row: its groups, need, prices and what
-- is pledged. figure_null_reason says why a figure is missing. One row per figure.
--
-- parameters: of_country
-- example: from marts.country_profile('MWI')
with

profile as (
    select * from marts.pledges_and_need_by_country
    where is_latest and country_iso3 = of_country
),

list_figures as (
    select
        *,
        1 as place,
        'people offline' as figure,
        cast(offline_people as double) as figure_value,
        'people' as unit,
        internet_use_reference_year as reference_year,
        offline_people_null_reason as figure_null_reason
    from profile
    union all
    select
        *,
        2 as place,
        'people using the internet' as figure,
        cast(internet_use_pct as double) as figure_value,
        'percent' as unit,
        internet_use_reference_year as reference_year,
        offline_people_null_reason as figure_null_reason
    from profile
    union all
    select
        *,
        3 as place,
        'people 4G reaches' as figure,
        cast(covered_4g_pct as double) as figure_value,
        'percent' as unit,
        coverage_reference_year as reference_year,
        coverage_null_reason as figure_null_reason
    from profile
    union all
    select
        *,
        4 as place,
        'price of the cheapest 5 GB' as figure,
        cast(cheapest_5gb_price_pct_gni as double) as figure_value,
        'percent of monthly GNI per capita' as unit,
        price_reference_year as reference_year,
        price_null_reason as figure_null_reason
    from profile
    union all
    select
        *,
        5 as place,
        'pledges that reach the country' as figure,
        cast(pledges as double) as figure_value,
        'pledges' as unit,
        cast(null as integer) as reference_year,
        cast(null as varchar) as figure_null_reason
    from profile
    union all
    select
        *,
        6 as place,
        'pledges that name the country' as figure,
        cast(pledges_naming_country as double) as figure_value,
        'pledges' as unit,
        cast(null as integer) as reference_year,
        cast(null as varchar) as figure_null_reason
    from profile
    union all
    select
        *,
        7 as place,
        'value of pledges that name it, its equal share' as figure,
        cast(value_usd_naming_country_equal_split as double) as figure_value,
        'US$' as unit,
        cast(null as integer) as reference_year,
        case
            when value_usd_naming_country_equal_split is null
                then 'no pledge that names it gives it a known share in US$'
        end as figure_null_reason
    from profile
    union all
    select
        *,
        8 as place,
        'value of all pledges, its equal share' as figure,
        cast(value_usd_equal_split as double) as figure_value,
        'US$' as unit,
        cast(null as integer) as reference_year,
        case
            when value_usd_equal_split is null
                then 'no pledge gives it a known share in US$'
        end as figure_null_reason
    from profile
)

select
    country_iso3,
    country_name,
    as_of_date,
    figure,
    figure_value,
    unit,
    reference_year,
    figure_null_reason,
    is_ldc,
    is_lldc,
    is_sids,
    itu_region,
    income_group
from list_figures
order by place asc
