with

gaps as (
    select * from {{ ref('int_gaps_compared') }}
),

groups as (
    select * from {{ ref('dim_country_groups') }}
),

name_sides as (
    select
        sides.gap_kind,
        sides.first_side,
        sides.second_side
    from (
        values
        ('women_men', 'women', 'men'),
        ('urban_rural', 'urban', 'rural'),
        ('youth_rest', '15-24', 'rest of population'),
        ('high_low_income', 'high-income economies', 'low-income economies')
    ) as sides (gap_kind, first_side, second_side)
),

-- Women and men are compared where one source gives both; two sources may mean two things by a figure.
-- Few economies are not their group: where they hold too few of its people, their gap is not its gap.
judge_sides as (
    select
        gaps.*,
        gap_kind = 'women_men'
        and coalesce(published_first_source_url, '')
        <> coalesce(published_second_source_url, '') as is_of_two_sources,
        gap_kind = 'high_low_income'
        or population_covered_pct >= {{ var('gap_min_population_covered_pct') }} as has_enough_people
    from gaps
),

compare_sides as (
    select
        judge_sides.*,
        case when not is_of_two_sources then published_first_pct - published_second_pct end
            as published_gap_points,
        case when has_enough_people then computed_first_pct end as group_first_pct,
        case when has_enough_people then computed_second_pct end as group_second_pct
    from judge_sides
),

-- Of each gap the newest year of the newest edition that gives both sides is what was known last.
mark_latest as (
    select
        compare_sides.*,
        published_gap_points is not null
        and row_number() over (
            partition by gap_kind, indicator, group_code, age, unit
            order by
                published_gap_points is null asc,
                edition desc,
                reference_year desc
        ) = 1 as is_latest
    from compare_sides
),

explain_missing as (
    select
        mark_latest.gap_kind,
        mark_latest.indicator,
        mark_latest.group_code,
        groups.group_name,
        mark_latest.age,
        mark_latest.reference_year,
        mark_latest.edition,
        mark_latest.edition_published_on,
        mark_latest.is_latest,
        mark_latest.unit,
        name_sides.first_side,
        name_sides.second_side,
        mark_latest.published_first_pct,
        mark_latest.published_first_bound,
        mark_latest.published_first_source_url,
        mark_latest.published_second_pct,
        mark_latest.published_second_bound,
        mark_latest.published_second_source_url,
        mark_latest.published_gap_points,
        case
            when mark_latest.published_gap_points is not null
                then {{ ratio_of('mark_latest.published_first_pct', 'mark_latest.published_second_pct') }}
        end as ratio_of_published,
        mark_latest.published_ratio,
        mark_latest.published_ratio_source_url,
        case
            when mark_latest.published_gap_points is not null then null
            when mark_latest.edition = 'not published' then 'not published for this year'
            when
                mark_latest.published_first_bound is null and mark_latest.published_second_bound is null
                then 'only the ratio is published'
            when mark_latest.published_first_bound is null then 'first side not published'
            when mark_latest.published_second_bound is null then 'second side not published'
            when mark_latest.is_of_two_sources then 'the two sides are of different sources'
            else 'a side is published as a range'
        end as published_gap_null_reason,
        cast(mark_latest.group_first_pct as decimal(18, 4)) as computed_first_pct,
        cast(mark_latest.group_second_pct as decimal(18, 4)) as computed_second_pct,
        cast(mark_latest.group_first_pct - mark_latest.group_second_pct as decimal(18, 4))
            as computed_gap_points,
        {{ ratio_of('mark_latest.group_first_pct', 'mark_latest.group_second_pct') }}
            as computed_ratio,
        case
            when mark_latest.group_first_pct is not null then null
            when mark_latest.computed_first_pct is not null
                then
                    'economies with both sides hold under '
                    || '{{ var('gap_min_population_covered_pct') }} % of the people'
            when mark_latest.gap_kind = 'high_low_income' then 'no country data for the two classes'
            else 'no country data for both sides of this cut'
        end as computed_null_reason,
        mark_latest.economies_with_data,
        mark_latest.economies_in_group,
        mark_latest.population_covered_pct,
        mark_latest.observation_vintage,
        mark_latest.observation_route,
        mark_latest.population_vintage,
        mark_latest.membership_as_of
    from mark_latest
    inner join name_sides on mark_latest.gap_kind = name_sides.gap_kind
    inner join groups on mark_latest.group_code = groups.group_code
)

select * from explain_missing
order by gap_kind asc, indicator asc, group_code asc, reference_year desc, edition desc, age asc, unit asc
