with

announcement_figures as (
    select * from {{ source('raw', 'announcement_figures') }}
),

build as (
    select * from {{ ref('stg_build') }}
),

keep_known as (
    select
        announcement_figures.figure_id,
        announcement_figures.display_order,
        announcement_figures.statement,
        announcement_figures.metric,
        announcement_figures.as_of_date,
        announcement_figures.published_value,
        announcement_figures.published_bound,
        announcement_figures.unit,
        announcement_figures.published_note,
        announcement_figures.source_url
    from announcement_figures
    cross join build
    where {{ is_known('announcement_figures.as_of_date') }}
)

select * from keep_known
