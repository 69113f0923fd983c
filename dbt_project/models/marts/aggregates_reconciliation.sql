with

aggregates as (
    select * from {{ ref('int_aggregates_compared') }}
),

known_differences as (
    select * from {{ source('raw', 'known_differences') }}
),

groups as (
    select * from {{ ref('dim_country_groups') }}
),

-- Of several causes that fit, the one that names the year and the edition is meant.
find_causes as (
    select
        aggregates.*,
        known_differences.cause,
        known_differences.largest_difference,
        row_number() over (
            partition by
                aggregates.indicator,
                aggregates.group_code,
                aggregates.sex,
                aggregates.location,
                aggregates.age,
                aggregates.reference_year,
                aggregates.edition,
                aggregates.unit
            order by
                known_differences.reference_year is null asc,
                known_differences.edition is null asc
        ) as cause_number
    from aggregates
    left join known_differences
        on
            aggregates.indicator = known_differences.indicator
            and aggregates.group_code = known_differences.group_code
            and coalesce(known_differences.reference_year, aggregates.reference_year)
            = aggregates.reference_year
            and coalesce(cast(known_differences.edition as varchar), aggregates.edition)
            = aggregates.edition
),

-- Published shares are rounded to the point, people to the hundred million; economies are counted.
measure_differences as (
    select
        find_causes.*,
        cast(computed_value - published_value as decimal(38, 8)) as difference,
        cast(
            case unit
                when 'pct' then {{ var('reconciliation_tolerance_points') }}
                when 'count' then {{ var('reconciliation_tolerance_people') }}
                else 0
            end
            as decimal(38, 8)
        ) as tolerance
    from find_causes
    where cause_number = 1
),

judge_differences as (
    select
        measure_differences.indicator,
        measure_differences.group_code,
        groups.group_name,
        measure_differences.sex,
        measure_differences.location,
        measure_differences.age,
        measure_differences.reference_year,
        measure_differences.edition,
        measure_differences.edition_published_on,
        measure_differences.unit,
        measure_differences.published_value,
        measure_differences.published_bound,
        measure_differences.published_source_kind,
        measure_differences.computed_value,
        measure_differences.observation_vintage,
        measure_differences.observation_route,
        measure_differences.economies_with_data,
        measure_differences.economies_in_group,
        measure_differences.population_covered_pct,
        measure_differences.membership_as_of,
        measure_differences.difference,
        measure_differences.tolerance,
        case
            when abs(measure_differences.difference) <= measure_differences.tolerance then 'agrees'
            when abs(measure_differences.difference) <= measure_differences.largest_difference
                then 'known_difference'
            else 'differs'
        end as verdict,
        measure_differences.cause as known_difference,
        measure_differences.largest_difference as largest_known_difference
    from measure_differences
    inner join groups on measure_differences.group_code = groups.group_code
)

select * from judge_differences
order by indicator asc, group_code asc, reference_year desc, edition desc
