with

judged_figures as (
    select * from {{ ref('int_announcement_figures_judged') }}
),

explain_figures as (
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
        {{ source_kind_of('source_url') }} as published_source_kind,
        computed_value,
        case
            when computed_value is not null then null
            when figure_id = 'target_2026'
                then 'a target is set, not computed; progress towards it is in pledge_totals'
            when figure_id = 'pledges_on_track'
                then 'no report of progress was known on the day'
            when figure_id in ('women_online_pct', 'men_online_pct')
                then 'no country data by sex of 2023 are held'
            when figure_id in ('entities_growth_pct', 'pledges_growth_pct')
                then 'the pledges held are a part of all, and growth of a part is not growth of the whole'
            when figure_id = 'refugee_pledges'
                then 'none of the counted pledges that name beneficiaries names them, and others name none'
            when figure_id = 'champions_updates' then 'no update of a Champion is held as data'
            when figure_id = 'matchmaking' then 'the announcement names an activity, not a number'
            else 'the data held here do not give it'
        end as computed_null_reason,
        base,
        coverage_pct,
        case
            when verdict <> 'not_comparable'
                then cast(computed_value - published_value as decimal(38, 8))
        end as difference,
        verdict,
        case
            when verdict in ('differs', 'known_difference', 'agrees_with_other_source')
                then other_published_value
        end as other_published_value,
        case when verdict in ('known_difference', 'agrees_with_other_source') then difference_reason end
            as difference_reason,
        case
            when verdict in ('differs', 'known_difference', 'agrees_with_other_source')
                then largest_known_difference
        end as largest_known_difference
    from judged_figures
)

select * from explain_figures
order by display_order asc
