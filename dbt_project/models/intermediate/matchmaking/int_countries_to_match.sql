with

need as (
    select * from {{ ref('int_countries_ranked_by_need') }}
),

countries as (
    select * from {{ ref('dim_countries') }}
),

keep_countries_in_need as (
    select
        need.as_of_date,
        need.country_iso3,
        need.itu_region,
        countries.subregion
    from need
    inner join countries on need.country_iso3 = countries.country_iso3
    where need.is_ldc or need.is_underserved
)

select * from keep_countries_in_need
