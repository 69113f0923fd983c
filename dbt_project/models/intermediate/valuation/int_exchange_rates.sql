with

exchange_rates as (
    select * from {{ source('raw', 'exchange_rates') }}
),

build as (
    select * from {{ ref('stg_build') }}
),

-- Where several providers quote a currency, the one that comes first stands for all its periods.
keep_known as (
    select
        exchange_rates.currency_code,
        exchange_rates.year as rate_year,
        exchange_rates.month as rate_month,
        exchange_rates.usd_per_unit,
        exchange_rates.days,
        exchange_rates.last_date,
        dense_rank() over (
            partition by exchange_rates.currency_code
            order by
                exchange_rates.provider asc,
                exchange_rates.provider_series asc,
                coalesce(exchange_rates.route, 'snapshot') asc
        ) as provider_number
    from exchange_rates
    cross join build
    where {{ is_known('exchange_rates.last_date') }}
),

keep_one_provider as (
    select * from keep_known
    where provider_number = 1
),

-- A year whose average was not out yet has that of its days so far, from its months.
average_open_years as (
    select
        currency_code,
        rate_year,
        sum(usd_per_unit * days) / sum(days) as usd_per_unit,
        max(last_date) as last_date
    from keep_one_provider
    group by currency_code, rate_year
    having count(rate_month) = count(*)
),

join_periods as (
    select
        currency_code,
        rate_year,
        rate_month,
        usd_per_unit,
        last_date
    from keep_one_provider
    union all
    select
        currency_code,
        rate_year,
        null as rate_month,
        cast(usd_per_unit as decimal(28, 12)) as usd_per_unit,
        last_date
    from average_open_years
),

name_periods as (
    select
        currency_code,
        cast(rate_year as varchar)
        || coalesce('-' || lpad(cast(rate_month as varchar), 2, '0'), '') as exchange_rate_period,
        usd_per_unit,
        last_date as exchange_rate_last_date
    from join_periods
)

select * from name_periods
