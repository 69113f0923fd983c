with

stated as (
    select * from {{ ref('int_coverage_stated') }}
),

group_population as (
    select * from {{ ref('int_group_population') }}
),

mark_latest as (
    select
        *,
        edition <> 'not published' and row_number() over (
            partition by network, group_code, location
            order by edition_published_on desc nulls last, reference_year desc
        ) = 1 as is_latest
    from stated
),

-- The share of the economies that have data is taken for the whole group, as for people offline.
count_people as (
    select
        mark_latest.*,
        cast(
            round(
                group_population.people_in_group * (100 - mark_latest.computed_covered_pct) / 100, 0
            ) as bigint
        ) as computed_people_not_covered
    from mark_latest
    left join group_population
        on
            mark_latest.group_code = group_population.group_code
            and mark_latest.reference_year = group_population.reference_year
),

explain_missing as (
    select
        network,
        group_code,
        group_name,
        location,
        reference_year,
        edition,
        edition_published_on,
        is_latest,
        published_covered_pct,
        published_not_covered_pct,
        published_people_not_covered,
        published_bound,
        published_source_url,
        computed_covered_pct,
        computed_people_not_covered,
        case
            when computed_covered_pct is not null then null
            when network <> 'at_least_4g' then 'no country data for this network'
            when location <> 'total' then 'no country data for this cut'
            else 'no country data for this group and year'
        end as computed_null_reason,
        economies_with_data,
        economies_in_group,
        population_covered_pct,
        observation_vintage,
        population_vintage,
        membership_as_of
    from count_people
)

select * from explain_missing
order by network asc, group_code asc, location asc, reference_year desc, edition desc
