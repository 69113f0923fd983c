with

from_totals as (
    select * from {{ ref('int_published_totals_compared_with_totals') }}
),

from_parts as (
    select * from {{ ref('int_published_totals_compared_with_parts') }}
),

from_reports as (
    select * from {{ ref('int_published_totals_compared_with_reports') }}
),

join_computed as (
    select
        source_sha256,
        source_line,
        computed_value,
        base
    from from_totals
    union all
    select
        source_sha256,
        source_line,
        computed_value,
        base
    from from_parts
    union all
    select
        source_sha256,
        source_line,
        computed_value,
        base
    from from_reports
)

select * from join_computed
