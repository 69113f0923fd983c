with

observations as (
    select * from {{ ref('int_observations_in_use') }}
),

coverage as (
    select * from observations
    where indicator = 'population_covered_4g' and {{ is_total('observations') }}
),

population as (
    select * from {{ ref('int_population_by_year') }}
),

count_uncovered_people as (
    select
        coverage.country_iso3,
        coverage.reference_year,
        coverage.observed_value as covered_4g_pct,
        cast(round(population.people * (100 - coverage.observed_value) / 100, 0) as bigint)
            as people_not_covered_4g,
        coverage.vintage
    from coverage
    inner join population
        on
            coverage.country_iso3 = population.country_iso3
            and coverage.reference_year = population.reference_year
)

select * from count_uncovered_people
