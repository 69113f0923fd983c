with

shares as (
    select * from {{ ref('int_shares_by_group') }}
),

-- Offline people are the group's people less those online, with the share of the economies that
-- have data taken for the whole group.
compute_offline_people as (
    select
        'offline_population' as indicator,
        group_code,
        reference_year,
        membership_as_of,
        'count' as unit,
        people_in_group * (100 - computed_value) / 100 as computed_value,
        economies_with_data,
        economies_in_group,
        population_covered_pct,
        observation_vintage,
        observation_route,
        population_vintage
    from shares
    where indicator = 'individuals_using_internet'
),

join_indicators as (
    select
        indicator,
        group_code,
        reference_year,
        membership_as_of,
        unit,
        computed_value,
        economies_with_data,
        economies_in_group,
        population_covered_pct,
        observation_vintage,
        observation_route,
        population_vintage
    from shares
    union all
    select * from compute_offline_people
),

type_columns as (
    select
        indicator,
        group_code,
        reference_year,
        membership_as_of,
        unit,
        cast(computed_value as decimal(38, 4)) as computed_value,
        economies_with_data,
        economies_in_group,
        population_covered_pct,
        observation_vintage,
        observation_route,
        population_vintage
    from join_indicators
)

select * from type_columns
