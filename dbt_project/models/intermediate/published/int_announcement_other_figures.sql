with

announcement_figures as (
    select * from {{ ref('stg_announcement_figures') }}
),

connectivity as (
    select * from {{ ref('connectivity_by_country_group') }}
),

affordability as (
    select * from {{ ref('int_announcement_affordability') }}
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

-- One line a basket and year, with the comparisons that give the same.
describe_affordability as (
    select
        figure_id,
        as_of_date,
        gives_published_value,
        economies_meeting,
        max(observation_vintage) as observation_vintage,
        max(economies_in_group) as economies_in_group,
        replace(basket, '_', ' ') || ' of ' || cast(reference_year as varchar)
        || case when is_experimental then ' (experimental)' else '' end
        || ', ' || {{ join_texts('operator', ' and ') }} || ' '
        || cast(cast({{ var('affordability_threshold_pct') }} as decimal(9, 0)) as varchar) || ' %: '
        || cast(economies_meeting as varchar)
        || case when economies_meeting > 0 then ' (' || economies_meeting_list || ')' else '' end
            as reading
    from affordability
    group by
        figure_id,
        as_of_date,
        basket,
        reference_year,
        is_experimental,
        gives_published_value,
        economies_meeting,
        economies_meeting_list
),

name_sides as (
    select
        describe_affordability.*,
        case when gives_published_value then reading end as agreeing_reading,
        case when not gives_published_value then reading end as other_reading
    from describe_affordability
),

-- What was announced is reached where one reading gives it; else the reading that comes nearest is shown.
find_nearest_reading as (
    select
        figure_id,
        economies_meeting,
        row_number() over (
            partition by figure_id
            order by abs(difference) asc nulls last, is_experimental asc, reference_year desc, basket asc
        ) as reading_number
    from affordability
),

count_affordable_ldcs as (
    select
        find_nearest_reading.figure_id,
        max(find_nearest_reading.economies_meeting) as computed_value,
        'of ' || cast(max(name_sides.economies_in_group) as varchar) || ' members on '
        || cast(max(name_sides.as_of_date) as varchar) || ', prices of vintage '
        || max(name_sides.observation_vintage) || '; the published number is given by: '
        || coalesce({{ join_texts('name_sides.agreeing_reading', '; ') }}, 'none')
        || '; not by: ' || coalesce({{ join_texts('name_sides.other_reading', '; ') }}, 'none') as base,
        true as is_other_basis
    from find_nearest_reading
    inner join name_sides
        on find_nearest_reading.figure_id = name_sides.figure_id
    where find_nearest_reading.reading_number = 1
    group by find_nearest_reading.figure_id
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
