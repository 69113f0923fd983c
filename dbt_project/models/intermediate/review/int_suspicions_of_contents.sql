{%- set compared = [
    'announced_stated', 'title', 'description', 'language', 'entities', 'partners', 'sector',
    'entity_country_iso3', 'pledge_type', 'focus_area', 'pillar', 'targets', 'value_stated',
    'amount', 'currency_code', 'amount_basis', 'amount_bound', 'value_usd_stated', 'period_stated',
    'period_start_year', 'period_end_year', 'places', 'places_unresolved', 'beneficiary_groups',
    'sdgs', 'campaign', 'is_champion', 'status', 'status_reports', 'submitted_on', 'validated_on',
    'withdrawn_on', 'withdrawal_reason', 'commitment_id', 'evidence', 'is_synthetic',
] -%}

with

raw_pledges as (
    select * from {{ source('raw', 'pledges') }}
),

version_files as (
    select * from {{ ref('int_pledge_version_files') }}
),

list_known as (
    select distinct pledge_version_id from version_files
),

keep_repeated as (
    select
        pledge_id || '@' || cast(version as varchar) as pledge_version_id,
        source_sha256,
        {{ texts_of(compared) }}
    from raw_pledges
    where pledge_id in (
        select repeated.pledge_id from raw_pledges as repeated
        group by repeated.pledge_id, repeated.version
        having count(*) > 1
    )
),

find_differences as (
    select
        pledge_version_id,
        count(distinct source_sha256) as files,
        {{ differing_columns(compared) }} as differing_fields
    from keep_repeated
    where pledge_version_id in (select list_known.pledge_version_id from list_known)
    group by pledge_version_id
),

list_bundled as (
    select distinct pledge_version_id from version_files
    where is_bundled
),

-- What the snapshot says of a version stands; another content under its number is only told. Of
-- submissions that contradict each other none is believed.
describe_conflicts as (
    select
        find_differences.pledge_version_id,
        'conflicting_versions' as rule,
        'Other content in ' || cast(find_differences.files as varchar) || ' files: '
        || find_differences.differing_fields as found,
        'One content under one version number; a change has the next number' as expected,
        list_bundled.pledge_version_id is null as holds
    from find_differences
    left join list_bundled on find_differences.pledge_version_id = list_bundled.pledge_version_id
    where find_differences.differing_fields <> ''
)

select * from describe_conflicts
