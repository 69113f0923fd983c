with

readings as (
    select * from {{ source('raw', 'pledge_readings') }}
),

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

-- What the commitment behind a conflict adds to the latest total, under whichever of its reports.
sum_counted as (
    select
        commitment_id,
        sum(value_usd) as counted_value_usd
    from versions
    where counts_in_totals
    group by commitment_id
),

find_chosen as (
    select
        readings.conflict_id,
        readings.reading as chosen_reading,
        sum_counted.counted_value_usd
    from readings
    left join versions
        on readings.pledge_id = versions.pledge_id and readings.version = versions.version
    left join sum_counted on versions.commitment_id = sum_counted.commitment_id
    where readings.is_chosen
),

join_readings as (
    select
        readings.conflict_id,
        readings.reading_number,
        readings.aspect,
        readings.pledge_id,
        readings.version,
        readings.pledge_id || '@' || cast(readings.version as varchar) as pledge_version_id,
        readings.is_chosen,
        readings.reading,
        readings.value_stated,
        readings.amount as reading_amount,
        readings.currency_code as reading_currency_code,
        readings.amount_basis as reading_amount_basis,
        readings.value_usd as reading_value_usd,
        {{ join_items('readings.countries', '|') }} as reading_countries,
        find_chosen.chosen_reading,
        versions.amount,
        versions.currency_code,
        versions.amount_basis,
        versions.value_usd,
        versions.value_usd_method,
        versions.period_stated,
        versions.places_stated,
        versions.counts_in_totals,
        versions.not_counted_because,
        cast(find_chosen.counted_value_usd as decimal(38, 2)) as counted_value_usd,
        readings.source_url,
        readings.why,
        readings.decided_by,
        readings.decided_on
    from readings
    left join find_chosen on readings.conflict_id = find_chosen.conflict_id
    left join versions
        on readings.pledge_id = versions.pledge_id and readings.version = versions.version
)

select * from join_readings
