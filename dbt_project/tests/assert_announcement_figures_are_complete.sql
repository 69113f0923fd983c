-- A failure means that a figure of the announcement is missing, or has neither a computed value nor
-- a reason why there is none.
with

stated as (
    select * from {{ ref('stg_announcement_figures') }}
),

computed as (
    select * from {{ ref('announcement_figures') }}
),

find_incomplete as (
    select
        stated.figure_id,
        computed.computed_value,
        computed.computed_null_reason
    from stated
    left join computed on stated.figure_id = computed.figure_id
    where
        computed.figure_id is null
        or (computed.computed_value is null) = (computed.computed_null_reason is null)
)

select * from find_incomplete
