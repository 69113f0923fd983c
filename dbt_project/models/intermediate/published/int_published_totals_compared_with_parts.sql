with

published as (
    select * from {{ ref('stg_published_totals') }}
),

breakdowns as (
    select * from {{ ref('pledge_breakdowns') }}
),

groups as (
    select * from {{ ref('pledge_value_by_country_group') }}
),

totals as (
    select * from {{ ref('pledge_totals') }}
),

-- How published figures call what the submission form calls otherwise.
list_published_dimensions as (
    select
        spellings.published_dimension,
        spellings.dimension
    from (
        values
        ('sector', 'sector'),
        ('pledge_type', 'pledge_type'),
        ('focus_area', 'focus_area'),
        ('beneficiary_group', 'beneficiary_group'),
        ('region_of_entity (ITU)', 'region_of_entity'),
        ('region_of_implementation', 'region_of_implementation')
    ) as spellings (published_dimension, dimension)
),

-- A share is of all pledges, as published, where all are held; else of those that state the trait.
-- "Europe+Africa+Americas" is three members. Names are compared in lower case, words joined by _.
find_members as (
    select
        published.source_sha256,
        published.source_line,
        published.metric,
        breakdowns.is_additive,
        breakdowns.pledges,
        breakdowns.value_usd,
        case
            when totals.pledges_coverage_pct < {{ var('judged_min_coverage_pct') }}
                then breakdowns.pledges_stating
            else totals.pledges
        end as pledges_asked,
        case
            when totals.pledges_coverage_pct < {{ var('judged_min_coverage_pct') }}
                then breakdowns.value_usd_stating
            else totals.value_usd
        end as value_usd_asked,
        totals.pledges_coverage_pct
    from published
    inner join totals on published.as_of_date = totals.as_of_date
    inner join list_published_dimensions as spellings on published.dimension = spellings.published_dimension
    inner join breakdowns
        on
            published.as_of_date = breakdowns.as_of_date
            and spellings.dimension = breakdowns.dimension
            and position(
                {{ member_key('breakdowns.member') }} in {{ member_key('published.member') }}
            ) > 0
),

sum_members as (
    select
        source_sha256,
        source_line,
        case metric
            when 'pledges' then cast(sum(pledges) as decimal(38, 8))
            when 'value' then cast(sum(value_usd) as decimal(38, 8))
            when 'pledges_share'
                then cast({{ percent_of('sum(pledges)', 'max(pledges_asked)') }} as decimal(38, 8))
            when 'value_share'
                then cast({{ percent_of('sum(value_usd)', 'max(value_usd_asked)') }} as decimal(38, 8))
        end as computed_value,
        'of the ' || cast(max(pledges_asked) as varchar) || ' counted pledges of the day'
        || case
            when max(pledges_coverage_pct) < {{ var('judged_min_coverage_pct') }} then ' that state it'
            else ''
        end as base
    from find_members
    group by source_sha256, source_line, metric
    having count(*) = 1 or min(cast(is_additive as integer)) = 1
),

compute_ldc_values as (
    select
        published.source_sha256,
        published.source_line,
        case published.metric
            when 'pledges' then cast(groups.pledges as decimal(38, 8))
            when 'value' then cast(groups.value_usd_any_member as decimal(38, 8))
            when 'pledges_share'
                then cast({{ percent_of('groups.pledges', 'totals.pledges') }} as decimal(38, 8))
            when 'value_share'
                then cast(
                    {{ percent_of('groups.value_usd_any_member', 'totals.value_usd') }} as decimal(38, 8)
                )
        end as computed_value,
        'full value of each pledge that touches an LDC of the day' as base
    from published
    inner join groups on published.as_of_date = groups.as_of_date
    inner join totals on published.as_of_date = totals.as_of_date
    where
        published.dimension in ('country_group', 'country_group_of_implementation')
        and published.member in ('LDC', 'LDC (at least one)')
        and groups.group_code = 'LDC'
),

join_parts as (
    select * from sum_members
    where computed_value is not null
    union all
    select * from compute_ldc_values
    where computed_value is not null
)

select * from join_parts
