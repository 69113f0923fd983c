-- A failure means that a figure was made of two vintages of one indicator, or of one that is not in
-- use: it would be a number nobody ever published data for.
with

observations as (
    select * from {{ ref('int_observations_in_use') }}
),

vintages as (
    select * from {{ ref('dim_vintages') }}
),

connectivity as (
    select * from {{ ref('connectivity_by_country_group') }}
),

affordability as (
    select * from {{ ref('affordability_by_country_group') }}
),

in_use as (
    select * from vintages
    where is_in_use
),

find_mixed as (
    select
        observations.indicator,
        'observations of several vintages' as problem
    from observations
    group by observations.indicator, {{ cut_of('observations') }}
    having count(distinct provider || '|' || vintage || '|' || route) > 1
),

find_several_in_use as (
    select
        indicator,
        'several vintages in use' as problem
    from in_use
    group by indicator, cut
    having count(*) > 1
),

list_figures as (
    select distinct
        case
            when indicator = 'offline_population' then 'individuals_using_internet' else indicator
        end as indicator,
        observation_vintage
    from connectivity
    where computed_value is not null
    union all
    select distinct
        'population' as indicator,
        population_vintage as observation_vintage
    from connectivity
    where computed_value is not null
    union all
    select distinct
        basket as indicator,
        observation_vintage
    from affordability
),

find_other_vintages as (
    select
        list_figures.indicator,
        'a figure of a vintage that is not in use' as problem
    from list_figures
    left join in_use
        on
            list_figures.indicator = in_use.indicator
            and in_use.cut = 'total'
            and list_figures.observation_vintage = in_use.vintage
    where in_use.indicator is null
),

unite_problems as (
    select * from find_mixed
    union all
    select * from find_several_in_use
    union all
    select * from find_other_vintages
)

select * from unite_problems
