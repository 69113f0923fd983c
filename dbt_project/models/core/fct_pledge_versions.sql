with

pledges as (
    select * from {{ ref('stg_pledges') }}
),

versions as (
    select * from {{ ref('int_pledge_versions_dated') }}
),

pledge_values as (
    select * from {{ ref('int_pledge_values_in_usd') }}
),

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

keep_latest_states as (
    select states.* from states
    inner join reporting_dates on states.as_of_date = reporting_dates.as_of_date
    where reporting_dates.is_latest
),

join_parts as (
    select
        pledges.pledge_version_id,
        pledges.pledge_id,
        pledges.version,
        versions.valid_from,
        versions.valid_to,
        versions.is_current,
        versions.first_announced_on,
        pledges.announced_stated,
        pledges.title,
        pledges.sector,
        pledges.entity_country_iso3,
        pledges.pledge_type,
        pledges.focus_area,
        pledges.status,
        pledges.evidence,
        pledges.commitment_id,
        pledges.value_stated,
        pledges.amount,
        pledges.currency_code,
        pledges.amount_basis,
        pledges.amount_bound,
        pledge_values.value_usd,
        pledge_values.value_usd_method,
        coalesce(keep_latest_states.counts_in_totals, false) as counts_in_totals,
        case
            when keep_latest_states.pledge_version_id is null and not versions.is_current
                then 'superseded_by_a_later_version'
            when keep_latest_states.pledge_version_id is null then 'not_announced_yet'
            else keep_latest_states.not_counted_because
        end as not_counted_because,
        pledges.period_stated,
        pledges.period_start_year,
        pledges.period_end_year,
        {{ join_items('pledges.places', '|') }} as places_stated,
        {{ join_items('pledges.beneficiary_groups', '; ') }} as beneficiary_groups,
        {{ join_items('pledges.inferred_fields', '; ') }} as inferred_fields,
        pledges.pledge_notes,
        pledges.is_synthetic,
        pledges.source_url,
        pledges.source_sha256,
        pledges.source_line
    from pledges
    inner join versions on pledges.pledge_version_id = versions.pledge_version_id
    inner join pledge_values on pledges.pledge_version_id = pledge_values.pledge_version_id
    left join keep_latest_states on pledges.pledge_version_id = keep_latest_states.pledge_version_id
)

select * from join_parts
