with

connectivity as (
    select * from {{ ref('connectivity_by_country_group') }}
),

published as (
    select * from {{ ref('fct_published_aggregates') }}
),

economies_meeting as (
    select * from {{ ref('int_economies_meeting_target') }}
),

list_shares_and_people as (
    select
        indicator,
        group_code,
        sex,
        location,
        age,
        reference_year,
        edition,
        edition_published_on,
        unit,
        published_value,
        published_bound,
        published_source_kind,
        computed_value,
        observation_vintage,
        observation_route,
        economies_with_data,
        economies_in_group,
        population_covered_pct,
        membership_as_of
    from connectivity
    where published_value is not null and computed_value is not null
),

list_economies_meeting as (
    select
        published.indicator,
        published.group_code,
        published.sex,
        published.location,
        published.age,
        published.reference_year,
        cast(published.edition as varchar) as edition,
        published.edition_published_on,
        published.unit,
        published.published_value,
        published.published_bound,
        published.published_source_kind,
        economies_meeting.computed_value,
        economies_meeting.observation_vintage,
        economies_meeting.observation_route,
        economies_meeting.economies_with_data,
        economies_meeting.economies_in_group,
        cast(null as decimal(18, 4)) as population_covered_pct,
        economies_meeting.membership_as_of
    from published
    inner join economies_meeting
        on
            published.indicator = economies_meeting.indicator
            and published.group_code = economies_meeting.group_code
            and published.reference_year = economies_meeting.reference_year
            and published.unit = economies_meeting.unit
    where published.published_value is not null and {{ is_total('published') }}
),

join_comparisons as (
    select * from list_shares_and_people
    union all
    select * from list_economies_meeting
)

select * from join_comparisons
