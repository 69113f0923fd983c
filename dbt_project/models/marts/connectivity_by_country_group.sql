with

published as (
    select * from {{ ref('fct_published_aggregates') }}
),

computed as (
    select * from {{ ref('int_indicators_by_group') }}
),

group_population as (
    select * from {{ ref('int_group_population') }}
),

groups as (
    select * from {{ ref('dim_country_groups') }}
),

-- Women and men are told beside each other, so a figure of one has one of the other beside it: of the
-- same edition, year and source.
find_other_sex as (
    select
        published.*,
        case
            when sex not in ('female', 'male') then null
            when min(sex) over same_people = max(sex) over same_people
                then 'the other sex is not published in this edition for this year'
            when
                min(coalesce(source_url, '')) over same_people
                <> max(coalesce(source_url, '')) over same_people
                then 'the other sex is of another source'
        end as pair_null_reason
    from published
    window same_people as (
        partition by
            indicator, group_code, location, age, unit, reference_year, edition, sex in ('female', 'male')
    )
),

-- Of each statement the newest year of the newest edition is what was known last.
mark_latest_published as (
    select
        find_other_sex.*,
        row_number() over (
            partition by indicator, group_code, sex, location, age, unit
            order by pair_null_reason is not null asc, edition desc, reference_year desc
        ) = 1
        and pair_null_reason is null as is_latest
    from find_other_sex
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
        coalesce(published.indicator, computed.indicator) as indicator,
        coalesce(published.group_code, computed.group_code) as group_code,
        coalesce(published.sex, computed.sex) as sex,
        coalesce(published.location, computed.location) as location,
        coalesce(published.age, computed.age) as age,
        coalesce(published.reference_year, computed.reference_year) as reference_year,
        coalesce(cast(published.edition as varchar), 'not published') as edition,
        published.edition_published_on,
        coalesce(published.is_latest, false) as is_latest,
        coalesce(published.unit, computed.unit) as unit,
        published.published_value,
        published.published_bound,
        published.lowest_published,
        published.highest_published,
        published.published_status,
        published.route as published_route,
        published.source_url as published_source_url,
        published.published_source_kind,
        published.pair_null_reason,
        computed.computed_value,
        computed.economies_with_data,
        computed.population_covered_pct,
        computed.observation_vintage,
        computed.observation_route,
        computed.population_vintage
    from mark_latest_published as published
    full outer join mark_computed_cuts as computed
        on {{ same_statement('published', 'computed') }}
),

explain_missing as (
    select
        statements.indicator,
        statements.group_code,
        groups.group_name,
        statements.sex,
        statements.location,
        statements.age,
        statements.reference_year,
        statements.edition,
        statements.edition_published_on,
        statements.is_latest,
        statements.unit,
        statements.published_value,
        statements.published_bound,
        statements.lowest_published,
        statements.highest_published,
        statements.published_status,
        statements.published_route,
        statements.published_source_url,
        statements.published_source_kind,
        statements.pair_null_reason,
        statements.computed_value,
        case
            when statements.computed_value is not null then null
            when not ({{ is_total('statements') }}) then 'no country data for this cut'
            else 'no country data for this indicator, group and year'
        end as computed_null_reason,
        statements.economies_with_data,
        group_population.economies_in_group,
        statements.population_covered_pct,
        statements.observation_vintage,
        statements.observation_route,
        statements.population_vintage,
        group_population.membership_as_of
    from join_published_and_computed as statements
    inner join groups on statements.group_code = groups.group_code
    left join group_population
        on
            statements.group_code = group_population.group_code
            and statements.reference_year = group_population.reference_year
)

select * from explain_missing
order by indicator asc, reference_year desc, edition desc, group_code asc, sex asc, location asc, age asc
