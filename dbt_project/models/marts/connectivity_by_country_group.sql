with

published as (
    select * from {{ ref('fct_published_aggregates') }}
),

computed as (
    select * from {{ ref('int_indicators_by_group') }}
),

groups as (
    select * from {{ ref('dim_country_groups') }}
),

mark_computed_cuts as (
    select
        computed.*,
        'total' as sex,
        'total' as location,
        'total' as age
    from computed
),

join_published_and_computed as (
    select
        coalesce(published.indicator, mark_computed_cuts.indicator) as indicator,
        coalesce(published.group_code, mark_computed_cuts.group_code) as group_code,
        coalesce(published.sex, mark_computed_cuts.sex) as sex,
        coalesce(published.location, mark_computed_cuts.location) as location,
        coalesce(published.age, mark_computed_cuts.age) as age,
        coalesce(published.reference_year, mark_computed_cuts.reference_year) as reference_year,
        coalesce(cast(published.edition as varchar), 'not published') as edition,
        coalesce(published.unit, mark_computed_cuts.unit) as unit,
        published.published_value,
        published.published_bound,
        published.lowest_published,
        published.highest_published,
        published.published_status,
        published.source_url as published_source_url,
        mark_computed_cuts.computed_value,
        mark_computed_cuts.economies_with_data,
        mark_computed_cuts.economies_in_group,
        mark_computed_cuts.population_covered_pct,
        mark_computed_cuts.observation_vintage,
        mark_computed_cuts.membership_as_of
    from published
    full outer join mark_computed_cuts
        on
            published.indicator = mark_computed_cuts.indicator
            and published.group_code = mark_computed_cuts.group_code
            and published.sex = mark_computed_cuts.sex
            and published.location = mark_computed_cuts.location
            and published.age = mark_computed_cuts.age
            and published.reference_year = mark_computed_cuts.reference_year
            and published.unit = mark_computed_cuts.unit
),

explain_missing as (
    select
        join_published_and_computed.indicator,
        join_published_and_computed.group_code,
        groups.group_name,
        join_published_and_computed.sex,
        join_published_and_computed.location,
        join_published_and_computed.age,
        join_published_and_computed.reference_year,
        join_published_and_computed.edition,
        join_published_and_computed.unit,
        join_published_and_computed.published_value,
        join_published_and_computed.published_bound,
        join_published_and_computed.lowest_published,
        join_published_and_computed.highest_published,
        join_published_and_computed.published_status,
        join_published_and_computed.published_source_url,
        join_published_and_computed.computed_value,
        case
            when join_published_and_computed.computed_value is not null then null
            when
                join_published_and_computed.sex <> 'total'
                or join_published_and_computed.location <> 'total'
                or join_published_and_computed.age <> 'total'
                then 'no country data for this cut'
            else 'no country data for this indicator, group and year'
        end as computed_null_reason,
        join_published_and_computed.economies_with_data,
        join_published_and_computed.economies_in_group,
        join_published_and_computed.population_covered_pct,
        join_published_and_computed.observation_vintage,
        join_published_and_computed.membership_as_of
    from join_published_and_computed
    inner join groups on join_published_and_computed.group_code = groups.group_code
)

select * from explain_missing
order by indicator asc, reference_year desc, edition desc, group_code asc, sex asc, location asc, age asc
