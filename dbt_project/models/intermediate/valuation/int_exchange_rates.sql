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
),

-- Fixed to the euro by agreement since before the first pledge: Council Decisions of the EU.
list_pegs as (
    select
        pegs.currency_code,
        'EUR' as anchor_currency_code,
        cast(pegs.units_per_anchor as decimal(18, 6)) as units_per_anchor,
        pegs.decision || ': 1 EUR = ' || pegs.units_per_anchor || ' ' || pegs.currency_code as peg_source
    from (
        values
        {% for peg in var('pegged_currencies') -%}
            ('{{ peg.currency_code }}', '{{ peg.units_per_euro }}', '{{ peg.decision }}')
            {{- '' if loop.last else ',' }}
        {% endfor %}
    ) as pegs (currency_code, units_per_anchor, decision)
),

-- A currency that nobody quotes has the rate of the one it is pegged to, by its peg.
derive_pegged_rates as (
    select
        pegs.currency_code,
        anchors.exchange_rate_period,
        cast(anchors.usd_per_unit / pegs.units_per_anchor as decimal(28, 12)) as usd_per_unit,
        anchors.exchange_rate_last_date,
        pegs.peg_source as exchange_rate_peg
    from list_pegs as pegs
    inner join name_periods as anchors on pegs.anchor_currency_code = anchors.currency_code
    where pegs.currency_code not in (select quoted.currency_code from keep_one_provider as quoted)
),

join_rates as (
    select
        name_periods.*,
        cast(null as varchar) as exchange_rate_peg
    from name_periods
    union all
    select * from derive_pegged_rates
)

select * from join_rates
