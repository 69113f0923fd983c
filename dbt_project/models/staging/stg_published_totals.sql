with

totals as (
    select * from {{ source('raw', 'published_totals') }}
),

build as (
    select * from {{ ref('stg_build') }}
),

keep_known as (
    select totals.* from totals
    cross join build
    where {{ is_known('totals.as_of_date') }}
),

normalise_units as (
    select
        as_of_date,
        metric,
        dimension,
        member,
        value_stated,
        bound as published_bound,
        date_basis,
        source_url,
        source_sha256,
        source_line,
        case when unit = 'USD billion' then 'usd' else unit end as unit,
        cast(
            case when unit = 'USD billion' then value * 1000000000 else value end
            as decimal(38, 8)
        ) as published_value
    from keep_known
)

select * from normalise_units
