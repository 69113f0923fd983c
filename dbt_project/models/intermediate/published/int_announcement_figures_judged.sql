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

reviewed_differences as (
    select * from {{ source('raw', 'announcement_differences') }}
),

join_computed as (
    select
        announcement_figures.*,
        coalesce(pledge_figures.computed_value, other_figures.computed_value) as computed_value,
        coalesce(pledge_figures.base, other_figures.base) as base,
        pledge_figures.coverage_pct,
        coalesce(other_figures.is_other_basis, false) as is_other_basis,
        reviewed_differences.other_published_value,
        reviewed_differences.largest_difference as largest_known_difference,
        reviewed_differences.reason as difference_reason
    from announcement_figures
    left join pledge_figures on announcement_figures.figure_id = pledge_figures.figure_id
    left join other_figures on announcement_figures.figure_id = other_figures.figure_id
    left join reviewed_differences
        on announcement_figures.figure_id = reviewed_differences.figure_id
),

compare_figures as (
    select
        *,
        {{ agrees_with_published('computed_value', 'published_value', 'published_bound', 'unit') }}
            as agrees,
        cast(round(computed_value, 0) as decimal(38, 8)) = other_published_value
            as agrees_with_other_source
    from join_computed
),

judge_figures as (
    select
        figure_id,
        display_order,
        statement,
        metric,
        as_of_date,
        published_value,
        published_bound,
        unit,
        published_note,
        source_url,
        computed_value,
        base,
        coverage_pct,
        is_other_basis,
        other_published_value,
        largest_known_difference,
        difference_reason,
        case
            when computed_value is null then 'not_computable'
            when published_value is null then 'not_published'
            when
                coverage_pct < {{ var('judged_min_coverage_pct') }} and unit = 'percent'
                then 'not_comparable'
            when coverage_pct < {{ var('judged_min_coverage_pct') }} then 'partial_coverage'
            when agrees and is_other_basis then 'matches_on_other_basis'
            when agrees and computed_value = published_value then 'match'
            when agrees and published_bound = 'exact' then 'rounds_to_published'
            when agrees then 'within_bound'
            when agrees_with_other_source then 'agrees_with_other_source'
            when abs(computed_value - published_value) <= largest_known_difference
                then 'known_difference'
            else 'differs'
        end as verdict
    from compare_figures
)

select * from judge_figures
