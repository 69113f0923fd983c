with

members as (
    select * from {{ ref('int_group_members_by_year') }}
),

population as (
    select * from {{ ref('int_population_by_year') }}
),

count_members as (
    select
        members.group_code,
        members.reference_year,
        members.membership_as_of,
        count(*) as economies_in_group,
        sum(population.people) as people_in_group
    from members
    left join population
        on
            members.country_iso3 = population.country_iso3
            and members.reference_year = population.reference_year
    group by members.group_code, members.reference_year, members.membership_as_of
)

select * from count_members
