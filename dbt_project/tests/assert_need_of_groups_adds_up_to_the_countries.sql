-- A failure means that the offline people of the ITU regions or of the income classes of a date are
-- not those of the countries, so that a country is lost, or counted twice, on the way to its group.
with

countries as (
    select * from {{ ref('pledges_and_need_by_country') }}
),

country_groups as (
    select * from {{ ref('pledges_and_need_by_country_group') }}
),

add_up_countries as (
    select
        as_of_date,
        sum(offline_people) as offline_people,
        sum(people_not_covered_4g) as people_not_covered_4g
    from countries
    group by as_of_date
),

add_up_groups as (
    select
        as_of_date,
        scheme,
        sum(offline_people) as offline_people,
        sum(people_not_covered_4g) as people_not_covered_4g
    from country_groups
    where scheme in ('itu_region', 'wb_income')
    group by as_of_date, scheme
),

find_differences as (
    select
        add_up_countries.as_of_date,
        add_up_groups.scheme,
        add_up_countries.offline_people,
        add_up_groups.offline_people as offline_people_of_groups
    from add_up_countries
    left join add_up_groups on add_up_countries.as_of_date = add_up_groups.as_of_date
    where
        add_up_groups.scheme is null
        or add_up_countries.offline_people is distinct from add_up_groups.offline_people
        or add_up_countries.people_not_covered_4g is distinct from add_up_groups.people_not_covered_4g
)

select * from find_differences
