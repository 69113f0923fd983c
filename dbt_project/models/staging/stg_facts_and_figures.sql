with

facts_and_figures as (
    select * from {{ source('raw', 'facts_and_figures') }}
),

build as (
    select * from {{ ref('stg_build') }}
),

keep_known as (
    select facts_and_figures.* from facts_and_figures
    cross join build
    where {{ is_known('facts_and_figures.published_on') }}
),

normalise_units as (
    select
        edition,
        published_on as edition_published_on,
        coalesce(route, 'snapshot') as route,
        page as published_page,
        indicator,
        group_code,
        sex,
        location,
        age,
        reference_year,
        value_stated,
        bound as published_bound,
        unit_note,
        status as published_status,
        source_url,
        source_sha256,
        source_line,
        case when unit in ('billion', 'million') then 'count' else unit end as unit,
        case unit when 'billion' then 1000000000 when 'million' then 1000000 else 1 end as multiplier,
        value,
        value_low,
        value_high
    from keep_known
),

scale_values as (
    select
        edition,
        edition_published_on,
        route,
        published_page,
        indicator,
        group_code,
        sex,
        location,
        age,
        reference_year,
        value_stated,
        published_bound,
        unit,
        unit_note,
        published_status,
        source_url,
        source_sha256,
        source_line,
        cast(value * multiplier as decimal(38, 8)) as published_value,
        cast(value_low * multiplier as decimal(38, 8)) as published_low,
        cast(value_high * multiplier as decimal(38, 8)) as published_high
    from normalise_units
)

select * from scale_values
