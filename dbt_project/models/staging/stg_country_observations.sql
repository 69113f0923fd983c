with

observations as (
    select * from {{ source('raw', 'country_observations') }}
),

build as (
    select * from {{ ref('stg_build') }}
),

-- A row that names no cut is about everybody; one that names no route came with the snapshot.
name_cuts as (
    select
        observations.iso3 as country_iso3,
        observations.indicator,
        coalesce(observations.sex, 'total') as sex,
        coalesce(observations.location, 'total') as location,
        coalesce(observations.age, 'total') as age,
        observations.reference_year,
        observations.value as observed_value,
        observations.unit,
        observations.observation_status,
        observations.provider,
        observations.provider_series,
        observations.vintage,
        coalesce(observations.route, 'snapshot') as route,
        observations.published_on as vintage_published_on,
        observations.source_cell,
        observations.source_sha256,
        observations.source_line
    from observations
    cross join build
    where {{ is_known('observations.published_on') }}
)

select * from name_cuts
