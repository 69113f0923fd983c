with

observations as (
    select * from {{ ref('stg_country_observations') }}
),

vintages as (
    select * from {{ ref('dim_vintages') }}
),

mark_vintage_in_use as (
    select
        observations.country_iso3,
        observations.indicator,
        observations.sex,
        observations.location,
        observations.age,
        observations.reference_year,
        observations.observed_value,
        observations.unit,
        observations.observation_status,
        observations.provider,
        observations.provider_series,
        observations.vintage,
        observations.route,
        observations.vintage_published_on,
        vintages.is_in_use,
        observations.source_cell,
        observations.source_sha256,
        observations.source_line
    from observations
    inner join vintages
        on
            observations.indicator = vintages.indicator
            and {{ cut_of('observations') }} = vintages.cut
            and observations.provider = vintages.provider
            and observations.vintage = vintages.vintage
            and observations.route = vintages.route
)

select * from mark_vintage_in_use
