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

shares as (
    select
        country_iso3,
        reference_year,
        indicator,
        observed_value as share_pct,
        vintage,
        route
    from observations
    where unit = 'pct_of_population' and {{ is_total('observations') }}
),

-- Shares of people are weighted by people, over the economies that have both figures.
weigh_shares as (
    select
        members.group_code,
        members.reference_year,
        shares.indicator,
        count(*) as economies_with_data,
        sum(population.people) as people_with_data,
        sum(population.people * shares.share_pct) as weighted_shares,
        max(shares.vintage) as observation_vintage,
        max(shares.route) as observation_route,
        max(population.vintage) as population_vintage
    from members
    inner join shares
        on
            members.country_iso3 = shares.country_iso3
            and members.reference_year = shares.reference_year
    inner join population
        on
            members.country_iso3 = population.country_iso3
            and members.reference_year = population.reference_year
    group by members.group_code, members.reference_year, shares.indicator
),

compute_shares as (
    select
        weigh_shares.indicator,
        weigh_shares.group_code,
        weigh_shares.reference_year,
        group_population.membership_as_of,
        'pct' as unit,
        weigh_shares.weighted_shares / nullif(weigh_shares.people_with_data, 0) as computed_value,
        weigh_shares.economies_with_data,
        group_population.economies_in_group,
        {{ percent_of('weigh_shares.people_with_data', 'group_population.people_in_group') }}
            as population_covered_pct,
        group_population.people_in_group,
        weigh_shares.observation_vintage,
        weigh_shares.observation_route,
        weigh_shares.population_vintage
    from weigh_shares
    inner join group_population
        on
            weigh_shares.group_code = group_population.group_code
            and weigh_shares.reference_year = group_population.reference_year
)

select * from compute_shares
