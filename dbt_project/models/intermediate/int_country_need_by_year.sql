with

observations as (
    select * from {{ ref('stg_country_observations') }}
),

internet_use as (
    select * from observations
    where indicator = 'individuals_using_internet'
),

population as (
    select * from observations
    where indicator = 'population'
),

find_newest_vintages as (
    select
        max(case when indicator = 'individuals_using_internet' then vintage end) as internet_use_vintage,
        max(case when indicator = 'population' then vintage end) as population_vintage
    from observations
),

-- Vintages of one series are never mixed: the newest one is used for every country and year.
keep_newest_vintage as (
    select
        internet_use.country_iso3,
        internet_use.reference_year,
        internet_use.observed_value as internet_use_pct,
        population.observed_value as people,
        internet_use.vintage
    from internet_use
    inner join population
        on
            internet_use.country_iso3 = population.country_iso3
            and internet_use.reference_year = population.reference_year
    inner join find_newest_vintages
        on
            internet_use.vintage = find_newest_vintages.internet_use_vintage
            and population.vintage = find_newest_vintages.population_vintage
),

count_offline_people as (
    select
        country_iso3,
        reference_year,
        vintage,
        cast(round(people * (100 - internet_use_pct) / 100, 0) as bigint) as offline_people
    from keep_newest_vintage
)

select * from count_offline_people
