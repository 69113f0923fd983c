with

observations as (
    select * from {{ ref('int_observations_in_use') }}
),

internet_use as (
    select * from observations
    where indicator = 'individuals_using_internet' and {{ is_total('observations') }}
),

population as (
    select * from {{ ref('int_population_by_year') }}
),

count_offline_people as (
    select
        internet_use.country_iso3,
        internet_use.reference_year,
        internet_use.vintage,
        population.vintage as population_vintage,
        internet_use.observed_value as internet_use_pct,
        population.people,
        cast(
            round(population.people * (100 - internet_use.observed_value) / 100, 0) as bigint
        ) as offline_people
    from internet_use
    inner join population
        on
            internet_use.country_iso3 = population.country_iso3
            and internet_use.reference_year = population.reference_year
)

select * from count_offline_people
