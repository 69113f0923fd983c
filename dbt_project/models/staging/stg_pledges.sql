with

pledges as (
    select * from {{ source('raw', 'pledges') }}
),

-- The same version may arrive in several files. Copies are one; files that contradict each other
-- are stopped by the gate on raw.pledges before this runs.
number_copies as (
    select
        pledges.*,
        row_number() over (
            partition by pledge_id, version
            order by source_sha256 asc, source_line asc
        ) as copy_number
    from pledges
),

rename_columns as (
    select
        pledge_id || '@' || cast(version as varchar) as pledge_version_id,
        pledge_id,
        version,
        title,
        entities as entities_stated,
        sector,
        entity_country_iso3,
        pledge_type,
        focus_area,
        value_stated,
        amount,
        currency_code,
        amount_basis,
        amount_bound,
        value_usd_stated,
        period_stated,
        period_start_year,
        period_end_year,
        places,
        beneficiary_groups,
        status,
        coalesce(commitment_id, pledge_id) as commitment_id,
        evidence,
        inferred_fields,
        notes as pledge_notes,
        announced_stated,
        announced_earliest,
        announced_latest,
        is_synthetic,
        source_url,
        source_sha256,
        source_line
    from number_copies
    where copy_number = 1
)

select * from rename_columns
