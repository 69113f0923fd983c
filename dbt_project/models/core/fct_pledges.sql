with

versions as (
    select * from {{ ref('fct_pledge_versions') }}
),

keep_current_versions as (
    select
        pledge_id,
        pledge_version_id,
        version,
        first_announced_on,
        title,
        sector,
        entity_country_iso3,
        pledge_type,
        focus_area,
        status,
        evidence,
        commitment_id,
        value_stated,
        amount,
        currency_code,
        amount_basis,
        amount_bound,
        value_usd,
        value_usd_method,
        value_usd_converted,
        counts_in_totals,
        not_counted_because,
        held_because,
        cast(case when counts_in_totals then value_usd end as decimal(38, 2)) as value_usd_counted,
        places_stated,
        beneficiary_groups,
        is_synthetic,
        source_url,
        source_sha256,
        source_line
    from versions
    where is_current
)

select * from keep_current_versions
