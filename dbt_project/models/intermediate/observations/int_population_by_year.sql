with

observations as (
    select * from {{ ref('int_observations_in_use') }}
),

choose_population as (
    select
        country_iso3,
        reference_year,
        observed_value as people,
        vintage
    from observations
    where indicator = 'population' and {{ is_total('observations') }}
)

select * from choose_population
