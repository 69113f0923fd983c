with

announcement_figures as (
    select * from {{ ref('stg_announcement_figures') }}
),

pledge_figures as (
    select * from {{ ref('int_announcement_pledge_figures') }}
),

other_figures as (
    select * from {{ ref('int_announcement_other_figures') }}
),

join_computed as (
    select
        announcement_figures.*,
        coalesce(pledge_figures.computed_value, other_figures.computed_value) as computed_value,
        coalesce(pledge_figures.base, other_figures.base) as base,
        pledge_figures.coverage_pct,
        coalesce(other_figures.is_other_basis, false) as is_other_basis,
        case
            when announcement_figures.published_value = round(announcement_figures.published_value, 0)
                then 0
            when announcement_figures.published_value = round(announcement_figures.published_value, 1)
                then 1
            else 2
        end as published_decimals
    from announcement_figures
    left join pledge_figures on announcement_figures.figure_id = pledge_figures.figure_id
    left join other_figures on announcement_figures.figure_id = other_figures.figure_id
),

-- A computed figure agrees with a bound when it lies on the right side of it, and with "about" and
-- "nearly" within a twentieth. Rounded values are compared one scale at a time: a case over decimals
-- of different scales takes the smallest and rounds once more.
compare_figures as (
    select
        *,
        case
            when computed_value is null or published_value is null then null
            when published_bound = 'exact' and published_decimals = 0
                then cast(round(computed_value, 0) as decimal(38, 8)) = published_value
            when published_bound = 'exact' and published_decimals = 1
                then cast(round(computed_value, 1) as decimal(38, 8)) = published_value
            when published_bound = 'exact'
                then cast(round(computed_value, 2) as decimal(38, 8)) = published_value
            when published_bound = 'more_than' then computed_value > published_value
            when published_bound = 'at_least' then computed_value >= published_value
            when published_bound = 'up_to' then computed_value <= published_value
            when published_bound = 'nearly'
                then computed_value between published_value * 0.95 and published_value
            when published_bound = 'about'
                then computed_value between published_value * 0.95 and published_value * 1.05
        end as agrees
    from join_computed
),

judge_figures as (
    select
        figure_id,
        cast(display_order as integer) as display_order,
        statement,
        as_of_date,
        unit,
        published_value,
        published_bound,
        published_note,
        source_url as published_source_url,
        computed_value,
        case
            when computed_value is not null then null
            when figure_id = 'target_2026'
                then 'a target is set, not computed; progress stands in pledge_totals'
            when figure_id = 'pledges_on_track'
                then 'no status report of a pledge is public'
            when figure_id in ('women_online_pct', 'men_online_pct')
                then 'no country data by sex are held'
            when figure_id = 'champions_updates' then 'no update of a Champion is held as data'
            when figure_id = 'matchmaking' then 'the announcement names an activity, not a number'
            else 'the data held here do not give it'
        end as computed_null_reason,
        base,
        coverage_pct,
        cast(computed_value - published_value as decimal(38, 8)) as difference,
        case
            when computed_value is null then 'not_computable'
            when published_value is null then 'not_published'
            when coverage_pct < 95 then 'partial_coverage'
            when agrees and is_other_basis then 'matches_on_other_basis'
            when agrees and computed_value = published_value then 'match'
            when agrees and published_bound = 'exact' then 'rounds_to_published'
            when agrees then 'within_bound'
            else 'differs'
        end as verdict
    from compare_figures
)

select * from judge_figures
order by display_order asc
