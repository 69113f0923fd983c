with

published as (
    select * from {{ ref('int_gaps_published') }}
),

computed as (
    select * from {{ ref('int_gaps_computed') }}
),

join_published_and_computed as (
    select
        coalesce(published.gap_kind, computed.gap_kind) as gap_kind,
        coalesce(published.indicator, computed.indicator) as indicator,
        coalesce(published.group_code, computed.group_code) as group_code,
        coalesce(published.age, computed.age) as age,
        coalesce(published.reference_year, computed.reference_year) as reference_year,
        coalesce(cast(published.edition as varchar), 'not published') as edition,
        published.edition_published_on,
        coalesce(published.unit, 'pct') as unit,
        published.published_first_pct,
        published.published_first_bound,
        published.published_first_source_url,
        published.published_second_pct,
        published.published_second_bound,
        published.published_second_source_url,
        published.published_ratio,
        published.published_ratio_source_url,
        computed.first_pct as computed_first_pct,
        computed.second_pct as computed_second_pct,
        computed.economies_with_data,
        computed.economies_in_group,
        computed.population_covered_pct,
        computed.observation_vintage,
        computed.observation_route,
        computed.population_vintage,
        computed.membership_as_of
    from published
    full outer join computed
        on
            published.gap_kind = computed.gap_kind
            and published.indicator = computed.indicator
            and published.group_code = computed.group_code
            and published.age = computed.age
            and published.reference_year = computed.reference_year
            and published.unit = 'pct'
)

select * from join_published_and_computed
