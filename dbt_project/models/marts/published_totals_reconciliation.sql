with

published as (
    select * from {{ ref('stg_published_totals') }}
),

computed as (
    select * from {{ ref('int_published_totals_computed') }}
),

totals as (
    select * from {{ ref('pledge_totals') }}
),

disagreements as (
    select * from {{ source('raw', 'published_disagreements') }}
),

-- Of a quantity the pledges held carry the share computed / published; of a share or a growth they
-- tell as much as they are of all pledges.
measure_coverage as (
    select
        published.*,
        disagreements.disagreement_id,
        disagreements.disagreement as known_disagreement,
        disagreements.largest_difference as largest_known_difference,
        computed.computed_value,
        computed.base,
        case
            when computed.computed_value is null then null
            when published.unit in ('usd', 'count') and published.metric <> 'value_gap_to_target'
                then {{ percent_of('computed.computed_value', 'published.published_value') }}
            when published.metric like 'value%' then totals.coverage_pct
            else totals.pledges_coverage_pct
        end as coverage_pct,
        {{ agrees_with_published('computed.computed_value', 'published.published_value',
            'published.published_bound', 'published.unit') }} as agrees
    from published
    left join computed
        on
            published.source_sha256 = computed.source_sha256
            and published.source_line = computed.source_line
    left join totals on published.as_of_date = totals.as_of_date
    left join disagreements
        on
            published.as_of_date = disagreements.as_of_date
            and published.metric = disagreements.metric
            and published.dimension = disagreements.dimension
            and published.member = disagreements.member
            and published.value_stated = disagreements.value_stated
),

judge_totals as (
    select
        as_of_date,
        metric,
        dimension,
        member,
        value_stated,
        unit,
        published_value,
        published_bound,
        case
            when published_bound = 'exact' then 'exact'
            when published_bound in ('about', 'nearly') then 'approximate'
            else 'bound'
        end as comparison_kind,
        date_basis,
        computed_value,
        case when computed_value is null then {{ published_null_reason() }} end as computed_null_reason,
        base,
        coverage_pct,
        case
            when unit = 'percent' and coverage_pct < {{ var('judged_min_coverage_pct') }} then null
            else cast(computed_value - published_value as decimal(38, 8))
        end as difference,
        case
            when computed_value is null or published_value is null then 'not_computable'
            when unit = 'percent' and coverage_pct < {{ var('judged_min_coverage_pct') }}
                then 'not_comparable'
            when coverage_pct < {{ var('judged_min_coverage_pct') }} then 'partial_coverage'
            when agrees and computed_value = published_value then 'match'
            when agrees and published_bound = 'exact' then 'rounds_to_published'
            when agrees then 'within_bound'
            when abs(computed_value - published_value) <= largest_known_difference
                then 'known_difference'
            else 'differs'
        end as verdict,
        disagreement_id,
        known_disagreement,
        largest_known_difference,
        source_url as published_source_url,
        {{ source_kind_of('source_url') }} as published_source_kind,
        source_sha256,
        source_line
    from measure_coverage
)

select * from judge_totals
order by as_of_date desc, source_line asc
