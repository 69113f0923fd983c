with

observations as (
    select * from {{ ref('stg_country_observations') }}
),

select_columns as (
    select
        country_iso3,
        indicator,
        sex,
        location,
        age,
        reference_year,
        observed_value,
        unit,
        provider,
        provider_series,
        vintage,
        source_sha256,
        source_line
    from observations
)

select * from select_columns
