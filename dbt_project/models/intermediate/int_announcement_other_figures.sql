with

announcement_figures as (
    select * from {{ source('raw', 'announcement_figures') }}
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

-- The announcement named no basket, year or comparison. The only reading of the data held here
-- that gives its figure is a later price year; the row says so.
count_affordable_ldcs as (
    select
        'ldcs_affordable' as figure_id,
        max(affordability.economies_meeting) as computed_value,
        max(
            'fixed broadband 5 GB basket of ' || cast(affordability.reference_year as varchar)
            || ' (no prices of 2023 are held), ' || affordability.operator
            || ' 2 % of monthly GNI per capita, members on '
            || cast(affordability.membership_as_of as varchar) || ': '
            || affordability.economies_meeting_list
        ) as base,
        true as is_other_basis
    from announcement_figures
    inner join affordability on announcement_figures.as_of_date = affordability.membership_as_of
    where
        announcement_figures.figure_id = 'ldcs_affordable'
        and affordability.basket = 'fixed_broadband_5gb_basket'
        and affordability.reference_year = 2025
        and affordability.group_code = 'LDC'
        and affordability.operator = '<='
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
