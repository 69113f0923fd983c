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

commitments as (
    select * from {{ ref('int_commitments') }}
),

states as (
    select * from {{ ref('int_pledges_at_reporting_dates') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_dates') }}
),

find_latest_states as (
    select
        versions.*,
        states.pledge_version_id is not null as is_in_effect,
        coalesce(states.counts_in_totals, false) as counts_in_totals,
        case
            when states.pledge_version_id is not null then states.not_counted_because
            when versions.held_because is not null then 'held_for_review'
            when versions.waits_for_publication then 'not_published_yet'
            when versions.valid_from > reporting_dates.as_of_date then 'not_announced_yet'
            else 'superseded_by_a_later_version'
        end as not_counted_because
    from versions
    inner join reporting_dates on reporting_dates.is_latest
    left join states
        on
            versions.pledge_version_id = states.pledge_version_id
            and reporting_dates.as_of_date = states.as_of_date
),

-- A pledge is shown as it stands on the latest date; if nothing of it holds then, in its newest
-- version that will hold, or failing that in its newest version at all.
choose_current as (
    select
        find_latest_states.*,
        row_number() over (
            partition by pledge_id
            order by
                is_in_effect desc, valid_from is null asc, held_because is not null asc, version desc
        ) = 1 as is_current
    from find_latest_states
),

join_parts as (
    select
        pledges.pledge_version_id,
        pledges.pledge_id,
        pledges.version,
        choose_current.valid_from,
        choose_current.valid_to,
        choose_current.is_current,
        choose_current.first_announced_on,
        pledges.announced_stated,
        pledges.known_by,
        pledges.title,
        pledges.description,
        pledges.language,
        pledges.sector,
        pledges.entity_country_iso3,
        pledges.pledge_type,
        pledges.focus_area,
        pledges.pillar,
        pledges.campaign,
        pledges.is_champion,
        pledges.status,
        pledges.status_said_on,
        pledges.submitted_on,
        pledges.validated_on,
        pledges.withdrawn_on,
        pledges.withdrawal_reason,
        pledges.evidence,
        commitments.commitment_id,
        commitments.reading_rank,
        pledges.value_stated,
        pledges.amount,
        pledges.currency_code,
        pledges.amount_basis,
        pledges.amount_bound,
        pledges.amount_unread_because,
        pledges.value_usd_stated,
        pledge_values.value_usd,
        pledge_values.value_usd_method,
        pledge_values.value_usd_converted,
        pledge_values.usd_per_unit,
        pledge_values.exchange_rate_period,
        pledge_values.exchange_rate_last_date,
        pledge_values.exchange_rate_peg,
        choose_current.counts_in_totals,
        choose_current.not_counted_because,
        choose_current.held_because,
        choose_current.cannot_count_because,
        pledges.period_stated,
        pledges.period_start_year,
        pledges.period_end_year,
        {{ join_items('pledges.places', '|') }} as places_stated,
        pledges.places_in_words,
        {{ join_items('pledges.places_unresolved', '; ') }} as places_unresolved,
        {{ join_items('pledges.beneficiary_groups', '; ') }} as beneficiary_groups,
        {{ join_items('pledges.targets', '; ') }} as targets,
        {{ join_items('pledges.sdgs', '; ') }} as sdgs,
        {{ join_items('pledges.inferred_fields', '; ') }} as inferred_fields,
        pledges.pledge_notes,
        pledges.is_synthetic,
        pledges.source_url,
        pledges.source_sha256,
        pledges.source_line
    from pledges
    inner join choose_current on pledges.pledge_version_id = choose_current.pledge_version_id
    inner join pledge_values on pledges.pledge_version_id = pledge_values.pledge_version_id
    inner join commitments on pledges.pledge_version_id = commitments.pledge_version_id
)

select * from join_parts
