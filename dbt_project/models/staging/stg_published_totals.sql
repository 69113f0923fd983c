with

totals as (
    select * from {{ source('raw', 'published_totals') }}
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
    from totals
)

select * from normalise_units
