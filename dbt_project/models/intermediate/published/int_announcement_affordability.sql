with

announcement_figures as (
    select * from {{ ref('stg_announcement_figures') }}
),

affordability as (
    select * from {{ ref('affordability_by_country_group') }}
),

-- The announcement named no basket, year or comparison. It can have meant any of the year it was made
-- in and of the year before.
list_readings as (
    select
        announcement_figures.figure_id,
        announcement_figures.as_of_date,
        announcement_figures.published_value,
        affordability.basket,
        affordability.reference_year,
        affordability.operator,
        affordability.is_experimental,
        affordability.economies_meeting,
        affordability.economies_meeting_list,
        affordability.economies_with_data,
        affordability.economies_in_group,
        affordability.observation_vintage
    from announcement_figures
    inner join affordability
        on
            announcement_figures.as_of_date = affordability.membership_as_of
            and affordability.reference_year
            between year(announcement_figures.as_of_date) - 1 and year(announcement_figures.as_of_date)
    where
        announcement_figures.figure_id = 'ldcs_affordable'
        and affordability.group_code = 'LDC'
),

judge_readings as (
    select
        figure_id,
        as_of_date,
        basket,
        reference_year,
        operator,
        is_experimental,
        economies_meeting,
        economies_meeting_list,
        economies_with_data,
        economies_in_group,
        observation_vintage,
        published_value,
        cast(economies_meeting - published_value as decimal(38, 8)) as difference,
        economies_meeting = published_value as gives_published_value
    from list_readings
)

select * from judge_readings
