with

economies as (
    select * from {{ source('raw', 'economies') }}
),

rename_columns as (
    select
        iso3 as country_iso3,
        iso2 as country_iso2,
        m49 as country_m49,
        name as country_name,
        subregion,
        source_sha256,
        source_line
    from economies
)

select * from rename_columns
