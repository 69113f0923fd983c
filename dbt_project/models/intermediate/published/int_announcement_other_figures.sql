with

announcement_figures as (
    select * from {{ ref('stg_announcement_figures') }}
),

connectivity as (
    select * from {{ ref('connectivity_by_country_group') }}
),

affordability as (
    select * from {{ ref('affordability_by_country_group') }}
),

members as (
    select * from {{ ref('int_group_members_at_reporting_dates') }}
),

count_offline_people as (
    select
        'offline_people_2023' as figure_id,
        max(computed_value) / 1000000000 as computed_value,
        max(
            'world, reference year 2023, country data of vintage ' || observation_vintage || ', '
            || cast(economies_with_data as varchar) || ' of '
            || cast(economies_in_group as varchar) || ' economies with '
            || cast(round(population_covered_pct, 1) as varchar) || ' % of people'
        ) as base,
        false as is_other_basis
    from connectivity
    where
        indicator = 'offline_population'
        and group_code = 'WORLD'
        and reference_year = 2023
        and computed_value is not null
),

count_ldcs as (
    select
        'ldc_count' as figure_id,
        count(members.country_iso3) as computed_value,
        'members of the LDC list on ' || cast(min(announcement_figures.as_of_date) as varchar) as base,
        false as is_other_basis
    from announcement_figures
    inner join members
        on announcement_figures.as_of_date = members.as_of_date and members.group_code = 'LDC'
    where announcement_figures.figure_id = 'ldc_count'
),

-- The announcement named no basket, year or comparison, and no prices of 2023 are held. One reading
-- of the later prices gives its figure; the row says which, and how far the others lie from it.
list_affordability_of_ldcs as (
    select affordability.*
    from announcement_figures
    inner join affordability on announcement_figures.as_of_date = affordability.membership_as_of
    where
        announcement_figures.figure_id = 'ldcs_affordable'
        and affordability.group_code = 'LDC'
),

find_other_readings as (
    select
        min(economies_meeting) as fewest,
        max(economies_meeting) as most
    from list_affordability_of_ldcs
),

count_affordable_ldcs as (
    select
        'ldcs_affordable' as figure_id,
        max(list_affordability_of_ldcs.economies_meeting) as computed_value,
        max(
            'fixed broadband 5 GB basket of '
            || cast(list_affordability_of_ldcs.reference_year as varchar)
            || ', ' || list_affordability_of_ldcs.operator
            || ' 2 % of monthly GNI per capita, members on '
            || cast(list_affordability_of_ldcs.membership_as_of as varchar) || ': '
            || list_affordability_of_ldcs.economies_meeting_list
            || '; no prices of 2023 are held, and the other baskets, years and comparisons give '
            || cast(find_other_readings.fewest as varchar) || ' to '
            || cast(find_other_readings.most as varchar)
        ) as base,
        true as is_other_basis
    from list_affordability_of_ldcs
    cross join find_other_readings
    where
        list_affordability_of_ldcs.basket = 'fixed_broadband_5gb_basket'
        and list_affordability_of_ldcs.reference_year = 2025
        and list_affordability_of_ldcs.operator = '<='
),

join_figures as (
    select * from count_offline_people
    union all
    select * from count_ldcs
    union all
    select * from count_affordable_ldcs
),

type_columns as (
    select
        figure_id,
        cast(computed_value as decimal(38, 8)) as computed_value,
        base,
        is_other_basis
    from join_figures
)

select * from type_columns
