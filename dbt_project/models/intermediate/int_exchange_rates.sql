with

exchange_rates as (
    select * from {{ source('raw', 'exchange_rates') }}
),

name_periods as (
    select
        currency_code,
        cast(year as varchar)
        || coalesce('-' || lpad(cast(month as varchar), 2, '0'), '') as exchange_rate_period,
        usd_per_unit,
        last_date as exchange_rate_last_date
    from exchange_rates
)

select * from name_periods
