with

observations as (
    select * from {{ source('raw', 'country_observations') }}
),

-- The snapshot holds totals only; the three cuts are named so that cuts can be added as rows.
name_cuts as (
    select
        iso3 as country_iso3,
        indicator,
        'total' as sex,
        'total' as location,
        'total' as age,
        reference_year,
        value as observed_value,
        unit,
        provider,
        provider_series,
        vintage,
        source_sha256,
        source_line
    from observations
)

select * from name_cuts
