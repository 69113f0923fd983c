with

observations as (
    select * from {{ ref('int_observations_in_use') }}
),

members as (
    select * from {{ ref('int_group_members_by_year') }}
),

population as (
    select * from {{ ref('int_population_by_year') }}
),

group_population as (
    select * from {{ ref('int_group_population') }}
),

shares_by_group as (
    select * from {{ ref('int_shares_by_group') }}
),

list_sides as (
    select
        {{ gap_kind_of('observations') }} as gap_kind,
        {{ gap_side_of('observations') }} as side_number,
        {{ gap_age_of('observations') }} as gap_age,
        observations.*
    from observations
    where observations.unit = 'pct_of_population'
),

-- A gap is one between two sides of the same economies, so both have to be known.
pair_sides as (
    select
        gap_kind,
        indicator,
        gap_age,
        reference_year,
        country_iso3,
        max(case when side_number = 1 then observed_value end) as first_pct,
        max(case when side_number = 2 then observed_value end) as second_pct,
        max(vintage) as observation_vintage,
        max(route) as observation_route
    from list_sides
    where gap_kind is not null
    group by gap_kind, indicator, gap_age, reference_year, country_iso3
    having count(distinct side_number) = 2
),

-- Weighted by all people of an economy: people by cut are not held.
weigh_sides as (
    select
        pair_sides.gap_kind,
        pair_sides.indicator,
        members.group_code,
        pair_sides.gap_age,
        pair_sides.reference_year,
        sum(population.people * pair_sides.first_pct) / nullif(sum(population.people), 0) as first_pct,
        sum(population.people * pair_sides.second_pct) / nullif(sum(population.people), 0) as second_pct,
        count(*) as economies_with_data,
        sum(population.people) as people_with_data,
        max(pair_sides.observation_vintage) as observation_vintage,
        max(pair_sides.observation_route) as observation_route,
        max(population.vintage) as population_vintage
    from pair_sides
    inner join members
        on
            pair_sides.country_iso3 = members.country_iso3
            and pair_sides.reference_year = members.reference_year
    inner join population
        on
            pair_sides.country_iso3 = population.country_iso3
            and pair_sides.reference_year = population.reference_year
    group by
        pair_sides.gap_kind,
        pair_sides.indicator,
        members.group_code,
        pair_sides.gap_age,
        pair_sides.reference_year
),

add_coverage as (
    select
        weigh_sides.gap_kind,
        weigh_sides.indicator,
        weigh_sides.group_code,
        weigh_sides.gap_age as age,
        weigh_sides.reference_year,
        weigh_sides.first_pct,
        weigh_sides.second_pct,
        weigh_sides.economies_with_data,
        group_population.economies_in_group,
        {{ percent_of('weigh_sides.people_with_data', 'group_population.people_in_group') }}
            as population_covered_pct,
        weigh_sides.observation_vintage,
        weigh_sides.observation_route,
        weigh_sides.population_vintage,
        group_population.membership_as_of
    from weigh_sides
    inner join group_population
        on
            weigh_sides.group_code = group_population.group_code
            and weigh_sides.reference_year = group_population.reference_year
),

-- The two income classes are sides themselves; what is covered of the lesser known one is shown.
compare_income_classes as (
    select
        'high_low_income' as gap_kind,
        high_income.indicator,
        'WORLD' as group_code,
        'total' as age,
        high_income.reference_year,
        high_income.computed_value as first_pct,
        low_income.computed_value as second_pct,
        high_income.economies_with_data + low_income.economies_with_data as economies_with_data,
        high_income.economies_in_group + low_income.economies_in_group as economies_in_group,
        least(high_income.population_covered_pct, low_income.population_covered_pct)
            as population_covered_pct,
        high_income.observation_vintage,
        high_income.observation_route,
        high_income.population_vintage,
        high_income.membership_as_of
    from shares_by_group as high_income
    inner join shares_by_group as low_income
        on
            high_income.indicator = low_income.indicator
            and high_income.reference_year = low_income.reference_year
    where high_income.group_code = 'HIGH_INCOME' and low_income.group_code = 'LOW_INCOME'
),

join_gaps as (
    select * from add_coverage
    union all
    select * from compare_income_classes
)

select * from join_gaps
