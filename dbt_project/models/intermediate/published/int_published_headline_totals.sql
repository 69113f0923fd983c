with

published_totals as (
    select * from {{ ref('stg_published_totals') }}
),

-- One day may have several published totals (before and after an event): an exact figure comes
-- before a bound, a larger one before a smaller, and of equal ones that of the publisher.
rank_figures as (
    select
        *,
        row_number() over (
            partition by as_of_date, metric
            order by
                published_bound <> 'exact' asc nulls last,
                published_value desc nulls last,
                {{ source_kind_of('source_url') }} asc nulls last,
                source_url asc nulls last
        ) as figure_number
    from published_totals
    where dimension = 'total' and metric in ('pledges', 'value', 'entities', 'countries')
),

pivot_metrics as (
    select
        as_of_date,
        max(case when metric = 'pledges' then published_value end) as published_pledges,
        max(case when metric = 'pledges' then published_bound end) as published_pledges_bound,
        max(case when metric = 'value' then published_value end) as published_value_usd,
        max(case when metric = 'value' then published_bound end) as published_value_bound,
        max(case when metric = 'value' then source_url end) as published_source_url
    from rank_figures
    where figure_number = 1
    group by as_of_date
)

select * from pivot_metrics
