with

observations as (
    select * from {{ ref('stg_country_observations') }}
),

vintages as (
    select * from {{ ref('dim_vintages') }}
),

-- A year may have an official and an experimental series; one of them is taken for all countries.
keep_vintage_in_use as (
    select
        observations.*,
        dense_rank() over (
            partition by
                observations.indicator,
                observations.unit,
                observations.reference_year,
                observations.sex,
                observations.location,
                observations.age
            order by
                {{ is_experimental('observations') }} asc,
                observations.provider_series asc
        ) as series_number
    from observations
    inner join vintages
        on
            observations.indicator = vintages.indicator
            and {{ cut_of('observations') }} = vintages.cut
            and observations.provider = vintages.provider
            and observations.vintage = vintages.vintage
            and observations.route = vintages.route
    where vintages.is_in_use
),

keep_one_series as (
    select
        country_iso3,
        indicator,
        sex,
        location,
        age,
        reference_year,
        observed_value,
        unit,
        observation_status,
        provider,
        provider_series,
        vintage,
        route,
        vintage_published_on,
        source_cell
    from keep_vintage_in_use
    where series_number = 1
)

select * from keep_one_series
